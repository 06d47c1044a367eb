import HSSSchema

/// As much of JSON Schema (draft 2020-12) as the request's schema uses. An unknown keyword is never passed over.
struct SchemaEvaluator {
    struct UnknownKeyword: Error {
        let keyword: String
    }

    private static let annotations: Set = [
        "$schema", "title", "description", "format", "x-unit", "x-enum-descriptions", "then",
    ]

    func accepts(_ value: JSONValue, _ schema: JSONObject) throws -> Bool {
        for (keyword, rule) in schema where !Self.annotations.contains(keyword) {
            guard try holds(keyword, rule, value, schema) else { return false }
        }
        return true
    }

    private func holds(_ keyword: String, _ rule: JSONValue, _ value: JSONValue, _ schema: JSONObject) throws -> Bool {
        switch keyword {
        case "type": return isOf(type: rule, value)
        case "const": return value == rule
        case "enum": return rule.arrayValue?.contains(value) ?? false
        case "not": return try rule.objectValue.map { try !accepts(value, $0) } ?? false
        case "if":
            guard let condition = rule.objectValue, try accepts(value, condition) else { return true }
            return try schema["then"]?.objectValue.map { try accepts(value, $0) } ?? true
        case "minimum": return number(value).map { $0 >= number(rule) ?? .infinity } ?? true
        case "maximum": return number(value).map { $0 <= number(rule) ?? -.infinity } ?? true
        case "minLength": return value.stringValue.map { $0.unicodeScalars.count >= rule.integerValue ?? .max } ?? true
        case "maxLength": return value.stringValue.map { $0.unicodeScalars.count <= rule.integerValue ?? 0 } ?? true
        case "pattern": return rule == #"^[^\u0000]*$"# && value.stringValue?.utf8.contains(0) != true
        case "minItems": return value.arrayValue.map { $0.count >= rule.integerValue ?? .max } ?? true
        case "items": return try allItems(of: value, keepTo: rule)
        case "properties": return try allProperties(of: value, keepTo: rule)
        case "required":
            let names = rule.arrayValue?.compactMap(\.stringValue) ?? []
            return value.objectValue.map { object in names.allSatisfy { object[$0] != nil } } ?? true
        case "additionalProperties":
            let known = schema["properties"]?.objectValue
            return rule == false && value.objectValue?.allSatisfy { known?[$0.key] != nil } ?? true
        default: throw UnknownKeyword(keyword: keyword)
        }
    }

    private func allItems(of value: JSONValue, keepTo rule: JSONValue) throws -> Bool {
        guard let schema = rule.objectValue, let items = value.arrayValue else { return true }
        return try items.allSatisfy { try accepts($0, schema) }
    }

    private func allProperties(of value: JSONValue, keepTo rule: JSONValue) throws -> Bool {
        guard let schemas = rule.objectValue, let object = value.objectValue else { return true }
        return try object.allSatisfy { member in
            try schemas[member.key]?.objectValue.map { try accepts(member.value, $0) } ?? true
        }
    }

    private func isOf(type: JSONValue, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("integer", .integer):
            true
        case ("integer", .number(let number)): number.rounded() == number
        default: false
        }
    }

    /// Doubles are exact enough: the values of the tests keep away from where they are not.
    private func number(_ value: JSONValue) -> Double? {
        switch value {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: nil
        }
    }
}
