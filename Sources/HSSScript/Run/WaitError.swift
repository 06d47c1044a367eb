import HSSClient

/// A task that did not succeed, and why.
struct TaskFailure: Sendable {
    let call: Int
    let taskID: String
    let error: HSSError
}

/// One error for all tasks of a wait that did not succeed.
struct WaitError: Sendable {
    let failures: [TaskFailure]
    let error: HSSError

    /// Nil without a failure.
    init?(_ failures: [TaskFailure], of count: Int) {
        guard let first = failures.first else { return nil }
        self.failures = failures
        let failed = failures.filter { $0.error.kind == .exportFailed }
        if let cancelled = failures.first(where: { $0.error.kind == .cancelled }) {
            error = cancelled.error
        } else if failures.count == 1, count == 1 {
            error = first.error
        } else {
            let leading = failed.first ?? first
            let others = failures.count - failed.count
            var parts: [String] = []
            if !failed.isEmpty {
                parts.append("\(failed.count) of \(count) export tasks ended in failure: \(Self.ids(failed))")
            }
            if others > 0 {
                let rest = failures.filter { $0.error.kind != .exportFailed }
                parts.append("\(others) of \(count) did not end as far as is known: \(Self.ids(rest))")
                if let reason = rest.first?.error.message { parts.append(others > 1 ? "the first: \(reason)" : reason) }
            }
            var error = HSSError(
                leading.error.kind,
                parts.joined(separator: "; "),
                sent: leading.error.sent,
                explanation: leading.error.kind == .timeout && others > 1
                    ? "the tasks live on: wait longer, or follow them up later with `hss wait` and `hss download`"
                    : leading.error.explanation
            )
            error.status = leading.error.status
            error.errorCode = leading.error.errorCode
            self.error = error
        }
    }

    private static let mostIDs = 10

    private static func ids(_ failures: [TaskFailure]) -> String {
        let shown = failures.prefix(mostIDs).map(\.taskID).joined(separator: ", ")
        return failures.count > mostIDs ? "\(shown) and \(failures.count - mostIDs) more" : shown
    }
}
