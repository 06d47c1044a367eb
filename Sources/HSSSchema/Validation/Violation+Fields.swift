/// What a field of its own can have wrong with it.
extension Violation {
    static func missing(_ field: FieldDeclaration) -> Self {
        let what = ([field.type.name] + (field.note.map { [$0] } ?? [])).joined(separator: ", ")
        return missing(field, "missing (\(what))")
    }

    static func missingMust(_ field: FieldDeclaration) -> Self {
        missing(field, "missing (\(field.type.name)), and this call's \"must\" asks for it")
    }

    private static func missing(_ field: FieldDeclaration, _ message: String) -> Self {
        guard !field.enumValues.isEmpty else {
            return Self(field.name, .required, message, expected: field.type.nameWithArticle)
        }
        return Self(field.name, .required, message, expected: oneOf(field.enumValues))
    }

    static func missingUnknownMust(_ name: String, suggestion: String?) -> Self {
        let message = "missing, and this call's \"must\" asks for it, but it is not a documented field"
        return Self(name, .required, message, suggestion: suggestion)
    }

    static func wrongType(_ name: String, _ input: RequestInput, expected: String) -> Self {
        let got = Printed.value(input)
        return Self(name, .type, "\(got) is \(kind(of: input))not \(expected)", expected: expected, got: got)
    }

    /// Says what the printed value does not show by itself.
    private static func kind(of input: RequestInput) -> String {
        switch input {
        case .boolean: "a boolean, "
        case .integer: "an integer, "
        case .float: "a float, "
        case .string: "a string, "
        case .table, .image, .other: ""
        }
    }

    static func notASequence(_ name: String, keys: [String], expected: String) -> Self {
        let shown = keys.sorted().prefix(3).joined(separator: ", ") + (keys.count > 3 ? "…" : "")
        let message = "a table with holes or other keys than 1, 2, 3… (\(shown)) is not \(expected)"
        return Self(name, .type, message, expected: expected, got: "a table")
    }

    static func notUTF8(_ name: String, _ bytes: [UInt8], offset: Int) -> Self {
        let got = Printed.string(bytes)
        return Self(name, .type, "\(got) is not valid UTF-8 (byte \(offset + 1))", expected: "UTF-8 text", got: got)
    }

    static func holdsNUL(_ name: String, _ bytes: [UInt8], offset: Int) -> Self {
        let got = Printed.string(bytes)
        return Self(name, .type, "\(got) holds a NUL (byte \(offset + 1))", expected: "text without NUL", got: got)
    }

    static func noJSON(_ name: String, _ input: RequestInput) -> Self {
        let got = Printed.value(input)
        return Self(name, .type, "\(got) cannot be sent as JSON", expected: "a JSON value", got: got)
    }

    static func empty(_ name: String, _ field: FieldDeclaration, isItem: Bool) -> Self {
        let isList = field.type == .stringList && !isItem
        let what = isList ? "an empty list" : "an empty string"
        let advice = isItem ? "leave it out" : "leave the field out (nil) if it is not meant"
        let expected = isList ? "a list with an element" : "a string with a character"
        return Self(name, .empty, "\(what); \(advice)", expected: expected, got: isList ? "an empty table" : "\"\"")
    }

    static func undocumentedValue(_ field: FieldDeclaration, _ value: String) -> Self {
        let got = Printed.string(value)
        let message = "\(got) is not a documented value"
        let explanation = elsewhere(field, value)
        return Self(
            field.name,
            .enum,
            explanation.map { "\(message): \($0)" } ?? message,
            expected: oneOf(field.enumValues),
            got: got,
            suggestion: explanation == nil ? Suggestion.nearest(to: value, in: field.enumValues.map(\.value)) : nil
        )
    }

    private static func oneOf(_ values: [EnumValue]) -> String {
        oneOf + values.map { "\"\($0.value)\"" }.joined(separator: ", ")
    }

    /// Report types that the statistic endpoint knows, but that this export does not (hss-api.md 1.3, 3.4, 3.6).
    private static func elsewhere(_ field: FieldDeclaration, _ value: String) -> String? {
        guard field.name == ExportFields.declared.securityReportType.name else { return nil }
        let endpoints: String
        switch value {
        case "vulnerability":
            endpoints = "POST /v5/{project_id}/image/local-vulnerability/export and /v5/{project_id}/vul/export"
        case "risk-config":
            endpoints = "POST /v5/{project_id}/image/baseline/export"
        default:
            return nil
        }
        return "such reports belong to other endpoints (\(endpoints)), which hss does not call"
    }

    static func outOfRange(_ name: String, _ got: String, _ range: ClosedRange<Int64>) -> Self {
        let expected = "\(range.lowerBound) to \(range.upperBound)"
        return Self(name, .range, "\(got) is out of range (\(expected))", expected: expected, got: got)
    }

    static func looksLikeSeconds(_ name: String, _ value: Int64) -> Self {
        Self(
            name,
            .range,
            "\(value) looks like seconds; HSS takes milliseconds",
            expected: "milliseconds since 1970 UTC: 0, or more than \(FieldBounds.largestSeconds)",
            got: "\(value)",
            suggestion: "\(value * 1000)"
        )
    }

    static func tooLong(_ name: String, _ value: String, length: Int, maximum: Int) -> Self {
        let message = "\(length) characters are too many: \(maximum) at most"
        return Self(name, .length, message, expected: "1 to \(maximum) characters", got: Printed.string(value))
    }
}
