extension JSONValue {
    /// The value as JSON text in UTF-8.
    ///
    /// Members keep their order. A `number` always has a fraction or an exponent and is the shortest text that reads
    /// back as the same value; infinities and NaN, which JSON cannot say, become `null`.
    ///
    /// - Parameter pretty: One member or element a line, indented by two spaces; else no blanks at all.
    public func encoded(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty)
        writer.write(self)
        return writer.bytes
    }

    /// The value as JSON text without blanks; see `encoded(pretty:)`.
    public var text: String {
        String(decoding: encoded(), as: UTF8.self)
    }
}

extension JSONObject {
    /// The object as JSON text in UTF-8; see `JSONValue.encoded(pretty:)`.
    public func encoded(pretty: Bool = false) -> [UInt8] {
        JSONValue.object(self).encoded(pretty: pretty)
    }

    /// The object as JSON text without blanks.
    public var text: String {
        JSONValue.object(self).text
    }
}

private struct JSONWriter {
    private let pretty: Bool
    private var depth = 0
    private(set) var bytes: [UInt8] = []

    init(pretty: Bool) {
        self.pretty = pretty
    }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += value.description.utf8
        case .number(let value): bytes += (value.isFinite ? value.description : "null").utf8
        case .string(let value): write(string: value)
        case .array(let elements):
            writeNested(elements, open: "[", close: "]") { $0.write($1) }
        case .object(let members):
            writeNested(members, open: "{", close: "}") { writer, member in
                writer.write(string: member.key)
                writer.bytes += (writer.pretty ? ": " : ":").utf8
                writer.write(member.value)
            }
        }
    }

    private mutating func writeNested<Items: Collection>(
        _ items: Items,
        open: Character,
        close: Character,
        item: (inout JSONWriter, Items.Element) -> Void
    ) {
        bytes += open.utf8
        depth += 1
        var isFirst = true
        for element in items {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            breakLine()
            item(&self, element)
        }
        depth -= 1
        if !isFirst { breakLine() }
        bytes += close.utf8
    }

    private mutating func breakLine() {
        guard pretty else { return }
        bytes.append(0x0A)
        bytes += repeatElement(0x20, count: 2 * depth)
    }

    private mutating func write(string: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += #"\""#.utf8
            case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
            case 0x08: bytes += #"\b"#.utf8
            case 0x09: bytes += #"\t"#.utf8
            case 0x0A: bytes += #"\n"#.utf8
            case 0x0C: bytes += #"\f"#.utf8
            case 0x0D: bytes += #"\r"#.utf8
            case 0x00..<0x20: bytes += ((byte < 0x10 ? #"\u000"# : #"\u00"#) + String(byte, radix: 16)).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
