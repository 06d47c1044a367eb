import HSSSchema

extension Explanation {
    init(_ field: FieldDeclaration) {
        let place = field.role == .query ? ["sent as: query parameter"] : []
        self.init(
            topic: field.name,
            sort: "field",
            sentence: field.documentation,
            details: ["type: \(field.typeInWords)", "required: \(field.isRequired ? "yes" : "no")"] + place
                + field.valueLines + FieldRule.lines(field)
        )
    }

    init(_ value: EnumValue, of field: FieldDeclaration) {
        self.init(
            topic: value.value,
            sort: "value of \(field.name)",
            sentence: value.meaning,
            details: [
                "write: \(field.name) = \"\(value.value)\"", "field: \(field.documentation)",
            ]
        )
    }
}

extension FieldDeclaration {
    fileprivate var typeInWords: String {
        switch type {
        case .integer32: "integer (int32)"
        case .integer64: "integer (int64)"
        case .boolean, .string, .stringList, .enumeration: type.name
        }
    }

    fileprivate var valueLines: [String] {
        switch type {
        case .integer32: ["values: \(range)"]
        case .integer64 where unit == .milliseconds:
            ["values: 0, or more than \(FieldBounds.largestSeconds) (milliseconds, not seconds)"]
        case .integer64: ["values: \(range)"]
        case .boolean: ["values: true, false"]
        case .string:
            ["values: \(bounds.maximumLength.map { "1 to \($0) characters" } ?? "any text but the empty one")"]
        case .stringList: ["values: at least one string, none of them empty"]
        case .enumeration(let values):
            ["values (letter case counts):"] + values.map { "  \"\($0.value)\": \($0.meaning)" }
        }
    }

    private var range: String {
        guard let range = integerRange else { return "" }
        return range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
    }
}
