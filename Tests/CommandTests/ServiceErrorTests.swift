import HSSSimulator
import Testing

/// What a user reads when the service or the way to it fails (contract section 4).
@Suite(.timeLimit(.minutes(10))) struct ServiceErrorTests {
    /// Standard error without the run's closing line; the service's port as PORT, its request id as ID.
    private func block(
        _ script: String,
        _ options: [String] = [],
        _ environment: (Simulator) -> [String: String] = \.account,
        latencyMilliseconds: Int = 0
    ) async throws -> (status: Int32, text: String) {
        let scratch = try Scratch()
        try scratch.write("s.lua", script)
        var configuration = SimulatorConfiguration()
        configuration.latencyMilliseconds = latencyMilliseconds
        let (ended, port) = try await withSimulator(configuration) { simulator in
            let call = Hss(["run"] + options + ["s.lua"], in: scratch, environment: environment(simulator))
            return (try await call.run(), simulator.port)
        }
        let text = ended.block.replacing(":\(port)", with: ":PORT").replacing(/[0-9a-f]{32}/, with: "ID")
        return (ended.status, text)
    }

    @Test func `a request that HSS refuses`() async throws {
        let (status, text) = try await block(Scripts.refused)
        #expect(status == 69)
        #expect(
            text == """
                error[service]: hss.export: 127.0.0.1:PORT refused the request while creating an export task: 400 HSS.0001 \
                "Invalid parameter security_report_type: must be one of malwares, apps, files, sensitive-info, \
                non-compliant-app, build-command-risks" (request id ID); no task was created
                 --> s.lua:1
                  |
                1 | hss.export(
                  |
                status: 400
                error_code: HSS.0001
                error_msg: Invalid parameter security_report_type: must be one of malwares, apps, files, sensitive-info, \
                non-compliant-app, build-command-risks
                request_id: ID
                attempts: 1
                HSS calls a parameter invalid; check the request's values (hss explain HSS.0001)
                stack: s.lua:1 in main chunk
                """
        )
    }

    @Test func `a caller whom HSS refuses`() async throws {
        let (status, text) = try await block(
            Scripts.export,
            [],
            { simulator in
                var account = simulator.account
                account["HUAWEICLOUD_SDK_SK"] = "not-the-secret"
                return account
            }
        )
        #expect(status == 77)
        #expect(
            text.hasPrefix(
                "error[auth]: hss.export: 127.0.0.1:PORT refused the caller while creating an export task: 401 "
            )
        )
        #expect(text.contains("\nerror_code: APIGW.0301\n"))
        #expect(text.contains("\nIAM did not accept the token, the access key or the signature; check the credentials"))
        #expect(!text.contains("not-the-secret"))
    }

    @Test func `a project that is not the caller's`() async throws {
        let (status, text) = try await block(Scripts.export, ["--project-id", "other"])
        #expect(status == 77)
        #expect(text.hasPrefix("error[auth]: hss.export: "))
        #expect(text.contains("\nstatus: 403\nerror_code: APIGW.0310\n"))
    }

    @Test func `a creation without an answer is ambiguous`() async throws {
        let (status, text) = try await block(Scripts.export, ["--timeout", "0.2"], latencyMilliseconds: 60_000)
        #expect(status == 75)
        #expect(
            text == """
                error[ambiguous]: hss.export: no usable answer from 127.0.0.1:PORT while creating an export task: \
                no answer in 0.2 s; the request had left, so the task may or may not exist
                 --> s.lua:1
                  |
                1 | \(Scripts.export)
                  |
                attempts: 1
                repeating the call may create a second task; look in the HSS console whether the first one exists, \
                or ask for a repetition with retry_ambiguous (hss explain ambiguous)
                whether it took effect is unknown: it was sent and not answered
                stack: s.lua:1 in main chunk
                """
        )
    }

    @Test func `no connection`() async throws {
        let (status, text) = try await block(Scripts.export, ["--endpoint", "http://127.0.0.1:9", "--retries", "0"])
        #expect(status == 75)
        #expect(
            text == """
                error[transport]: hss.export: no connection to 127.0.0.1:9 while creating an export task: \
                connection refused; nothing was sent
                 --> s.lua:1
                  |
                1 | \(Scripts.export)
                  |
                attempts: 1
                check the network, the endpoint, and the proxy in HTTPS_PROXY and NO_PROXY
                nothing was sent
                stack: s.lua:1 in main chunk
                """
        )
    }

    @Test func `100 violations are listed at most, with the count of the rest`() async throws {
        let (status, text) = try await block(
            """
            local request = { operate_all = true, export_size = 1, security_report_type = "apps" }
            for i = 1, 130 do request[("wrong%03d"):format(i)] = i end
            hss.export(request)
            """
        )
        #expect(status == 65)
        let lines = text.split(separator: "\n")
        #expect(lines.first == "error[argument]: hss.export: 130 problems in the request")
        #expect(lines.contains("   1. wrong001: not a documented field"))
        #expect(lines.contains(" 100. wrong100: not a documented field"))
        #expect(lines.contains(" … and 30 more"))
        #expect(!text.contains("wrong101"))
    }
}
