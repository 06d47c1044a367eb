extension JSONParser {
    mutating func parseNumber() throws(JSONSyntaxError) -> JSONValue {
        let start = offset
        let isNegative = next == UInt8(ascii: "-")
        if isNegative { offset += 1 }
        let digits = offset
        try skipDigits()
        if text[digits] == UInt8(ascii: "0"), offset > digits + 1 {
            throw failure(.invalidNumber, at: start)
        }
        if let integer = wholeNumber(in: digits..<offset, isNegative: isNegative), !continuesAsFloat {
            return .integer(integer)
        }
        if next == UInt8(ascii: ".") {
            offset += 1
            try skipDigits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            offset += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
            try skipDigits()
        }
        guard let value = Double(String(decoding: text[start..<offset], as: UTF8.self)) else {
            throw failure(.invalidNumber, at: start)
        }
        guard value.isFinite else { throw failure(.numberTooLarge, at: start) }
        return .number(value)
    }

    private var continuesAsFloat: Bool {
        next == UInt8(ascii: ".") || next == UInt8(ascii: "e") || next == UInt8(ascii: "E")
    }

    /// Skips one digit at least.
    private mutating func skipDigits() throws(JSONSyntaxError) {
        let start = offset
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
            offset += 1
        }
        guard offset > start else { throw next == nil ? failure(.unexpectedEnd) : failure(.invalidNumber) }
    }

    /// Counts downwards, because Int64 reaches one further below zero than above it.
    private func wholeNumber(in range: Range<Int>, isNegative: Bool) -> Int64? {
        var value: Int64 = 0
        for byte in text[range] {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (difference, borrow) = product.subtractingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
            guard !overflow, !borrow else { return nil }
            value = difference
        }
        guard !isNegative else { return value }
        let (negated, overflow) = Int64(0).subtractingReportingOverflow(value)
        return overflow ? nil : negated
    }
}
