/// Percent-encoding as the signature wants it: RFC 3986, everything but `A-Za-z0-9-._~` encoded, upper-case hex
/// (hss-api.md section 4.2). The same text goes over the wire, so that both sides sign the same bytes.
package enum PercentEncoding {
    /// One path segment or query part.
    package static func encode(_ text: String) -> String {
        if text.utf8.allSatisfy(isUnreserved) { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 2)
        append(text.utf8, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `a=b&c=`, sorted by name, then value, in code point order before encoding; empty for no pairs.
    static func query(_ pairs: [HTTPField]) -> String {
        if pairs.isEmpty { return "" }
        let sorted = pairs.sorted { left, right in
            // UTF-8 keeps code point order; Swift's own string order folds equivalent spellings together.
            if left.name.utf8.elementsEqual(right.name.utf8) {
                return left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
            }
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        var bytes: [UInt8] = []
        for pair in sorted {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
            append(pair.name.utf8, to: &bytes)
            bytes.append(UInt8(ascii: "="))
            append(pair.value.utf8, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The path decoded, each part encoded anew, with a slash at the end.
    static func appendCanonicalPath(_ path: String, to bytes: inout [UInt8]) {
        let source = path.utf8
        if source.allSatisfy({ isUnreserved($0) || $0 == UInt8(ascii: "/") }) {
            bytes.append(contentsOf: source)
        } else {
            let parts = decode(source).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: "/")) }
                append(part, to: &bytes)
            }
        }
        if bytes.last != UInt8(ascii: "/") { bytes.append(UInt8(ascii: "/")) }
    }

    private static func append(_ source: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        for byte in source {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digit(byte >> 4))
                bytes.append(digit(byte & 0xf))
            }
        }
    }

    /// The text with its escapes resolved; what is no escape stays as it is.
    static func decoded(_ text: Substring) -> String {
        String(decoding: decode(text.utf8), as: UTF8.self)
    }

    private static func decode(_ source: some Sequence<UInt8>) -> [UInt8] {
        let source = Array(source)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let high = value(source[index + 1]), let low = value(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return bytes
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
