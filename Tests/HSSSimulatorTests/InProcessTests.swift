import HSSClient
import HSSSchema
import HSSSimulator
import Testing

/// The form without sockets.
@Suite struct InProcessTests {
    static let now: Int64 = 1_795_482_000_000

    /// What is asked of both forms, in that order; `{file}` stands for the id of the file.
    static let calls: [(method: String, path: String, query: String, body: String)] = [
        ("GET", "/image/registries/images", "limit=200", ""),
        ("GET", "/image/local-repositories", "limit=20&has_vul=true", ""),
        ("GET", "/image/cicd/images", "limit=1", ""),
        ("GET", "/image/build-command-risks", "image_type=cicd", ""),
        ("POST", "/image/security-report/statistic", "security_report_type=apps", #"{"operate_all":true}"#),
        ("POST", ServiceUnderTest.exportPath, "", ServiceUnderTest.seedBody),
        ("POST", ServiceUnderTest.exportPath, "", "{}"),
        ("GET", "/export-task", "task_id=none", ""),
        ("GET", "/download/{file}", "", ""),
        ("GET", "/download/none", "", ""),
        ("GET", "/nope", "", ""),
    ]

    @Test func `it answers what the one with sockets answers`() async throws {
        var configuration = SimulatorConfiguration()
        configuration.polls = 0
        let clock = SimulatorClock(nowMilliseconds: { Self.now }, sleep: { _ in })
        let inProcess = try InProcessSimulator(configuration, nowMilliseconds: { Self.now })
        try await withSimulator(configuration, clock: clock) { simulator in
            let transport = AsyncHTTPTransport()
            var fileID = ""
            for call in Self.calls {
                let path = "/v5/\(configuration.projectID)" + call.path.replacing("{file}", with: fileID)
                let query: [HTTPField] = call.query.split(separator: "&").map { pair in
                    let parts = pair.split(separator: "=")
                    return HTTPField(String(parts[0]), String(parts[1]))
                }
                let got = try await transport.send(
                    HTTPCall(
                        call.method == "GET" ? .get : .post,
                        endpoint: Endpoint(parsing: simulator.endpoint),
                        path: path,
                        query: query,
                        headers: [HTTPField("X-Auth-Token", simulator.token)],
                        body: Array(call.body.utf8),
                        timeout: .seconds(60)
                    )
                )
                let answer = inProcess.answer(
                    method: call.method,
                    target: call.query.isEmpty ? path : "\(path)?\(call.query)",
                    headers: [("X-Auth-Token", configuration.token)],
                    body: Array(call.body.utf8)
                )
                #expect(answer.status == got.status)
                #expect(answer.body == got.body)
                #expect(!answer.isCut && answer.delayMilliseconds == 0)
                for (name, value) in answer.headers { #expect(got.header(name) == value) }
                #expect(answer.headers.map(\.name).contains("X-Request-Id"))
                if let task = try? JSONValue(parsing: answer.body)["task_id"]?.stringValue {
                    fileID = try await self.fileID(task, inProcess)
                    _ = try await transport.send(
                        HTTPCall(
                            .get,
                            endpoint: Endpoint(parsing: simulator.endpoint),
                            path: "/v5/\(configuration.projectID)/export-task/\(task)",
                            headers: [HTTPField("X-Auth-Token", simulator.token)],
                            timeout: .seconds(60)
                        )
                    )
                }
            }
            #expect(inProcess.state == simulator.state)
            await transport.shutdown()
        }
    }

    func fileID(_ task: String, _ simulator: InProcessSimulator) async throws -> String {
        let configuration = simulator.configuration
        let answer = simulator.answer(
            method: "GET",
            target: "/v5/\(configuration.projectID)/export-task/\(task)",
            headers: [("x-auth-token", configuration.token)],
            body: []
        )
        return try #require(try JSONValue(parsing: answer.body)["file_id"]?.stringValue)
    }

    static let effects: [(FaultRule.Effect, status: Int, length: Int?, isCut: Bool, delay: Int)] = [
        (.cutAfter, 0, 0, true, 0), (.cutBefore, 0, 0, true, 0), (.half, 200, 25, true, 40),
        (.wrongLength, 200, 25, false, 40), (.huge, 200, InProcessAnswer.hugeLength, true, 40),
        (.delay(milliseconds: 60), 200, 50, false, 100), (.status(429, retryAfter: "2"), 429, nil, false, 40),
        (.status(204), 204, 0, false, 40),
    ]

    @Test(arguments: effects)
    func `of an answer that a fault spoils it gives what a client would see`(
        _ effect: FaultRule.Effect,
        _ status: Int,
        _ length: Int?,
        _ isCut: Bool,
        _ delay: Int
    ) throws {
        var configuration = SimulatorConfiguration()
        configuration.faults = [FaultRule(effect)]
        configuration.latencyMilliseconds = 40
        let simulator = try InProcessSimulator(configuration, nowMilliseconds: { Self.now })
        let answer = simulator.answer(
            method: "POST",
            target: "/v5/\(configuration.projectID)\(ServiceUnderTest.exportPath)",
            headers: [("X-Auth-Token", configuration.token)],
            body: Array(ServiceUnderTest.seedBody.utf8)
        )
        #expect(answer.status == status)
        #expect(length == nil || answer.body.count == length, "\(answer.body.count)")
        #expect(answer.isCut == isCut)
        #expect(answer.delayMilliseconds == delay)
        #expect(answer.headers.contains { $0 == ("Retry-After", "2") } == (status == 429))
        #expect(
            answer.headers.contains { $0.name == "Content-Length" }
                == !(status == 0 || status == 204 || effect == .huge)
        )
    }

    @Test func `a body over 12 MB and a configuration that cannot be served are refused`() throws {
        let simulator = try InProcessSimulator(nowMilliseconds: { Self.now })
        let answer = simulator.answer(
            method: "POST",
            target: "/v5/\(simulator.configuration.projectID)\(ServiceUnderTest.exportPath)",
            headers: [],
            body: [UInt8](repeating: 0, count: 12 * 1024 * 1024 + 1)
        )
        #expect(answer.status == 413)
        var configuration = SimulatorConfiguration()
        configuration.polls = -1
        #expect(throws: SimulatorError.self) { try InProcessSimulator(configuration, nowMilliseconds: { 0 }) }
    }
}
