import HSSSchema

/// Results for reading: aligned columns, the request in short.
public struct ResultTable: Sendable {
    private let report: ScriptReport

    public init(_ report: ScriptReport) {
        self.report = report
    }

    /// The table's lines, each without a line end; empty without tasks and failures.
    public var lines: [String] {
        let tasks = report.tasks.map { task in
            [task.taskID, task.state.rawValue, task.taskStatus ?? "-", RequestSummary.text(task.request.json)]
        }
        let failures = report.failures.map { failure in
            let request = failure.request.map(RequestSummary.text) ?? failure.message
            return ["-", "failed", failure.errorCode ?? failure.kind, request]
        }
        return AlignedTable.lines(["TASK_ID", "STATE", "STATUS", "REQUEST"], tasks + failures)
    }
}
