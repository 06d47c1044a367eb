import Crypto
import Testing

@testable import HSSClient

/// A second reading of hss-api.md section 4.2, written for clearness only: strings, no fast paths, no caches.
private struct NaiveSigner {
    var secret: String

    func signature(
        method: String,
        path: String,
        query: [(String, String)],
        headers: [(String, String)],
        body: [UInt8]
    ) -> String {
        let signed = headers.map { ($0.0.lowercased(), $0.1) }.filter { !$0.0.contains("_") }.sorted { $0.0 < $1.0 }
        var uri = decode(path).split(separator: "/", omittingEmptySubsequences: false)
            .map { encode(String($0)) }.joined(separator: "/")
        if !uri.hasSuffix("/") { uri += "/" }
        let sortedQuery = query.sorted { Array($0.0.utf8).lexicographicallyPrecedes(Array($1.0.utf8)) }
        let given = signed.first { $0.0 == "x-sdk-content-sha256" }?.1
        let canonical = [
            method,
            uri,
            sortedQuery.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&"),
            signed.map { "\($0.0):\($0.1.trimmingSpaces)\n" }.joined(),
            signed.map(\.0).joined(separator: ";"),
            body.isEmpty ? hex(SHA256.hash(data: [UInt8]())) : given ?? hex(SHA256.hash(data: body)),
        ].joined(separator: "\n")
        let date = signed.first { $0.0 == "x-sdk-date" }?.1 ?? ""
        let text = "SDK-HMAC-SHA256\n\(date)\n\(hex(SHA256.hash(data: Array(canonical.utf8))))"
        let key = SymmetricKey(data: Array(secret.utf8))
        return hex(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }

    private func encode(_ text: String) -> String {
        let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        return text.utf8.map { byte in
            if kept.contains(byte) { return String(UnicodeScalar(byte)) }
            let hex = String(byte, radix: 16, uppercase: true)
            return hex.count == 1 ? "%0\(hex)" : "%\(hex)"
        }.joined()
    }

    private func decode(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

@Suite("SDK-HMAC-SHA256")
struct SignerTests {
    private static let secret = "kWkf0ZsHb7OyPn1uIc9Vt2eQ8aLxR5dG"
    /// 2026-11-24T01:00:00Z
    private static let instant: Int64 = 1_795_482_000_000

    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var method = HTTPCall.Method.post
        var prefix = ""
        var path = "/v5/2b31ed520xxxxxxebedb6e57xxxxxxxx/image/security-report/export-tasks"
        var query: [HTTPField] = []
        var headers = [HTTPField("Content-Type", "application/json"), HTTPField("User-Agent", "hss/0.1.0")]
        var body = Array(#"{"export_size":100}"#.utf8)
        var securityToken: String?
    }

    static let cases: [Case] = [
        Case(testDescription: "an export"),
        Case(testDescription: "an empty body", method: .get, body: []),
        Case(testDescription: "a path with a trailing slash", path: "/v5/p/"),
        Case(testDescription: "the root", path: "/"),
        Case(testDescription: "a gateway's prefix", prefix: "/gw"),
        Case(testDescription: "an encoded slash in a path", path: "/v5/p/export-task/a%2Fb%20c"),
        Case(testDescription: "lower-case escapes in a path", path: "/v5/p/%c3%a9%7e"),
        Case(testDescription: "a stray percent sign", path: "/v5/p/100%"),
        Case(
            testDescription: "a query out of order",
            query: [HTTPField("b", "2"), HTTPField("a", ""), HTTPField("Z", "é ü/+"), HTTPField("a~", "x")]
        ),
        Case(testDescription: "temporary keys", securityToken: "gQpjbi1ub3J0aC00token=="),
        Case(
            testDescription: "a header with spaces around it and an underscore in its name",
            headers: [
                HTTPField("Content-Type", "application/json"), HTTPField("X-A", "  a  b "), HTTPField("x_b", "1"),
            ]
        ),
        Case(
            testDescription: "another content type, whose body stays unsigned",
            headers: [HTTPField("Content-Type", "application/octet-stream")]
        ),
        Case(
            testDescription: "another content type without a body",
            headers: [HTTPField("Content-Type", "text/plain")],
            body: []
        ),
        Case(
            testDescription: "a date and a host of the caller's",
            headers: [HTTPField("x-sdk-date", "20191115T033655Z"), HTTPField("HOST", "other.example.com")]
        ),
    ]

    @Test("equals an independent implementation", arguments: cases)
    func signature(_ test: Case) throws {
        let signer = Signer(
            accessKeyID: Secret("AKIDEXAMPLE"),
            secret: Secret(Self.secret),
            securityToken: test.securityToken.map { Secret($0) }
        )
        var call = HTTPCall(
            test.method,
            endpoint: Endpoint(scheme: .https, host: "hss.cn-north-4.myhuaweicloud.com", pathPrefix: test.prefix),
            path: test.path,
            query: test.query,
            headers: test.headers,
            body: test.body,
            timeout: .seconds(60)
        )
        let signature = try #require(signer.sign(&call, at: Self.instant))

        let expected = NaiveSigner(secret: Self.secret).signature(
            method: test.method.rawValue,
            path: test.prefix + test.path,
            query: test.query.map { ($0.name, $0.value) },
            headers: call.headers.filter { $0.name != "Authorization" }.map { ($0.name, $0.value) },
            body: test.body
        )
        #expect(signature.value == expected)
        let names = call.headers.filter { $0.name != "Authorization" && !$0.name.contains("_") }
            .map { $0.name.lowercased() }.sorted().joined(separator: ";")
        #expect(
            call.headers.last
                == HTTPField(
                    "Authorization",
                    "SDK-HMAC-SHA256 Access=AKIDEXAMPLE, SignedHeaders=\(names), Signature=\(expected)"
                )
        )
    }

    @Test("the payload hash of no body is the SHA-256 of nothing")
    func emptyHash() {
        let hash = SHA256.hash(data: [UInt8]()).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hash == Signer.hashOfNothing)
    }

    @Test("a call that has an Authorization is not signed")
    func alreadyAuthorized() {
        let signer = Signer(accessKeyID: Secret("AK"), secret: Secret("SK"), securityToken: nil)
        let endpoint = Endpoint(scheme: .https, host: "h")
        var call = HTTPCall(.get, endpoint: endpoint, path: "/", timeout: .zero)
        call.headers = [HTTPField("authorization", "mine")]
        let before = call
        #expect(signer.sign(&call, at: 0) == nil)
        #expect(call == before)
    }

    @Test("a signed export has the documented headers")
    func headers() {
        let signer = Signer(accessKeyID: Secret("AK"), secret: Secret("SK"), securityToken: Secret("ST"))
        var call = HTTPCall(
            .post,
            endpoint: Endpoint(scheme: .http, host: "127.0.0.1", port: 8080),
            path: "/x",
            headers: [HTTPField("Content-Type", "application/json"), HTTPField("X-Project-Id", "p")],
            body: [1],
            timeout: .zero
        )
        signer.sign(&call, at: Self.instant + 999)
        #expect(call.headers.contains(HTTPField("X-Sdk-Date", "20261124T010000Z")))
        #expect(call.headers.contains(HTTPField("Host", "127.0.0.1:8080")))
        #expect(call.headers.contains(HTTPField("X-Security-Token", "ST")))
    }

    @Test(
        "the date text",
        arguments: [
            (Int64(0), "19700101T000000Z"), (951_782_399, "20000228T235959Z"), (951_868_800, "20000301T000000Z"),
            (951_782_400, "20000229T000000Z"), (1_795_482_000, "20261124T010000Z"), (4_107_542_400, "21000301T000000Z"),
        ]
    )
    func dateText(_ seconds: Int64, _ expected: String) {
        #expect(SigningDate.format(seconds) == expected)
        #expect(CivilTime(secondsSince1970: seconds).secondsSince1970 == seconds)
    }

    @Test("the date text follows the clock through its cache")
    func dateCache() {
        let date = SigningDate()
        #expect(date.text(at: 999) == "19700101T000000Z")
        #expect(date.text(at: 1000) == "19700101T000001Z")
        #expect(date.text(at: 0) == "19700101T000000Z")
    }
}

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test(
        "a query part",
        arguments: [
            ("all_granted_eps", "all_granted_eps"), ("a b", "a%20b"), ("a/b", "a%2Fb"), ("~-._", "~-._"),
            ("é", "%C3%A9"), ("+*'()!", "%2B%2A%27%28%29%21"), ("", ""), ("%41", "%2541"),
        ]
    )
    func part(_ text: String, _ expected: String) {
        #expect(PercentEncoding.encode(text) == expected)
    }

    @Test("a query is sorted before encoding, by code points, and an empty value keeps its =")
    func query() {
        let pairs = [
            HTTPField("b", "1"), HTTPField("a", "z"), HTTPField("a", "b"), HTTPField("é", "1"), HTTPField("Z", ""),
            HTTPField("a b", "1"), HTTPField("a!", "1"),
        ]
        #expect(PercentEncoding.query(pairs) == "Z=&a=b&a=z&a%20b=1&a%21=1&b=1&%C3%A9=1")
        #expect(PercentEncoding.query([]) == "")
    }

    @Test(
        "the canonical URI",
        arguments: [
            ("/v5/p/x", "/v5/p/x/"), ("/v5/p/x/", "/v5/p/x/"), ("/", "/"), ("", "/"), ("/a%2Fb", "/a/b/"),
            ("/a%20b", "/a%20b/"), ("/%7e", "/~/"), ("/a+b", "/a%2Bb/"), ("/é", "/%C3%A9/"), ("/%zz", "/%25zz/"),
        ]
    )
    func canonicalPath(_ path: String, _ expected: String) {
        var bytes: [UInt8] = []
        PercentEncoding.appendCanonicalPath(path, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }
}
