extension JSONValue {
    /// The value that a JSON text (RFC 8259, UTF-8, no byte order mark) stands for.
    ///
    /// A number without fraction and exponent is an `integer` if 64 bits hold it, every other one a `number`.
    /// Of equal keys in an object the last value counts. Half a surrogate pair is refused.
    ///
    /// - Parameters:
    ///   - bytes: The whole text.
    ///   - maximumDepth: The most arrays and objects inside one another.
    /// - Throws: `JSONSyntaxError` with the place of the first fault.
    public init(parsing bytes: some Collection<UInt8>, maximumDepth: Int = 128) throws(JSONSyntaxError) {
        let text = (bytes as? [UInt8]) ?? Array(bytes)
        self = try text.withUnsafeBufferPointer { (buffer) throws(JSONSyntaxError) -> JSONValue in
            var parser = JSONParser(text: buffer, maximumDepth: maximumDepth)
            return try parser.parse()
        }
    }

    /// The value that a JSON text stands for; see `init(parsing:maximumDepth:)`.
    public init(parsing text: String, maximumDepth: Int = 128) throws(JSONSyntaxError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }
}

/// Lives no longer than the buffer that it reads.
struct JSONParser {
    let text: UnsafeBufferPointer<UInt8>
    let maximumDepth: Int
    var offset = 0
    private var depth = 0

    init(text: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
        self.text = text
        self.maximumDepth = maximumDepth
    }

    mutating func parse() throws(JSONSyntaxError) -> JSONValue {
        skipWhitespace()
        let value = try parseValue()
        skipWhitespace()
        guard offset == text.count else { throw failure(.trailingText) }
        return value
    }

    func failure(_ kind: JSONSyntaxError.Kind, at place: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(kind, at: place ?? offset, in: text)
    }

    var next: UInt8? {
        offset < text.count ? text[offset] : nil
    }

    /// The fault of a byte that no rule allows here.
    func unexpected() -> JSONSyntaxError {
        next.map { failure(.unexpectedByte($0)) } ?? failure(.unexpectedEnd)
    }

    private mutating func skipWhitespace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            offset += 1
        }
    }

    private mutating func parseValue() throws(JSONSyntaxError) -> JSONValue {
        guard let byte = next else { throw unexpected() }
        return switch byte {
        case UInt8(ascii: "{"): try parseNested(JSONParser.parseObject)
        case UInt8(ascii: "["): try parseNested(JSONParser.parseArray)
        case UInt8(ascii: "\""): .string(try parseString())
        case UInt8(ascii: "t"): try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try parseNumber()
        default: throw unexpected()
        }
    }

    private mutating func parseNested(
        _ parse: (inout JSONParser) throws(JSONSyntaxError) -> JSONValue
    ) throws(JSONSyntaxError) -> JSONValue {
        guard depth < maximumDepth else { throw failure(.tooDeep(maximumDepth)) }
        depth += 1
        offset += 1
        let value = try parse(&self)
        depth -= 1
        return value
    }

    private static func parseArray(_ parser: inout JSONParser) throws(JSONSyntaxError) -> JSONValue {
        var elements: [JSONValue] = []
        parser.skipWhitespace()
        if parser.skip(UInt8(ascii: "]")) { return .array([]) }
        repeat {
            parser.skipWhitespace()
            elements.append(try parser.parseValue())
            parser.skipWhitespace()
        } while parser.skip(UInt8(ascii: ","))
        guard parser.skip(UInt8(ascii: "]")) else { throw parser.unexpected() }
        return .array(elements)
    }

    private static func parseObject(_ parser: inout JSONParser) throws(JSONSyntaxError) -> JSONValue {
        var object = JSONObject()
        parser.skipWhitespace()
        if parser.skip(UInt8(ascii: "}")) { return .object(object) }
        repeat {
            parser.skipWhitespace()
            guard parser.next == UInt8(ascii: "\"") else { throw parser.unexpected() }
            let key = try parser.parseString()
            parser.skipWhitespace()
            guard parser.skip(UInt8(ascii: ":")) else { throw parser.unexpected() }
            parser.skipWhitespace()
            object[key] = try parser.parseValue()
            parser.skipWhitespace()
        } while parser.skip(UInt8(ascii: ","))
        guard parser.skip(UInt8(ascii: "}")) else { throw parser.unexpected() }
        return .object(object)
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        offset += 1
        return true
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        for position in 0..<word.utf8CodeUnitCount {
            guard skip(word.utf8Start[position]) else { throw unexpected() }
        }
        return value
    }
}
