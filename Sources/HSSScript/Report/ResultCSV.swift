import HSSSchema

/// Results as CSV: the columns of `tasks` in JSON, with the request as JSON text; failures follow with the state
/// `failed` and their `kind` and `message`.
public struct ResultCSV: Sendable {
    static let columns = [
        "task_id", "request", "enterprise_project_id", "state", "project_id", "endpoint", "reused", "attempts",
        "created_at", "task_status", "file_id", "file_name", "path", "sha256", "size", "kind", "message",
    ]

    private let report: ScriptReport

    public init(_ report: ScriptReport) {
        self.report = report
    }

    /// Header and rows, each without a line end.
    public var lines: [String] {
        var lines = [Self.columns.joined(separator: ",")]
        for task in report.tasks { lines.append(CSVRow.text(task.json, Self.columns)) }
        for failure in report.failures {
            var json = failure.json
            json["state"] = "failed"
            lines.append(CSVRow.text(json, Self.columns))
        }
        return lines
    }
}
