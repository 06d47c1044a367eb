import HSSSchema
import Testing

@Suite("Messages")
struct MessageTests {
    @Test("The violations of the contract's example read as there")
    func example() {
        let validation = ExportValidator().validate(Inputs.table(["security_report_type": .text("malware")]))
        #expect(
            validation.violations.map(\.lines) == [
                ["export_size: missing (integer, rows to export)"],
                [
                    "security_report_type: \"malware\" is not a documented value",
                    "expected one of: \"malwares\", \"apps\", \"files\", \"sensitive-info\", \"non-compliant-app\", "
                        + "\"build-command-risks\"",
                    "did you mean \"malwares\"?",
                ],
                ["operate_all: missing (boolean)"],
            ]
        )
        #expect(validation.violations[1].suggestion == "malwares")
        #expect(
            InvalidRequest(violations: validation.violations).description.hasPrefix(
                "3 problems in the request\nexport_size: missing"
            )
        )
    }

    static let messages: [(String, RequestInput?, String)] = [
        ("security_report_type", nil, "missing (string, which report to export)"),
        ("export_size", .text("100"), "\"100\" is a string, not an integer"),
        ("export_size", .integer(0), "0 is out of range (1 to 2147483647)"),
        ("image_size", .float(1e300), "1e+300 is out of range (0 to 9223372036854775807)"),
        ("export_size", .float(1.5), "1.5 is a float, not an integer"),
        ("has_vul", .integer(1), "1 is an integer, not a boolean"),
        ("namespace", .integer(7), "7 is an integer, not a string"),
        ("namespace", .boolean(true), "true is a boolean, not a string"),
        ("namespace", .other(description: "a function"), "a function is not a string"),
        ("namespace", .table(sequence: [], others: []), "an empty table is not a string"),
        ("namespace", .text(""), "an empty string; leave the field out (nil) if it is not meant"),
        ("namespace", .string([0x61, 0xFF]), "\"a\\xFF\" is not valid UTF-8 (byte 2)"),
        ("namespace", .string([0x61, 0x00]), "\"a\\u{0}\" holds a NUL (byte 2)"),
        ("image_id_list", .text("a"), "\"a\" is a string, not a list of strings"),
        (
            "image_id_list", .table(sequence: [], others: []),
            "an empty list; leave the field out (nil) if it is not meant"
        ),
        (
            "image_id_list", Inputs.table(["n": .integer(1)]),
            "a table with holes or other keys than 1, 2, 3… (n) is not a list of strings"
        ),
        ("image_id", .image(id: "7", family: .local), "an Image (\"7\") is not a string"),
        (
            "enterprise_project_id", .text(String(repeating: "x", count: 300)),
            "300 characters are too many: 256 at most"
        ),
    ]

    @Test("A message says what was given and what belongs there", arguments: messages)
    func message(field: String, input: RequestInput?, message: String) {
        let violation = ExportValidator().validate([field: input]).violations.first
        #expect(violation?.message == message)
        #expect(violation?.lines.first == "\(field): \(message)")
    }

    @Test("Report types of other endpoints are explained", arguments: ["vulnerability", "risk-config"])
    func elsewhere(value: String) throws {
        let changes: [String: RequestInput?] = ["security_report_type": .text(value)]
        let violation = try #require(ExportValidator().validate(changes).violations.first)
        #expect(violation.code == .enum)
        #expect(violation.message.contains("belong to other endpoints"))
        #expect(violation.suggestion == nil)
        let other = ExportValidator().validate(["scan_status": .text(value)]).violations.first
        #expect(other?.message.contains("endpoints") == false)
    }

    @Test("A long string is shortened, and nothing in it reaches the terminal raw")
    func got() throws {
        let text = "\u{1B}[31m\"\\\n\u{202E}\u{85}é" + String(repeating: "x", count: 100)
        let violation = try #require(ExportValidator().validate(["scan_status": .text(text)]).violations.first)
        let got = try #require(violation.got)
        #expect(got.hasPrefix(#""\u{1B}[31m\"\\\n\u{202E}\u{85}éxxx"#))
        #expect(got.hasSuffix("x\"…"))
        #expect(got.count < 100)
        #expect(violation.message.hasPrefix(got))
    }
}
