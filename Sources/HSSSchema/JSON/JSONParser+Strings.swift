extension JSONParser {
    /// Reads from the opening quote to behind the closing one.
    mutating func parseString() throws(JSONSyntaxError) -> String {
        offset += 1
        let start = offset
        try skipPlainText()
        guard next == UInt8(ascii: "\\") else {
            let value = try decoded(UnsafeBufferPointer(rebasing: text[start..<offset]), from: start)
            offset += 1
            return value
        }
        return try parseEscapedString(from: start)
    }

    /// Stops at a quote or a backslash.
    private mutating func skipPlainText() throws(JSONSyntaxError) {
        var end = offset
        while end < text.count, text[end] != UInt8(ascii: "\""), text[end] != UInt8(ascii: "\\"), text[end] >= 0x20 {
            end += 1
        }
        offset = end
        guard let byte = next else { throw failure(.unexpectedEnd) }
        guard byte >= 0x20 else { throw failure(.controlCharacter(byte)) }
    }

    private mutating func parseEscapedString(from start: Int) throws(JSONSyntaxError) -> String {
        var result = try decoded(UnsafeBufferPointer(rebasing: text[start..<offset]), from: start)
        while next == UInt8(ascii: "\\") {
            result.unicodeScalars.append(try parseEscape())
            let plain = offset
            try skipPlainText()
            result += try decoded(UnsafeBufferPointer(rebasing: text[plain..<offset]), from: plain)
        }
        offset += 1
        return result
    }

    private mutating func parseEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = offset
        offset += 1
        guard let letter = next else { throw failure(.unexpectedEnd) }
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try parseUnicodeEscape(from: start)
        default: throw failure(.invalidEscape, at: start)
        }
    }

    private mutating func parseUnicodeEscape(from start: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try parseFourHexDigits(from: start)
        guard UTF16.isLeadSurrogate(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw failure(.loneSurrogate, at: start) }
            return scalar
        }
        guard next == UInt8(ascii: "\\"), offset + 1 < text.count, text[offset + 1] == UInt8(ascii: "u") else {
            throw failure(.loneSurrogate, at: start)
        }
        offset += 2
        let second = try parseFourHexDigits(from: start)
        let pair = 0x10000 + (UInt32(first & 0x3FF) << 10) + UInt32(second & 0x3FF)
        guard UTF16.isTrailSurrogate(second), let scalar = Unicode.Scalar(pair) else {
            throw failure(.loneSurrogate, at: start)
        }
        return scalar
    }

    private mutating func parseFourHexDigits(from start: Int) throws(JSONSyntaxError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next else { throw failure(.unexpectedEnd) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure(.invalidEscape, at: start)
            }
            value = value << 4 | UInt16(digit)
            offset += 1
        }
        return value
    }

    private func decoded(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) throws(JSONSyntaxError) -> String {
        if let value = String(validating: bytes, as: UTF8.self) { return value }
        throw failure(.invalidUTF8, at: start + UTF8Text.validPrefixLength(of: bytes))
    }
}
