import HSSSchema
import Testing

@Suite("The request's JSON Schema")
struct JSONSchemaTests {
    @Test("It is a closed object of the 26 fields and enterprise_project_id")
    func shape() throws {
        let schema = ExportSchema.jsonSchema
        let properties = try #require(schema["properties"]?.objectValue)
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["additionalProperties"] == false)
        #expect(schema["required"] == ["export_size", "security_report_type", "operate_all"])
        #expect(properties.keys == DeclarationTests.documented.map(\.name) + ["enterprise_project_id"])
        #expect(properties.allSatisfy { $0.value["description"]?.stringValue?.isEmpty == false })
        #expect(properties["export_size"]?["maximum"] == 2_147_483_647)
        #expect(properties["image_size"]?["maximum"] == .integer(.max))
        #expect(properties["image_size"]?["x-unit"] == "bytes")
        #expect(properties["end_latest_scan_time"]?["x-unit"] == "ms")
        #expect(properties["severity_level"]?["enum"] == ["Security", "Low", "Medium", "High"])
    }

    @Test("It is JSON that reads back as itself")
    func text() throws {
        let bytes = ExportSchema.jsonSchema.encoded(pretty: true)
        #expect(try JSONValue(parsing: bytes) == .object(ExportSchema.jsonSchema))
    }

    @Test("It accepts what the validator accepts, and nothing else", arguments: 0..<2000 as Range<UInt64>)
    func agreement(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let request = Self.randomRequest(using: &generator)
        let violations = ExportValidator().validate(RequestInput(json: .object(request))).violations
        let expressible = violations.filter { $0.code != .conflict || $0.field == "image_id_list" }
        let accepted = try SchemaEvaluator().accepts(.object(request), ExportSchema.jsonSchema)
        #expect(accepted == expressible.isEmpty, "\(request.text): \(expressible.map(\.message))")
    }

    @Test("The requests that are compared are of both kinds")
    func comparison() {
        let accepted = (0..<2000 as Range<UInt64>).count {
            var generator = SeededGenerator(seed: $0)
            let request = Self.randomRequest(using: &generator)
            return ExportValidator().validate(RequestInput(json: .object(request))).violations.isEmpty
        }
        #expect((400...1600).contains(accepted))
    }

    @Test(
        "It accepts a request by each valid value, and refuses it by each wrong one",
        arguments: DeclarationTests.documented
    )
    func values(row: DeclarationTests.Row) throws {
        for value in Self.values {
            var request: JSONObject = ["export_size": 1, "security_report_type": "apps", "operate_all": true]
            request[row.name] = value
            let violations = ExportValidator().validate(RequestInput(json: .object(request))).violations
            let accepted = try SchemaEvaluator().accepts(.object(request), ExportSchema.jsonSchema)
            #expect(accepted == violations.isEmpty, "\(row.name) = \(value.text)")
        }
    }

    private static let values: [JSONValue] = [
        nil, true, false, 0, 1, -1, 100.0, 1.5, 1e300, 99_999_999_999, 100_000_000_000, 2_147_483_647, 2_147_483_648,
        "",
        "x", "a\u{0}b", [], ["x"], ["x", ""], [1], ["a\u{0}"], [:], ["a": 1], "malwares", "cicd", "success", "High",
        "high",
        .string(String(repeating: "é", count: 256)), .string(String(repeating: "é", count: 257)),
    ]

    /// Mostly valid, so that both answers come up.
    private static func randomRequest(using generator: inout SeededGenerator) -> JSONObject {
        var request = JSONObject()
        for field in ExportSchema.requestFields where field.isRequired || Int.random(in: 0..<3, using: &generator) == 0
        {
            let isWrong = Int.random(in: 0..<20, using: &generator) == 0
            request[field.name] = isWrong ? values.randomElement(using: &generator) : right(field, using: &generator)
        }
        if Int.random(in: 0..<10, using: &generator) == 0 {
            request["unknown"] = 1
        }
        if Int.random(in: 0..<10, using: &generator) == 0 {
            request["export_size"] = nil
        }
        return request
    }

    private static func right(_ field: FieldDeclaration, using generator: inout SeededGenerator) -> JSONValue {
        switch field.type {
        case .integer32: .integer(.random(in: 1...2_147_483_647, using: &generator))
        case .integer64: .integer(.random(in: 100_000_000_000...4_000_000_000_000, using: &generator))
        case .boolean: .bool(.random(using: &generator))
        case .string: "text"
        case .stringList: ["a", "b"]
        case .enumeration(let values): values.randomElement(using: &generator).map { .string($0.value) } ?? nil
        }
    }
}
