import Crypto

/// Recomputes the SDK-HMAC-SHA256 signature of a received request (hss-api.md section 4.2).
///
/// Written from the description alone, apart from the client's signer, so that an error there shows up here.
struct RequestSignature {
    let call: SimulatedCall
    /// Lower-case names in the order of `SignedHeaders`.
    let signedHeaders: [Substring]
    /// The value of `X-Sdk-Date`.
    let date: String

    /// The signature in lower-case hex, or nil when a signed header is missing from the request.
    func text(key: SymmetricKey) -> String? {
        guard let canonical = self.canonicalRequest() else { return nil }
        var signed = Array("SDK-HMAC-SHA256\n".utf8)
        signed.append(contentsOf: self.date.utf8)
        signed.append(UInt8(ascii: "\n"))
        signed.append(contentsOf: Self.hex(SHA256.hash(data: canonical)))
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: key)
        return String(decoding: Self.hex(code), as: UTF8.self)
    }

    private func canonicalRequest() -> [UInt8]? {
        let lineFeed = UInt8(ascii: "\n")
        var text: [UInt8] = []
        text.reserveCapacity(512)
        text.append(contentsOf: self.call.method.uppercased().utf8)
        text.append(lineFeed)
        self.appendPath(to: &text)
        text.append(lineFeed)
        self.appendQuery(to: &text)
        text.append(lineFeed)
        for name in self.signedHeaders {
            guard let value = self.call.headers.first(where: { $0.name == name })?.value else { return nil }
            text.append(contentsOf: name.utf8)
            text.append(UInt8(ascii: ":"))
            text.append(contentsOf: Self.trimmed(value))
            text.append(lineFeed)
        }
        text.append(lineFeed)
        text.append(contentsOf: self.signedHeaders.joined(separator: ";").utf8)
        text.append(lineFeed)
        text.append(contentsOf: self.payloadHash())
        return text
    }

    private func appendPath(to text: inout [UInt8]) {
        let decoded = PercentCoding.decoded(self.call.path.utf8)
        for (index, part) in decoded.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).enumerated()
        {
            if index > 0 { text.append(UInt8(ascii: "/")) }
            PercentCoding.append(Array(part), encodedTo: &text)
        }
        if text.last != UInt8(ascii: "/") { text.append(UInt8(ascii: "/")) }
    }

    private func appendQuery(to text: inout [UInt8]) {
        guard !self.call.query.isEmpty else { return }
        let sorted = QueryPair.all(in: self.call.query).sorted { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }
        for (index, pair) in sorted.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            PercentCoding.append(pair.name, encodedTo: &text)
            text.append(UInt8(ascii: "="))
            PercentCoding.append(pair.value, encodedTo: &text)
        }
    }

    private func payloadHash() -> [UInt8] {
        let body = self.call.body ?? []
        // A header that names another hash than the body's is not believed: only the unsigned form is taken over.
        if !body.isEmpty, self.call.header("x-sdk-content-sha256") == Self.unsignedPayload {
            return Array(Self.unsignedPayload.utf8)
        }
        return Self.hex(SHA256.hash(data: body))
    }

    private static let unsignedPayload = "UNSIGNED-PAYLOAD"

    private static func trimmed(_ value: String) -> Substring.UTF8View {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var bytes = value[...].utf8
        while let first = bytes.first, isBlank(first) { bytes = bytes.dropFirst() }
        while let last = bytes.last, isBlank(last) { bytes = bytes.dropLast() }
        return bytes
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(SeededGenerator.hexDigits[Int(byte >> 4)])
            text.append(SeededGenerator.hexDigits[Int(byte & 15)])
        }
        return text
    }
}
