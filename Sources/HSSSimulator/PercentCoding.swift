/// Percent-encoding as the signature wants it: RFC 3986 unreserved characters stay, hex digits in upper case
/// (hss-api.md section 4.2, step 4).
enum PercentCoding {
    /// The bytes behind `%XX`; a `%` without two hex digits stays what it is, and so does `+`.
    static func decoded(_ text: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.first {
            rest = rest.dropFirst()
            if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(digit),
                let low = rest.dropFirst().first.flatMap(digit)
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    static func append(_ bytes: [UInt8], encodedTo text: inout [UInt8]) {
        for byte in bytes {
            if isUnreserved(byte) {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                text.append(upperCaseDigits[Int(byte >> 4)])
                text.append(upperCaseDigits[Int(byte & 15)])
            }
        }
    }

    private static let upperCaseDigits = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default:
            false
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// One decoded `name=value` of a query.
struct QueryPair: Sendable, Hashable {
    let name: [UInt8]
    let value: [UInt8]

    static func all(in query: String) -> [QueryPair] {
        query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return QueryPair(
                name: PercentCoding.decoded(parts[0]),
                value: parts.count > 1 ? PercentCoding.decoded(parts[1]) : []
            )
        }
    }
}
