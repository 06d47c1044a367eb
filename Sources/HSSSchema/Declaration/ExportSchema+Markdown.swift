extension ExportSchema {
    /// The request as a Markdown table, a row a field, for the README.
    public static var markdownTable: String {
        let head = ["| field | type | required | values | meaning |", "|---|---|---|---|---|"]
        return (head + requestFields.map(\.markdownRow)).joined(separator: "\n") + "\n"
    }
}

extension FieldDeclaration {
    fileprivate var markdownRow: String {
        let cells = ["`\(name)`", typeInWords, isRequired ? "yes" : "", valuesInWords, documentation]
        return "| " + cells.map { $0.split(separator: "|").joined(separator: "\\|") }.joined(separator: " | ") + " |"
    }

    /// The type for tables, with width and unit.
    var typeInWords: String {
        switch type {
        case .integer32: "integer (int32)"
        case .integer64: "integer (int64\(unit.map { ", \($0.rawValue)" } ?? ""))"
        case .boolean, .string, .stringList, .enumeration: type.name
        }
    }

    /// What values it takes, for tables.
    var valuesInWords: String {
        switch type {
        case .integer32: integerRange.map { "\($0.lowerBound) to \($0.upperBound)" } ?? ""
        case .integer64 where unit == .milliseconds:
            "0, or more than \(FieldBounds.largestSeconds) (milliseconds, not seconds)"
        case .integer64: "\(bounds.minimum) or more"
        case .boolean: "`true`, `false`"
        case .string: bounds.maximumLength.map { "1 to \($0) characters" } ?? "not empty"
        case .stringList: "not empty, nor any of its strings"
        case .enumeration(let values): values.map { "`\($0.value)` (\($0.meaning))" }.joined(separator: ", ")
        }
    }
}
