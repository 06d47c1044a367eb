/// Comma-separated text in UTF-8 as RFC 4180 has it: CRLF ends a line, and quotes stand where they must.
struct CSVText: Sendable {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ fields: [String]) {
        for (position, field) in fields.enumerated() {
            if position > 0 { self.bytes.append(UInt8(ascii: ",")) }
            self.append(field)
        }
        self.bytes.append(UInt8(ascii: "\r"))
        self.bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func append(_ field: String) {
        let quote = UInt8(ascii: "\"")
        let needsQuotes = field.utf8.contains { byte in
            byte == quote || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
        }
        guard needsQuotes else {
            self.bytes.append(contentsOf: field.utf8)
            return
        }
        self.bytes.append(quote)
        for byte in field.utf8 {
            if byte == quote { self.bytes.append(quote) }
            self.bytes.append(byte)
        }
        self.bytes.append(quote)
    }
}
