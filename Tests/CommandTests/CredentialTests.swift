import HSSSchema
import HSSSimulator
import Testing

/// Credentials come from the environment, and no output ever shows one (contract sections 4 and 5).
@Suite(.timeLimit(.minutes(10))) struct CredentialTests {
    enum Family: String, CaseIterable {
        case token, huawei, cloud, hw

        func variables(_ simulator: Simulator) -> [String: String] {
            switch self {
            case .token: ["HSS_AUTH_TOKEN": simulator.token]
            case .huawei: ["HUAWEICLOUD_SDK_AK": simulator.accessKey, "HUAWEICLOUD_SDK_SK": simulator.secretKey]
            case .cloud: ["CLOUD_SDK_AK": simulator.accessKey, "CLOUD_SDK_SK": simulator.secretKey]
            case .hw: ["HW_ACCESS_KEY": simulator.accessKey, "HW_SECRET_KEY": simulator.secretKey]
            }
        }

        var securityToken: String? {
            switch self {
            case .token: nil
            case .huawei: "HUAWEICLOUD_SDK_SECURITY_TOKEN"
            case .cloud: "CLOUD_SDK_SECURITY_TOKEN"
            case .hw: "HW_SECURITY_TOKEN"
            }
        }
    }

    private func scratch(_ script: String = Scripts.export) throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write("s.lua", script)
        return scratch
    }

    @Test(arguments: Family.allCases)
    func `each family of variables serves`(_ family: Family) async throws {
        let scratch = try scratch()
        try await withSimulator { simulator in
            let environment = simulator.place.merging(family.variables(simulator)) { $1 }
            let ended = try await Hss(["run", "s.lua"], in: scratch, environment: environment).run()
            #expect(ended.status == 0, "\(ended)")
            #expect(ended.output == "\(simulator.tasks.first?["task_id"]?.stringValue ?? "")\n")
        }
    }

    @Test(arguments: [Family.huawei, .cloud, .hw])
    func `a security token is signed along`(_ family: Family) async throws {
        let scratch = try scratch()
        try await withSimulator { simulator in
            var environment = simulator.place.merging(family.variables(simulator)) { $1 }
            environment[try #require(family.securityToken)] = "temporary-token-1"
            let ended = try await Hss(["run", "s.lua"], in: scratch, environment: environment).run()
            #expect(ended.status == 0, "\(ended)")
        }
    }

    @Test func `the first family found wins`() async throws {
        let scratch = try scratch()
        try await withSimulator { simulator in
            var environment = simulator.place.merging(Family.huawei.variables(simulator)) { $1 }
            environment["HW_ACCESS_KEY"] = "other"
            environment["HW_SECRET_KEY"] = "other"
            let first = try await Hss(["run", "s.lua"], in: scratch, environment: environment).run()
            #expect(first.status == 0)
            environment["HSS_AUTH_TOKEN"] = "no-such-token"
            let second = try await Hss(["run", "s.lua"], in: scratch, environment: environment).run()
            #expect(second.status == 77)
        }
    }

    @Test(arguments: [
        ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"), ("HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_AK"),
        ("CLOUD_SDK_AK", "CLOUD_SDK_SK"), ("HW_SECRET_KEY", "HW_ACCESS_KEY"),
    ])
    func `half a key pair is an error that names the other half`(_ given: String, _ missing: String) async throws {
        let environment = ["HSS_ENDPOINT": "http://127.0.0.1:9", "HSS_PROJECT_ID": "p", given: "half-a-secret"]
        let ended = try await Hss(["run", "s.lua"], in: try scratch(), environment: environment).run()
        #expect(ended.status == 78)
        #expect(ended.errorLines[0].hasPrefix("error[config]: hss.export: \(missing) is missing: \(given) is set"))
        #expect(!ended.error.contains("half-a-secret"))
    }

    @Test func `options beat the environment`() async throws {
        let scratch = try scratch()
        try await withSimulator { simulator in
            var environment = simulator.account
            environment["HSS_ENDPOINT"] = "http://127.0.0.1:9"
            environment["HUAWEICLOUD_SDK_PROJECT_ID"] = "other"
            environment["HW_ENTERPRISE_PROJECT_ID"] = "other"
            let options = [
                "--endpoint", simulator.endpoint, "--project-id", simulator.projectID, "--enterprise-project-id",
                "mine",
            ]
            let ended = try await Hss(["run"] + options + ["s.lua"], in: scratch, environment: environment).run()
            #expect(ended.status == 0, "\(ended)")
            #expect(simulator.tasks.first?["enterprise_project_id"] == "mine")
        }
    }

    /// Good and refused credentials, each form of log line and of results; a service that says them back is refused, too.
    @Test(arguments: Family.allCases, ["text", "json"])
    func `no output shows a secret`(_ family: Family, _ format: String) async throws {
        let scratch = try scratch(
            """
            local ok, e = pcall(hss.export, { operate_all = true, export_size = 1, security_report_type = "apps" })
            print(ok, e, hss.json.encode(hss.run.endpoint))
            for _, name in ipairs{ "HSS_AUTH_TOKEN", "HUAWEICLOUD_SDK_SK", "CLOUD_SDK_SK", "HW_SECRET_KEY", "HW_SECURITY_TOKEN" } do
              print(pcall(os.getenv, name))
            end
            hss.export{ operate_all = true, export_size = 1, security_report_type = "apps", namespace = "x" }
            error("end")
            """
        )
        try await withSimulator { simulator in
            var secrets = Array(family.variables(simulator).values) + ["wrong-secret-1", "temporary-token-1"]
            var good = simulator.place.merging(family.variables(simulator)) { $1 }
            if let name = family.securityToken { good[name] = "temporary-token-1" }
            let bad = good.mapValues { $0 == simulator.secretKey || $0 == simulator.token ? "wrong-secret-1" : $0 }
            if family != .token { secrets.removeAll { $0 == simulator.accessKey } }
            for (environment, status) in [(good, 1), (bad, 77)] as [([String: String], Int32)] {
                for form in ["json", "jsonl", "csv", "table"] {
                    let options = ["--log-level", "trace", "--log-format", format, "--output", form, "--allow-all"]
                    let ended = try await Hss(["run"] + options + ["s.lua"], in: scratch, environment: environment)
                        .run()
                    #expect(ended.status == status)
                    #expect(ended.error.contains("call"), "trace shows calls, or this test sees nothing")
                    let all = ended.output + ended.error
                    for secret in secrets + ["Signature=", "SDK-HMAC-SHA256 Access"] {
                        #expect(!all.contains(secret), "\(secret) in \(all)")
                    }
                }
            }
        }
    }

    @Test func `no option lets a script read a credential`() async throws {
        let script = """
            print(select(2, pcall(os.getenv, "HW_SECRET_KEY")).kind)
            print(os.getenv("PLAIN"))
            print(pcall(io.open, "/proc/self/environ"))
            """
        let environment = ["HW_SECRET_KEY": "tell-nobody", "PLAIN": "plain"]
        let options = ["--allow-env", "HW_SECRET_KEY", "--allow-env", "PLAIN", "--allow-read", "/"]
        let ended = try await Hss(["run"] + options + ["s.lua"], in: try scratch(script), environment: environment)
            .run()
        #expect(ended.outputLines.prefix(2) == ["permission", "plain"])
        #expect(ended.outputLines.last?.hasPrefix("false\t") == true)
        #expect(!(ended.output + ended.error).contains("tell-nobody"))
    }
}
