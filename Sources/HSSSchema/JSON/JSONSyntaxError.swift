/// Text that is not JSON (RFC 8259), and where.
public struct JSONSyntaxError: Error, Hashable, CustomStringConvertible {
    enum Kind: Hashable {
        case unexpectedEnd
        case unexpectedByte(UInt8)
        case trailingText
        case tooDeep(Int)
        case invalidUTF8
        case controlCharacter(UInt8)
        case invalidEscape
        case loneSurrogate
        case invalidNumber
        case numberTooLarge
    }

    private let kind: Kind
    /// Bytes before the fault.
    public let offset: Int
    /// The line of the fault, from 1; lines end with LF.
    public let line: Int
    /// The character of that line, from 1; a character is a Unicode scalar.
    public let column: Int

    init(_ kind: Kind, at offset: Int, in text: UnsafeBufferPointer<UInt8>) {
        let before = text[..<min(offset, text.count)]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        self.kind = kind
        self.offset = offset
        line = before.count { $0 == 0x0A } + 1
        column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
    }

    /// What is wrong, without the place.
    public var message: String {
        switch kind {
        case .unexpectedEnd: "the text ends too early"
        case .unexpectedByte(let byte): "\(Self.name(byte)) does not belong here"
        case .trailingText: "there is more text after the value"
        case .tooDeep(let limit): "nested more than \(limit) levels deep"
        case .invalidUTF8: "not valid UTF-8"
        case .controlCharacter(let byte): "control character \(Self.name(byte)) inside a string; it must be escaped"
        case .invalidEscape: "unknown escape in a string"
        case .loneSurrogate: "half of a surrogate pair in a string"
        case .invalidNumber: "not a JSON number"
        case .numberTooLarge: "the number is too large"
        }
    }

    /// The message with line and column.
    public var description: String {
        "\(message) (line \(line), column \(column))"
    }

    private static func name(_ byte: UInt8) -> String {
        let isPrintable = (0x21...0x7E).contains(byte)
        let hex = String(byte, radix: 16, uppercase: true)
        return isPrintable ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(hex.count == 1 ? "0" : "")\(hex)"
    }
}
