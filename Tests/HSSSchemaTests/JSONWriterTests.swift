import HSSSchema
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    @Test(
        "A value is written in its shortest form",
        arguments: [
            (JSONValue.null, "null"),
            (true, "true"),
            (.integer(.min), "-9223372036854775808"),
            (1.0, "1.0"),
            (.number(-0.0), "-0.0"),
            (0.1, "0.1"),
            (1e300, "1e+300"),
            (.number(.infinity), "null"),
            (.number(.nan), "null"),
            ([], "[]"),
            ([:], "{}"),
            ([1, "a", nil], #"[1,"a",null]"#),
            (["b": 1, "a": [:]], #"{"b":1,"a":{}}"#),
            (
                "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é😀\u{2028}",
                "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u{7F}é😀\u{2028}\""
            ),
        ] as [(JSONValue, String)]
    )
    func compact(value: JSONValue, text: String) {
        #expect(value.text == text)
    }

    @Test("Pretty text is indented by two spaces")
    func pretty() {
        let value: JSONValue = ["a": [1, [:], []], "b": ["c": nil]]
        let text = """
            {
              "a": [
                1,
                {},
                []
              ],
              "b": {
                "c": null
              }
            }
            """
        #expect(String(decoding: value.encoded(pretty: true), as: UTF8.self) == text)
    }

    @Test("What is written reads back as the same value", arguments: 0..<300 as Range<UInt64>, [false, true])
    func roundTrip(seed: UInt64, pretty: Bool) throws {
        var random = RandomJSON(seed: seed)
        let value = random.value(depth: 5)
        #expect(try JSONValue(parsing: value.encoded(pretty: pretty)) == value)
    }

    @Test(
        "Any text with a few bytes changed is read or refused, and what is read survives",
        arguments: 0..<300 as Range<UInt64>
    )
    func mutations(seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        var bytes = random.value(depth: 4).encoded()
        for _ in 0..<3 {
            bytes[Int.random(in: bytes.indices, using: &random.generator)] = .random(
                in: 0...255,
                using: &random.generator
            )
        }
        guard let value = try? JSONValue(parsing: bytes) else { return }
        #expect(try JSONValue(parsing: value.encoded()) == value)
    }
}

private struct RandomJSON {
    var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &generator) {
        case 0: .null
        case 1: .bool(.random(using: &generator))
        case 2: .integer(Int64(bitPattern: generator.next()) >> Int64.random(in: 0..<64, using: &generator))
        case 3: .number(double())
        case 4, 5: .string(text())
        case 6, 7: .array((0..<count()).map { _ in value(depth: depth - 1) })
        default: .object(JSONObject((0..<(count() * 4)).map { _ in (text(), value(depth: depth - 1)) }))
        }
    }

    private mutating func count() -> Int {
        .random(in: 0..<5, using: &generator)
    }

    private mutating func double() -> Double {
        let value = Double(bitPattern: generator.next())
        return value.isFinite ? value : 0.5
    }

    private mutating func text() -> String {
        let alphabet: [Unicode.Scalar] = [
            "a", "\"", "\\", "\n", "\u{0}", "\u{1F}", "é", "中", "😀", "\u{FEFF}", "/", "\u{7F}",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<count() {
            text.append(alphabet.randomElement(using: &generator) ?? "a")
        }
        return String(text)
    }
}
