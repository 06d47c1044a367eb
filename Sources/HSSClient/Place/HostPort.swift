/// Reading `host`, `host:port`, `[v6]` and `[v6]:port`.
enum HostPort {
    /// Nil if the text has none of these shapes; the brackets of an IPv6 address are removed.
    static func split(_ text: Substring) -> (host: String, port: Int?)? {
        if text.first == "[" {
            guard let close = text.firstIndex(of: "]") else { return nil }
            let host = String(text[text.index(after: text.startIndex)..<close])
            let rest = text[text.index(after: close)...]
            guard IPAddress(host)?.isVersion6 == true else { return nil }
            if rest.isEmpty { return (host, nil) }
            guard rest.first == ":", let port = number(rest.dropFirst()) else { return nil }
            return (host, port)
        }
        guard let colon = text.firstIndex(of: ":") else { return text.isEmpty ? nil : (String(text), nil) }
        guard colon > text.startIndex, let port = number(text[text.index(after: colon)...]) else { return nil }
        return (String(text[..<colon]), port)
    }

    /// Whether the text can be a DNS name or an address.
    static func isHost(_ host: String) -> Bool {
        if IPAddress(host) != nil { return true }
        return !host.isEmpty
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func number(_ digits: Substring) -> Int? {
        guard !digits.isEmpty, digits.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }
}
