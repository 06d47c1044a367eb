import Testing

@testable import HSSClient

@Suite("Credentials")
struct CredentialTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var environment: [String: String]
        var expected: String
        var secrets: [String]
    }

    private static let complete = [
        "HSS_AUTH_TOKEN": "token-0", "HUAWEICLOUD_SDK_AK": "ak-1", "HUAWEICLOUD_SDK_SK": "sk-1",
        "HUAWEICLOUD_SDK_SECURITY_TOKEN": "st-1", "CLOUD_SDK_AK": "ak-2", "CLOUD_SDK_SK": "sk-2",
        "CLOUD_SDK_SECURITY_TOKEN": "st-2", "HW_ACCESS_KEY": "ak-3", "HW_SECRET_KEY": "sk-3",
        "HW_SECURITY_TOKEN": "st-3",
    ]

    private static func without(_ prefixes: String...) -> [String: String] {
        complete.filter { variable in !prefixes.contains { variable.key.hasPrefix($0) } }
    }

    @Test(
        "first found wins",
        arguments: [
            Case(
                testDescription: "HSS_AUTH_TOKEN",
                environment: complete,
                expected: "token from environment (HSS_AUTH_TOKEN)",
                secrets: ["token-0"]
            ),
            Case(
                testDescription: "HUAWEICLOUD_SDK_AK/SK",
                environment: without("HSS_"),
                expected: "temporary access key from environment (HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK)",
                secrets: ["ak-1", "sk-1", "st-1"]
            ),
            Case(
                testDescription: "CLOUD_SDK_AK/SK",
                environment: without("HSS_", "HUAWEICLOUD_"),
                expected: "temporary access key from environment (CLOUD_SDK_AK, CLOUD_SDK_SK)",
                secrets: ["ak-2", "sk-2", "st-2"]
            ),
            Case(
                testDescription: "HW_ACCESS_KEY/HW_SECRET_KEY",
                environment: without("HSS_", "HUAWEICLOUD_", "CLOUD_"),
                expected: "temporary access key from environment (HW_ACCESS_KEY, HW_SECRET_KEY)",
                secrets: ["ak-3", "sk-3", "st-3"]
            ),
            Case(
                testDescription: "a pair without a security token, which is not borrowed from the next family",
                environment: without("HSS_", "HUAWEICLOUD_SDK_SECURITY"),
                expected: "access key from environment (HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK)",
                secrets: ["ak-1", "sk-1"]
            ),
            Case(
                testDescription: "an empty variable counts as absent",
                environment: [
                    "HSS_AUTH_TOKEN": "", "HUAWEICLOUD_SDK_AK": "", "HW_ACCESS_KEY": "a", "HW_SECRET_KEY": "b",
                ],
                expected: "access key from environment (HW_ACCESS_KEY, HW_SECRET_KEY)",
                secrets: ["a", "b"]
            ),
        ]
    )
    func precedence(_ test: Case) async throws {
        let credentials = try await CredentialChain.standard(environment: test.environment).resolve()
        #expect(credentials.description == test.expected)
        #expect(credentials.secretTexts == test.secrets)
    }

    @Test(
        "half a pair is config and names the missing variable, even with complete credentials behind it",
        arguments: [
            ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"), ("HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_AK"),
            ("CLOUD_SDK_AK", "CLOUD_SDK_SK"), ("CLOUD_SDK_SK", "CLOUD_SDK_AK"),
            ("HW_ACCESS_KEY", "HW_SECRET_KEY"), ("HW_SECRET_KEY", "HW_ACCESS_KEY"),
        ]
    )
    func halfGiven(_ given: String, _ missing: String) async {
        var environment = [given: "half-value"]
        if !given.hasPrefix("HW_") {
            environment["HW_ACCESS_KEY"] = "ak"
            environment["HW_SECRET_KEY"] = "sk"
        }
        let error = await #expect(throws: HSSError.self) {
            try await CredentialChain.standard(environment: environment).resolve()
        }
        #expect(error?.kind == .config)
        #expect(error?.message.hasPrefix("\(missing) is missing") == true)
        #expect(error?.message.contains("half-value") == false)
    }

    @Test("none found is one config error that lists every source")
    func none() async {
        let error = await #expect(throws: HSSError.self) {
            try await CredentialChain.standard(environment: ["PATH": "/bin"]).resolve()
        }
        #expect(error?.kind == .config)
        for name in ["HSS_AUTH_TOKEN", "HUAWEICLOUD_SDK_AK", "CLOUD_SDK_AK", "HW_ACCESS_KEY"] {
            #expect(error?.message.contains(name) == true)
        }
    }

    @Test(
        "a token has 1 to 32768 characters",
        arguments: [(0, false), (1, true), (32768, true), (32769, false)]
    )
    func tokenLength(_ length: Int, _ valid: Bool) {
        let token = String(repeating: "t", count: length)
        if valid {
            #expect(throws: Never.self) { try Credentials.token(token, source: "test") }
        } else {
            let error = #expect(throws: HSSError.self) { try Credentials.token(token, source: "test") }
            #expect(error?.kind == .config)
        }
    }

    @Test(
        "a token with a line end is config, and not shown",
        arguments: ["secret\n", "a\r\nX-Evil: 1", "sécret", "a b"]
    )
    func tokenCharacters(_ token: String) {
        let error = #expect(throws: HSSError.self) { try Credentials.token(token, source: "test") }
        #expect(error?.kind == .config)
        #expect(error?.message.contains(token) == false)
    }

    @Test("a project id has 1 to 256 characters", arguments: [(0, false), (1, true), (256, true), (257, false)])
    func projectIDLength(_ length: Int, _ valid: Bool) {
        let id = String(repeating: "p", count: length)
        if valid {
            #expect(throws: Never.self) { try ProjectID.check(id) }
        } else {
            let error = #expect(throws: HSSError.self) { try ProjectID.check(id) }
            #expect(error?.kind == .config)
        }
    }

    @Test("the project id: option, then the variables in order")
    func projectID() {
        let environment = [
            "HUAWEICLOUD_SDK_PROJECT_ID": "1", "HSS_PROJECT_ID": "2", "CLOUD_SDK_PROJECT_ID": "3", "HW_PROJECT_ID": "4",
        ]
        #expect(ProjectID.from(option: "0", environment: environment) == "0")
        #expect(ProjectID.from(option: "", environment: environment) == "")
        var rest = environment
        for (name, value) in zip(ProjectID.variables, ["1", "2", "3", "4"]) {
            #expect(ProjectID.from(option: nil, environment: rest) == value)
            rest[name] = ""
        }
        #expect(ProjectID.from(option: nil, environment: rest) == nil)
    }

    @Test("credentials show no secret, however they are printed")
    func hidden() throws {
        let all = [
            try Credentials.token("TOKENSECRET", source: "test"),
            try Credentials.accessKey(id: "AKSECRET", secret: "SKSECRET", securityToken: "STSECRET", source: "test"),
        ]
        var texts: [String] = []
        for credentials in all {
            var dumped = ""
            dump(credentials, to: &dumped)
            texts += ["\(credentials)", String(reflecting: credentials), dumped, "\(credentials.kind)"]
        }
        dump(Authentication(all[0]), to: &texts[0])
        for text in texts {
            #expect(!text.contains("SECRET"), "\(text)")
        }
    }
}
