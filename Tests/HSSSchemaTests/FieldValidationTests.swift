import HSSSchema
import Testing

@Suite("Validation of one field")
struct FieldValidationTests {
    /// One value of every kind that a script can give, with the code that it gets in a field of that type;
    /// nil where it is right.
    struct Kind: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let input: RequestInput
        let codes: [String: Violation.Code]

        init(_ name: String, _ input: RequestInput, right: [String] = [], _ codes: [String: Violation.Code] = [:]) {
            testDescription = name
            self.input = input
            let types = ["int32", "int64", "time", "boolean", "string", "enum", "list"]
            let wrong = Dictionary(
                uniqueKeysWithValues: types.filter { !right.contains($0) }.map { ($0, Violation.Code.type) }
            )
            self.codes = wrong.merging(codes) { $1 }
        }
    }

    static let numbers = ["int32", "int64", "time"]

    static let kinds = [
        Kind("a boolean", .boolean(false), right: ["boolean"]),
        Kind("1", .integer(1), right: ["int32", "int64"], ["time": .range]),
        Kind("0", .integer(0), right: ["int64", "time"], ["int32": .range]),
        Kind("-1", .integer(-1), ["int32": .range, "int64": .range, "time": .range]),
        Kind("int32's end", .integer(2_147_483_647), right: ["int32", "int64"], ["time": .range]),
        Kind("beyond int32", .integer(2_147_483_648), right: ["int64"], ["int32": .range, "time": .range]),
        Kind("99,999,999,999", .integer(99_999_999_999), right: ["int64"], ["int32": .range, "time": .range]),
        Kind("100,000,000,000", .integer(100_000_000_000), right: ["int64", "time"], ["int32": .range]),
        Kind("int64's end", .integer(.max), right: ["int64", "time"], ["int32": .range]),
        Kind("int64's start", .integer(.min), ["int32": .range, "int64": .range, "time": .range]),
        Kind("100.0", .float(100), right: ["int32", "int64"], ["time": .range]),
        Kind("1e12", .float(1e12), right: ["int64", "time"], ["int32": .range]),
        Kind("beyond int64", .float(0x1p63), ["int32": .range, "int64": .range, "time": .range]),
        Kind("-1e300", .float(-1e300), ["int32": .range, "int64": .range, "time": .range]),
        Kind("1.5", .float(1.5)),
        Kind("inf", .float(.infinity)),
        Kind("nan", .float(.nan)),
        Kind("\"100\"", .text("100"), right: ["string"], ["enum": .enum]),
        Kind("\"true\"", .text("true"), right: ["string"], ["enum": .enum]),
        Kind("an empty string", .text(""), ["string": .empty, "enum": .empty]),
        Kind("no UTF-8", .string([0x61, 0xFF])),
        Kind("a NUL", .string([0x61, 0x00])),
        Kind("an empty table", .table(sequence: [], others: []), ["list": .empty]),
        Kind("a list", Inputs.list("a", "b"), right: ["list"]),
        Kind("a list with a key", Inputs.table(["n": .integer(1)], sequence: [.text("a")])),
        Kind("a list with a hole", Inputs.table(["[3]": .text("c")], sequence: [.text("a")])),
        Kind("a table", Inputs.table(["a": .integer(1)])),
        Kind("an Image", .image(id: "7", family: .registry)),
        Kind("a function", .other(description: "a function")),
    ]

    @Test("A value of any kind gets its code in every field", arguments: DeclarationTests.documented, kinds)
    func kind(row: DeclarationTests.Row, kind: Kind) {
        let type = row.unit == "ms" ? "time" : row.type
        let validation = ExportValidator().validate([row.name: kind.input])
        let codes = validation.violations.filter { $0.field == row.name }
        #expect(codes.map(\.code) == (kind.codes[type].map { [$0] } ?? []))
        #expect((validation.request == nil) == !validation.violations.isEmpty)
        for violation in codes {
            #expect(violation.got?.isEmpty == false)
            #expect(violation.expected?.isEmpty == false)
        }
    }

    @Test(
        "Every documented value passes, and no other",
        arguments: DeclarationTests.documented.filter { $0.type == "enum" }
    )
    func values(row: DeclarationTests.Row) {
        for value in row.values {
            let validation = ExportValidator().validate([row.name: .text(value)])
            #expect(validation.request?[field: row.name] == .string(value))
            for wrong in [value.uppercased() + "X", value + " ", " " + value, value + "-"] {
                let violation = ExportValidator().validate([row.name: .text(wrong)]).violations.first
                #expect(violation?.code == .enum)
                #expect(violation?.got == "\"\(wrong)\"")
                #expect(violation?.expected == "one of: " + row.values.map { "\"\($0)\"" }.joined(separator: ", "))
            }
        }
    }

    @Test("The three required fields are missed, the others are not", arguments: DeclarationTests.documented)
    func missing(row: DeclarationTests.Row) {
        let validation = ExportValidator().validate([row.name: nil])
        #expect(validation.summary == (row.required ? ["\(row.name) required"] : []))
    }

    @Test(
        "enterprise_project_id is text of 1 to 256 characters",
        arguments: [
            (.text("0"), nil), (.text("all_granted_eps"), nil), (.text(""), .empty),
            (.text(String(repeating: "é", count: 256)), nil), (.text(String(repeating: "é", count: 257)), .length),
            (.string([0xFF]), .type), (.string([0x30, 0]), .type), (.integer(0), .type), (.boolean(true), .type),
        ] as [(RequestInput, Violation.Code?)]
    )
    func enterpriseProject(input: RequestInput, code: Violation.Code?) {
        let validation = ExportValidator().validate(["enterprise_project_id": input])
        #expect(validation.violations.map(\.code) == (code.map { [$0] } ?? []))
        #expect(validation.violations.allSatisfy { $0.field == "enterprise_project_id" })
        #expect((validation.request?.enterpriseProjectID == nil) == (code != nil))
        #expect(validation.request?.body["enterprise_project_id"] == nil)
    }

    @Test(
        "Each wrong item of a list is reported by its place, from 1",
        arguments: ["image_id_list", "build_command_rule_id_list"]
    )
    func items(field: String) {
        let list = Inputs.list([
            .text("a"), .integer(7), .text(""), .string([0xFF]), .boolean(true), .text("b"), Inputs.list("a"),
            .string([0]),
        ])
        let expected = ["[2] type", "[3] empty", "[4] type", "[5] type", "[7] type", "[8] type"]
        #expect(ExportValidator().validate([field: list]).summary == expected.map { field + $0 })
    }

    @Test(
        "A time that looks like seconds says so, and what it is in milliseconds",
        arguments: [
            "start_latest_update_time", "end_latest_update_time", "start_latest_scan_time", "end_latest_scan_time",
        ]
    )
    func seconds(field: String) throws {
        let violation = try #require(ExportValidator().validate([field: .integer(1_754_006_400)]).violations.first)
        #expect(violation.message == "1754006400 looks like seconds; HSS takes milliseconds")
        #expect(violation.suggestion == "1754006400000")
        #expect(violation.lines.last == "did you mean 1754006400000?")
    }

    @Test("A float that is an integer is sent as one")
    func exactFloat() throws {
        let request = try #require(ExportValidator().validate(["export_size": .float(100)]).request)
        #expect(request.exportSize == 100)
        #expect(request.body.text.contains(#""export_size":100,"#))
    }
}
