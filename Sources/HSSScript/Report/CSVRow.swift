import HSSSchema

/// One line of CSV (RFC 4180): members of a JSON object by name, what is no text as JSON text.
enum CSVRow {
    static func text(_ object: JSONObject, _ columns: [String]) -> String {
        columns.map { column in
            switch object[column] {
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
