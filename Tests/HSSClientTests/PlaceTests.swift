import Testing

@testable import HSSClient

@Suite("Endpoints and regions")
struct PlaceTests {
    @Test(
        "an endpoint is read",
        arguments: [
            ("https://hss.cn-north-4.myhuaweicloud.com", "https://hss.cn-north-4.myhuaweicloud.com", 443, ""),
            ("hss.example.com", "https://hss.example.com", 443, ""),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", 8080, ""),
            ("HTTP://LocalHost:80/", "http://localhost", 80, ""),
            ("https://gw.example.com/hss/", "https://gw.example.com/hss", 443, "/hss"),
            ("http://[::1]:9", "http://[::1]:9", 9, ""),
            ("[2001:db8::1]", "https://[2001:db8::1]", 443, ""),
        ]
    )
    func endpoint(_ text: String, _ shown: String, _ port: Int, _ prefix: String) throws {
        let endpoint = try Endpoint(parsing: text)
        #expect(endpoint.description == shown)
        #expect(endpoint.port == port)
        #expect(endpoint.pathPrefix == prefix)
    }

    @Test(
        "an endpoint that cannot be used is config and names the text",
        arguments: [
            "", "ftp://h", "https://", "https://h:0", "https://h:65536", "https://h:x", "https://h?x=1", "https://h#f",
            "https://a b", "https://h:", "http://[::1", "http://[zz]", "https:///path", "http://h\n",
        ]
    )
    func badEndpoint(_ text: String) {
        let error = #expect(throws: HSSError.self) { try Endpoint(parsing: text) }
        #expect(error?.kind == .config)
        #expect(error?.sent == .no)
        let shown = text.filter { $0 != "\n" }
        #expect(error?.message.contains("\"\(shown)\"") == true)
    }

    @Test("a password in an endpoint is refused and not shown")
    func userInEndpoint() {
        let error = #expect(throws: HSSError.self) { try Endpoint(parsing: "https://me:hunter22@h") }
        #expect(error?.kind == .config)
        #expect(error?.message.contains("hunter22") == false)
        #expect(error?.message.contains("credentials never belong") == true)
    }

    @Test(
        "loopback",
        arguments: [
            ("http://localhost", true), ("http://127.1.2.3", true), ("http://[::1]", true),
            ("http://128.0.0.1", false), ("http://[::2]", false), ("http://localhost.example.com", false),
        ]
    )
    func loopback(_ text: String, _ expected: Bool) throws {
        #expect(try Endpoint(parsing: text).isLoopback == expected)
    }

    @Test("all 32 documented regions give their endpoint", arguments: Region.knownIDs)
    func region(_ id: String) throws {
        let expected =
            id == "eu-west-101"
            ? "https://hss.eu-west-101.myhuaweicloud.eu" : "https://hss.\(id).myhuaweicloud.com"
        #expect(try Region(id: id).endpoint.description == expected)
    }

    @Test("there are 32 regions, each once")
    func regionCount() {
        #expect(Set(Region.knownIDs).count == 32)
        #expect(Region.knownIDs.count == 32)
    }

    @Test(
        "an unknown region is config, with the nearest and all known",
        arguments: [("cn-nort-4", "cn-north-4"), ("CN-NORTH-4", "cn-north-4"), ("eu-west-01", "eu-west-101")]
    )
    func unknownRegion(_ id: String, _ nearest: String) {
        let error = #expect(throws: HSSError.self) { try Region(id: id) }
        #expect(error?.kind == .config)
        #expect(error?.message.contains("did you mean \"\(nearest)\"?") == true)
        for known in Region.knownIDs {
            #expect(error?.explanation?.contains(known) == true)
        }
    }

    @Test("nothing like a region gets no suggestion")
    func noSuggestion() {
        let error = #expect(throws: HSSError.self) { try Region(id: "mars") }
        #expect(error?.message.contains("did you mean") == false)
    }

    struct Choice: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var endpoint: String?
        var region: String?
        var environment: [String: String] = [:]
        var expected: String
    }

    @Test(
        "which endpoint is taken",
        arguments: [
            Choice(
                testDescription: "the option before everything",
                endpoint: "http://a",
                region: "cn-north-1",
                environment: ["HSS_ENDPOINT": "http://b"],
                expected: "http://a"
            ),
            Choice(
                testDescription: "HSS_ENDPOINT before a region",
                region: "cn-north-1",
                environment: ["HSS_ENDPOINT": "http://b"],
                expected: "http://b"
            ),
            Choice(
                testDescription: "--region before the environment's",
                region: "cn-north-1",
                environment: ["HUAWEICLOUD_SDK_REGION": "cn-north-9"],
                expected: "https://hss.cn-north-1.myhuaweicloud.com"
            ),
            Choice(
                testDescription: "HUAWEICLOUD_SDK_REGION before HW_REGION_NAME",
                environment: ["HUAWEICLOUD_SDK_REGION": "cn-north-9", "HW_REGION_NAME": "cn-east-2"],
                expected: "https://hss.cn-north-9.myhuaweicloud.com"
            ),
            Choice(
                testDescription: "an empty variable counts as absent",
                environment: ["HSS_ENDPOINT": "", "HUAWEICLOUD_SDK_REGION": "", "HW_REGION_NAME": "cn-east-2"],
                expected: "https://hss.cn-east-2.myhuaweicloud.com"
            ),
        ]
    )
    func choice(_ test: Choice) throws {
        let choice = EndpointChoice.from(endpoint: test.endpoint, region: test.region, environment: test.environment)
        #expect(try choice.resolve().description == test.expected)
    }

    @Test("neither region nor endpoint is config")
    func noEndpoint() {
        let error = #expect(throws: HSSError.self) { try EndpointChoice().resolve() }
        #expect(error?.kind == .config)
        #expect(error?.explanation?.contains("--region") == true)
    }
}
