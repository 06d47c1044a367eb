import HSSSchema
import Testing

@Suite("JSON texts")
struct JSONParserTests {
    @Test(
        "A value is read as what it says",
        arguments: [
            ("null", JSONValue.null),
            (" true ", true),
            ("\t\r\nfalse", false),
            ("0", 0),
            ("-0", 0),
            ("1", 1),
            ("1.0", 1.0),
            ("1e3", 1000.0),
            ("-1.5E-2", -0.015),
            ("2147483648", 2_147_483_648),
            ("9007199254740993", 9_007_199_254_740_993),
            ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            ("-9223372036854775809", .number(-9_223_372_036_854_775_808)),
            ("100000000000000000000", .number(1e20)),
            ("1e-999", .number(0)),
            ("[]", []),
            ("[ ]", []),
            ("{ }", [:]),
            ("[1, [2], {\"a\": []}]", [1, [2], ["a": []]]),
            (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0000\u00e9\uD83D\uDE00z""#, "\u{0}é😀z"),
            ("\"é😀\u{7F}\u{2028}\"", "é😀\u{7F}\u{2028}"),
            (#"{"b": 1, "a": 2}"#, ["b": 1, "a": 2]),
        ] as [(String, JSONValue)]
    )
    func valid(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test(
        "A text that is not JSON is refused with the place of the fault",
        arguments: [
            ("", 0), (" ", 1), ("nul", 3), ("nulL", 3), ("True", 0), ("tru e", 3), ("NaN", 0), ("Infinity", 0),
            ("01", 0), ("-", 1), ("+1", 0), (".5", 0), ("1.", 2), ("1.x", 2), ("1e", 2), ("1e+", 3), ("-01", 0),
            ("0x10", 1),
            ("1 2", 2), ("[1,]", 3), ("[,1]", 1), ("[1", 2), ("[1 2]", 3), ("]", 0), ("[1}", 2),
            ("{", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{1:1}", 1), ("{\"a\" 1}", 5),
            ("\"", 1), ("\"a", 2), ("'a'", 0), ("\"\t\"", 1), ("\"\u{1F}\"", 1), (#""\x""#, 1), (#""\"#, 2),
            (#""\u12""#, 1), (#""\u12G4""#, 1), (#""\uD83D""#, 1), (#""\uDE00""#, 1), (#""\uD83D\u0041""#, 1),
            (#""\uD83Dx""#, 1), ("1e999", 0), ("-1e999", 0), ("\u{FEFF}1", 0), ("// x\n1", 0), ("\u{A0}1", 0),
        ] as [(String, Int)]
    )
    func invalid(text: String, offset: Int) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
        #expect(error.offset == offset, "\(error)")
    }

    @Test(
        "Bytes that are not UTF-8 are refused, at the first of them",
        arguments: [
            ([0x22, 0x61, 0xFF, 0x22], 2),
            ([0x22, 0xC3, 0x22], 1),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
            ([0x22, 0xC0, 0x80, 0x22], 1),
            ([0x22, 0x5C, 0x6E, 0xF4, 0x90, 0x80, 0x80, 0x22], 3),
            ([0x7B, 0x22, 0x80, 0x22, 0x3A, 0x31, 0x7D], 2),
        ] as [([UInt8], Int)]
    )
    func invalidUTF8(bytes: [UInt8], offset: Int) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue(parsing: bytes) }
        #expect(error.offset == offset)
        #expect(error.message.contains("UTF-8"))
    }

    @Test("An error names line and column")
    func place() throws {
        let error = try #require(throws: JSONSyntaxError.self) {
            try JSONValue(parsing: "{\n  \"ä\": 1,\n  \"éé\": x\n}")
        }
        #expect(error.line == 3)
        #expect(error.column == 9)
        #expect(error.description == "'x' does not belong here (line 3, column 9)")
    }

    @Test("Of equal keys the last value counts", arguments: [2, 11, 12, 13, 40])
    func duplicateKeys(count: Int) throws {
        let members = (0..<count).map { "\"k\($0)\": \($0)" } + ["\"k1\": -1", "\"last\": true"]
        let object = try #require(try JSONValue(parsing: "{\(members.joined(separator: ","))}").objectValue)
        #expect(object.keys == (0..<count).map { "k\($0)" } + ["last"])
        #expect(object["k1"] == -1)
        #expect(object["last"] == true)
    }

    @Test("Nesting is bounded", arguments: ["[", "{\"a\":"])
    func depth(open: String) throws {
        let close = open == "[" ? "]" : "}"
        func text(_ depth: Int) -> String {
            String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: text(128)) }
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue(parsing: text(129)) }
        #expect(error.message.contains("128"))
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text(3), maximumDepth: 2) }
        let open = String(repeating: open, count: 1_000_000)
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: open) }
    }

    @Test("Any collection of bytes is read")
    func slices() throws {
        let bytes: [UInt8] = Array("xx[1]yy".utf8)
        #expect(try JSONValue(parsing: bytes[2..<5]) == [1])
        #expect(try JSONValue(parsing: bytes[2..<5].reversed().reversed()) == [1])
    }
}
