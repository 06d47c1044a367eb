import Crypto

/// Signs calls with an access key: `SDK-HMAC-SHA256` as in hss-api.md section 4.2.
///
/// It runs for every call, so the key schedule and the date's text are kept, and everything else is written
/// straight into two byte buffers.
final class Signer: Sendable {
    private let accessKeyID: Secret
    private let securityToken: Secret?
    /// The state after the key went in; each signature goes on from a copy.
    private let keyed: HMAC<SHA256>
    private let date = SigningDate()

    init(accessKeyID: Secret, secret: Secret, securityToken: Secret?) {
        self.accessKeyID = accessKeyID
        self.securityToken = securityToken
        self.keyed = HMAC<SHA256>(key: SymmetricKey(data: Array(secret.value.utf8)))
    }

    /// Adds the headers of a signed call: `X-Sdk-Date`, `Host`, the security token, and `Authorization`.
    ///
    /// A call that has an `Authorization` already is left alone, and so are a date and a host that it brings along.
    ///
    /// - Parameter milliseconds: wall time in milliseconds since 1970 UTC.
    /// - Returns: the signature, which must not be shown anywhere.
    @discardableResult
    func sign(_ call: inout HTTPCall, at milliseconds: Int64) -> Secret? {
        if call.has("authorization") { return nil }
        if let securityToken { call.headers.append(HTTPField("X-Security-Token", securityToken.value)) }
        if !call.has("x-sdk-date") { call.headers.append(HTTPField("X-Sdk-Date", date.text(at: milliseconds))) }
        if !call.has("host") { call.headers.append(HTTPField("Host", call.endpoint.authority)) }
        if Self.bodyStaysUnsigned(call.headers) {
            call.headers.append(HTTPField("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"))
        }

        let names = Names(call.headers)
        let signedNames = names.signed.map(\.lowercased).joined(separator: ";")
        let signature = Secret(signature(of: call, names, signedNames))
        let authorization =
            "SDK-HMAC-SHA256 Access=\(accessKeyID.value), SignedHeaders=\(signedNames), Signature=\(signature.value)"
        call.headers.append(HTTPField("Authorization", authorization))
        return signature
    }

    private func signature(of call: HTTPCall, _ names: Names, _ signedNames: String) -> String {
        var canonical: [UInt8] = []
        canonical.reserveCapacity(640)
        canonical.append(contentsOf: call.method.rawValue.utf8)
        canonical.append(Self.lineFeed)
        PercentEncoding.appendCanonicalPath(call.endpoint.pathPrefix + call.path, to: &canonical)
        canonical.append(Self.lineFeed)
        canonical.append(contentsOf: call.query.utf8)
        canonical.append(Self.lineFeed)
        for name in names.signed {
            canonical.append(contentsOf: name.lowercased.utf8)
            canonical.append(UInt8(ascii: ":"))
            canonical.append(contentsOf: Self.trimmed(call.headers[name.index].value.utf8))
            canonical.append(Self.lineFeed)
        }
        canonical.append(Self.lineFeed)
        canonical.append(contentsOf: signedNames.utf8)
        canonical.append(Self.lineFeed)
        if call.body.isEmpty {
            canonical.append(contentsOf: Self.hashOfNothing.utf8)
        } else if let given = names.index(of: "x-sdk-content-sha256") {
            canonical.append(contentsOf: call.headers[given].value.utf8)
        } else {
            Self.appendHash(of: call.body, to: &canonical)
        }

        var text: [UInt8] = []
        text.reserveCapacity(128)
        text.append(contentsOf: "SDK-HMAC-SHA256\n".utf8)
        if let index = names.index(of: "x-sdk-date") { text.append(contentsOf: call.headers[index].value.utf8) }
        text.append(Self.lineFeed)
        Self.appendHash(of: canonical, to: &text)

        var code = keyed
        code.update(data: text)
        var hex: [UInt8] = []
        hex.reserveCapacity(64)
        code.finalize().withUnsafeBytes { Self.appendHex($0, to: &hex) }
        return String(decoding: hex, as: UTF8.self)
    }

    // Multipart and the like: the service wants such bodies unsigned, and only this spelling of the name counts.
    private static func bodyStaysUnsigned(_ headers: [HTTPField]) -> Bool {
        guard let type = headers.first(where: { $0.name == "Content-Type" })?.value else { return false }
        return !type.hasPrefix("application/json") && !type.hasPrefix("application/bson")
    }

    private static func trimmed(_ value: String.UTF8View) -> Substring.UTF8View {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
        var slice = value[...]
        while let first = slice.first, isSpace(first) { slice.removeFirst() }
        while let last = slice.last, isSpace(last) { slice.removeLast() }
        return slice
    }

    private static func appendHash(of bytes: [UInt8], to target: inout [UInt8]) {
        var hasher = SHA256()
        bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        hasher.finalize().withUnsafeBytes { appendHex($0, to: &target) }
    }

    private static func appendHex(_ bytes: UnsafeRawBufferPointer, to target: inout [UInt8]) {
        for byte in bytes {
            target.append(hexDigit(byte >> 4))
            target.append(hexDigit(byte & 0xf))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static let lineFeed = UInt8(ascii: "\n")
    static let hashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
}

/// The headers' names in lower case, and those of them that are signed in order.
private struct Names {
    struct Name {
        let lowercased: String
        let index: Int
    }

    private let all: [Name]
    /// Every header but those with an underscore in the name, which the service drops on its way.
    let signed: [Name]

    init(_ headers: [HTTPField]) {
        all = headers.enumerated().map { Name(lowercased: $0.element.name.lowercased(), index: $0.offset) }
        signed = all.filter { !$0.lowercased.utf8.contains(UInt8(ascii: "_")) }
            .sorted { $0.lowercased.utf8.lexicographicallyPrecedes($1.lowercased.utf8) }
    }

    func index(of name: String) -> Int? { all.first { $0.lowercased == name }?.index }
}
