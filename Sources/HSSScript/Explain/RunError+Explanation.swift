import HSSClient

extension RunError {
    /// The line under the error that says what it means and what to do; nil where the message says it all.
    ///
    /// Where a service code or the kind gives the sentence, the line ends with the command that tells more.
    var explanationLine: String? {
        if let code = details.first(where: { $0.name == "error_code" }).flatMap({ ServiceCode.find($0.value) }) {
            return "\(explanation ?? code.explanation) (hss explain \(code.code))"
        }
        guard let explanation else {
            return kind.isExplainedInBlock ? "\(kind.explanation) (hss explain \(kind.rawValue))" : nil
        }
        return explanation == kind.explanation ? "\(explanation) (hss explain \(kind.rawValue))" : explanation
    }
}

extension HSSError.Kind {
    // The violations explain themselves, the script's own error is its author's, and who calls a run off knows why.
    fileprivate var isExplainedInBlock: Bool {
        switch self {
        case .argument, .script, .cancelled: false
        case .auth, .config, .service, .exportFailed, .throttled, .transport, .timeout, .ambiguous, .limit, .permission,
            .io:
            true
        }
    }
}
