/// Values as messages show them: on one line, printable, not too long.
enum Printed {
    /// How many characters of a string a message shows.
    static let maximumLength = 60

    static func value(_ input: RequestInput) -> String {
        switch input {
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .float(let value): "\(value)"
        case .string(let bytes): string(bytes)
        case .table(let sequence, let others):
            if others.isEmpty {
                sequence.isEmpty ? "an empty table" : "a list"
            } else {
                "a table"
            }
        case .image(let id, _): "an Image (\(string(Array(id.utf8))))"
        case .other(let description): description
        }
    }

    static func string(_ text: String) -> String {
        string(Array(text.utf8))
    }

    /// In quotes and escaped; with an ellipsis behind the quotes if there is more.
    static func string(_ bytes: [UInt8]) -> String {
        var result = "\""
        var shown = 0
        var rest = bytes[...]
        while !rest.isEmpty, shown < maximumLength {
            let (text, length) = nextCharacter(of: rest)
            result += text
            shown += 1
            rest = rest.dropFirst(length)
        }
        return result + (rest.isEmpty ? "\"" : "\"…")
    }

    private static func nextCharacter(of bytes: ArraySlice<UInt8>) -> (text: String, length: Int) {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
            let hex = bytes.first.map { String($0, radix: 16, uppercase: true) } ?? ""
            return ("\\x\(hex)", 1)
        }
        return (escaped(scalar), UTF8.width(scalar))
    }

    /// Control and formatting characters could move a terminal's cursor or turn the text around.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: return String(Character(scalar))
        }
    }
}
