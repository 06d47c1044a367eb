import Testing

@testable import HSSClient

@Suite("Proxies")
struct ProxyTests {
    private static func proxy(_ environment: [String: String], _ endpoint: String) throws -> Proxy? {
        try ProxySettings.from(environment).proxy(for: Endpoint(parsing: endpoint))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var environment: [String: String]
        var endpoint: String
        var expected: String?
        var testDescription: String { "\(environment) -> \(endpoint)" }

        init(_ environment: [String: String], _ endpoint: String, _ expected: String?) {
            self.environment = environment
            self.endpoint = endpoint
            self.expected = expected
        }
    }

    @Test(
        "the variable of the endpoint's scheme, upper case before lower",
        arguments: [
            Case([:], "https://h.example.com", nil),
            Case(["HTTPS_PROXY": "http://p:3128"], "https://h.example.com", "http://p:3128"),
            Case(["https_proxy": "p:3128"], "https://h.example.com", "http://p:3128"),
            Case(["HTTPS_PROXY": "p1:1", "https_proxy": "p2:2"], "https://h.example.com", "http://p1:1"),
            Case(["HTTPS_PROXY": "", "https_proxy": "p2:2"], "https://h.example.com", "http://p2:2"),
            Case(["HTTPS_PROXY": "p:1"], "http://h.example.com", nil),
            Case(["HTTP_PROXY": "p:1"], "http://h.example.com", "http://p:1"),
            Case(["HTTP_PROXY": "p:1"], "https://h.example.com", nil),
            Case(["HTTPS_PROXY": "http://p"], "https://h", "http://p:80"),
            Case(["HTTPS_PROXY": "http://[::1]:8/"], "https://h", "http://[::1]:8"),
            Case(["HTTP_PROXY": "p:1"], "http://127.0.0.1:8080", "http://p:1"),
        ]
    )
    func choice(_ test: Case) throws {
        #expect(try Self.proxy(test.environment, test.endpoint)?.description == test.expected)
    }

    @Test(
        "NO_PROXY",
        arguments: [
            ("*", "https://h.example.com", true),
            ("example.com", "https://example.com", true),
            ("example.com", "https://hss.example.com", true),
            (".example.com", "https://hss.example.com", true),
            ("*.example.com", "https://hss.example.com", true),
            ("example.com", "https://badexample.com", false),
            ("EXAMPLE.com", "https://hss.Example.COM", true),
            ("a.com, example.com", "https://hss.example.com", true),
            ("a.com example.com", "https://hss.example.com", true),
            ("example.com:443", "https://hss.example.com", true),
            ("example.com:8443", "https://hss.example.com", false),
            ("example.com:8443", "https://hss.example.com:8443", true),
            ("10.0.0.0/8", "https://10.1.2.3", true),
            ("10.0.0.0/8", "https://11.1.2.3", false),
            ("10.128.0.0/9", "https://10.127.0.1", false),
            ("10.128.0.0/9", "https://10.200.0.1", true),
            ("0.0.0.0/0", "https://1.2.3.4", true),
            ("0.0.0.0/0", "https://h.example.com", false),
            ("127.0.0.1", "https://127.0.0.1:8443", true),
            ("127.0.0.1:80", "https://127.0.0.1:8443", false),
            ("2001:db8::/32", "https://[2001:db8:1::5]", true),
            ("2001:db8::/32", "https://[2001:db9::5]", false),
            ("::1", "https://[::1]:1", true),
            ("[::1]:1", "https://[::1]:1", true),
            ("[::1]:2", "https://[::1]:1", false),
            ("", "https://h.example.com", false),
            ("10.0.0.0/99, /, :", "https://10.0.0.1", false),
            ("localhost", "https://127.0.0.1", false),
        ]
    )
    func noProxy(_ list: String, _ endpoint: String, _ direct: Bool) throws {
        for name in ["NO_PROXY", "no_proxy"] {
            let found = try Self.proxy(["HTTPS_PROXY": "http://p:3128", name: list], endpoint)
            #expect((found == nil) == direct)
        }
    }

    @Test("user and password are read and not shown")
    func login() throws {
        let proxy = try #require(
            try Self.proxy(["HTTPS_PROXY": "http://me%40corp:p%3Ass@wd@p.example.com:3128"], "https://h")
        )
        #expect(proxy.user?.value == "me@corp")
        #expect(proxy.password?.value == "p:ss@wd")
        #expect(proxy.host == "p.example.com")
        #expect(proxy.description == "http://***@p.example.com:3128")
        var dumped = ""
        dump(ProxySettings.from(["HTTPS_PROXY": "http://u:hunter22@p:1"]), to: &dumped)
        #expect(!dumped.contains("hunter22"))
    }

    @Test(
        "a proxy that cannot be used is config, names the variable and not the value",
        arguments: [
            "https://u:hunter22@p:1", "socks5://hunter22:1", "http://hunter22:x", "http://u:hunter22@",
            "hunter22:99999",
        ]
    )
    func unusable(_ value: String) {
        let error = #expect(throws: HSSError.self) { try Self.proxy(["HTTPS_PROXY": value], "https://h") }
        #expect(error?.kind == .config)
        #expect(error?.message.contains("HTTPS_PROXY") == true)
        #expect(error?.description.contains("hunter22") == false)
        #expect(throws: Never.self) { try Self.proxy(["HTTPS_PROXY": value], "http://h") }
    }

    @Test(
        "addresses",
        arguments: [
            ("1.2.3.4", [1, 2, 3, 4]), ("::", Array(repeating: 0, count: 16)),
            ("1::2:3", [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 3]),
            ("::ffff:1.2.3.4", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 2, 3, 4]),
            ("1.2.3", nil), ("1.2.3.256", nil), ("1.2.3.+4", nil), (":::", nil), ("1:2", nil), ("1::2::3", nil),
            ("12345::", nil), ("1:2:3:4:5:6:7:8:9", nil),
        ] as [(String, [UInt8]?)]
    )
    func addresses(_ text: String, _ bytes: [UInt8]?) {
        #expect(IPAddress(text)?.bytes == bytes)
    }
}
