import HSSSchema

/// Results as CSV (RFC 4180): the columns of `tasks` in JSON, with the request as JSON text; failures follow with the
/// state `failed` and their `kind` and `message`.
public struct ResultCSV: Sendable {
    private static let columns = [
        "task_id", "request", "enterprise_project_id", "state", "project_id", "endpoint", "reused", "attempts",
        "created_at", "task_status", "file_id", "file_name", "path", "sha256", "kind", "message",
    ]

    private let report: ScriptReport

    public init(_ report: ScriptReport) {
        self.report = report
    }

    /// Header and rows, each without a line end.
    public var lines: [String] {
        var lines = [Self.columns.joined(separator: ",")]
        for task in report.tasks { lines.append(Self.row(task.json)) }
        for failure in report.failures {
            var json = failure.json
            json["state"] = "failed"
            lines.append(Self.row(json))
        }
        return lines
    }

    private static func row(_ json: JSONObject) -> String {
        columns.map { column in
            switch json[column] {
            case nil, .null?: ""
            case .string(let text)?: escaped(text)
            case let value?: escaped(value.text)
            }
        }.joined(separator: ",")
    }

    private static func escaped(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
