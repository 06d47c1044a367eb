import HSSSchema

/// A request in a few words: "malwares, all images, namespace=payments, 100 rows".
enum RequestSummary {
    static func text(_ request: JSONObject) -> String {
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
