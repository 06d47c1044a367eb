import HSSClient

/// How a run ended, from what happened in it.
struct Outcome {
    var status: ScriptReport.Status
    var exitStatus: ExitStatus
    /// The error to show; nil when there is nothing to add to the ending.
    var error: RunError?

    init(error: RunError?, ending: ScriptHost.Ending?, failures: [FailedExport], failsOnFailures: Bool) {
        self.error = error
        if let ending {
            status = .interrupted
            exitStatus = ending.exitStatus
            // That the run was stopped is no error of the script's.
            if error?.kind == .cancelled { self.error = nil }
        } else if let error {
            status = error.kind == .limit ? .limit : .error
            exitStatus = ExitStatus(kind: error.kind)
        } else {
            status = failures.isEmpty ? .ok : .partial
            let kind = failures.first.flatMap { HSSError.Kind(rawValue: $0.kind) }
            exitStatus = failsOnFailures ? kind.map(ExitStatus.init(kind:)) ?? .success : .success
        }
    }
}
