import HSSSchema

/// Results for reading: aligned columns, the request in short.
public struct ResultTable: Sendable {
    private let report: ScriptReport

    public init(_ report: ScriptReport) {
        self.report = report
    }

    /// The table's lines, each without a line end; empty without tasks and failures.
    public var lines: [String] {
        var rows: [[String]] = []
        for task in report.tasks {
            rows.append([task.taskID, task.state.rawValue, task.taskStatus ?? "-", Self.short(task.request.json)])
        }
        for failure in report.failures {
            let request = failure.request.map(Self.short) ?? failure.message
            rows.append(["-", "failed", failure.errorCode ?? failure.kind, request])
        }
        guard !rows.isEmpty else { return [] }
        rows.insert(["TASK_ID", "STATE", "STATUS", "REQUEST"], at: 0)
        let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            (0..<3).map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count) }
                .joined(separator: "  ") + "  " + row[3]
        }
    }

    /// "malwares, all images, namespace=payments, 100 rows".
    private static func short(_ request: JSONObject) -> String {
        var parts = [request["security_report_type"]?.stringValue ?? "?"]
        if case .array(let ids)? = request["image_id_list"] {
            parts.append(ids.count == 1 ? "1 image" : "\(ids.count) images")
        } else {
            parts.append("all images")
        }
        let named: Set = ["security_report_type", "image_id_list", "operate_all", "export_size"]
        for (name, value) in request where !named.contains(name) {
            parts.append("\(name)=\(value.stringValue ?? value.text)")
        }
        if let size = request["export_size"]?.integerValue { parts.append("\(size) rows") }
        return parts.joined(separator: ", ")
    }
}
