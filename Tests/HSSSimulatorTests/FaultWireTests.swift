import HSSClient
import HSSSchema
import HSSSimulator
import Synchronization
import Testing

/// What faults and quotas look like over real loopback.
@Suite(.timeLimit(.minutes(1))) struct FaultWireTests {
    static let calls: JSONValue = ["POST /v5/{project_id}/image/security-report/export-tasks": 1]

    /// Starts a simulator with that rule for creations.
    func withFault(
        _ effect: FaultRule.Effect,
        _ occasion: FaultRule.Occasion = .always,
        _ body: (Simulator) async throws -> Void
    ) async throws {
        var configuration = SimulatorConfiguration()
        configuration.faults = [FaultRule(method: "POST", pathPart: "export-tasks", effect, occasion)]
        try await withSimulator(configuration, body)
    }

    /// Creates a task as this package's transport does.
    func create(at simulator: Simulator, with transport: AsyncHTTPTransport) async throws -> HTTPAnswer {
        try await transport.send(
            HTTPCall(
                .post,
                endpoint: Endpoint(parsing: simulator.endpoint),
                path: "/v5/\(simulator.projectID)\(ServiceUnderTest.exportPath)",
                headers: [HTTPField("X-Auth-Token", simulator.token)],
                body: Array(ServiceUnderTest.seedBody.utf8),
                timeout: .seconds(60)
            )
        )
    }

    func expectTaken(at simulator: Simulator, with transport: AsyncHTTPTransport) async throws {
        let answer = try await self.create(at: simulator, with: transport)
        #expect(answer.status == 200)
    }

    /// Head and body of an answer.
    func parts(of answer: String) throws -> (head: String, body: String) {
        let range = try #require(answer.firstRange(of: "\r\n\r\n"))
        return (String(answer[..<range.lowerBound]), String(answer[range.upperBound...]))
    }

    func announcedLength(_ head: String) throws -> Int {
        let line = try #require(head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") })
        return try #require(Int(line.drop { $0 != " " }.dropFirst()))
    }

    @Test(arguments: [(FaultRule.Effect.cutBefore, 0), (.cutAfter, 1)])
    func `a cut really closes and answers nothing`(_ effect: FaultRule.Effect, _ created: Int) async throws {
        try await self.withFault(effect) { simulator in
            let received = try await RawConnection.exchange(RawConnection.creation(for: simulator), with: simulator)
            #expect(received.isEmpty)
            #expect(simulator.state["calls"] == Self.calls)
            #expect(simulator.state["tasks"]?.arrayValue?.count == created)
            #expect(simulator.state["rejected"] == [:])
        }
    }

    @Test(arguments: [FaultRule.Effect.cutBefore, .cutAfter, .half])
    func `a client sees a cut connection, and its next call is served`(_ effect: FaultRule.Effect) async throws {
        try await self.withFault(effect, .once) { simulator in
            let transport = AsyncHTTPTransport()
            let failure = await #expect(throws: TransportFailure.self) {
                try await self.create(at: simulator, with: transport)
            }
            #expect(failure?.cause == .connectionCut)
            #expect(failure?.sent == .unknown)
            try await self.expectTaken(at: simulator, with: transport)
            await transport.shutdown()
        }
    }

    @Test func `half an answer is announced in full and cut in the middle`() async throws {
        try await self.withFault(.half) { simulator in
            let received = try await RawConnection.exchange(RawConnection.creation(for: simulator), with: simulator)
            let (head, body) = try self.parts(of: received)
            #expect(head.hasPrefix("HTTP/1.1 200 "))
            #expect(body.hasPrefix(#"{"task_id":"#))
            #expect(body.utf8.count == (try self.announcedLength(head)) / 2)
            #expect(simulator.state["tasks"]?.arrayValue?.count == 1)
        }
    }

    @Test func `a wrong length is too small for the body that is sent`() async throws {
        try await self.withFault(.wrongLength) { simulator in
            let request = RawConnection.creation(for: simulator, header: "Connection: close\r\n")
            let (head, body) = try self.parts(of: try await RawConnection.exchange(request, with: simulator))
            let task = try #require(simulator.state["tasks"]?.arrayValue?.first)
            #expect(try JSONValue(parsing: Array(body.utf8))["task_id"] == task["task_id"])
            #expect(body.utf8.count / 2 == (try self.announcedLength(head)))
        }
    }

    @Test func `a login page comes with 200, and nothing is created`() async throws {
        try await self.withFault(.html) { simulator in
            let transport = AsyncHTTPTransport()
            let answer = try await self.create(at: simulator, with: transport)
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "text/html; charset=utf-8")
            #expect(answer.header("X-Request-Id") == nil)
            #expect(String(decoding: answer.body, as: UTF8.self).hasPrefix("<!DOCTYPE html>"))
            #expect(simulator.state == ["calls": Self.calls, "rejected": [:], "tasks": []])
            await transport.shutdown()
        }
    }

    @Test func `a huge answer streams until the client goes away, and the simulator lives on`() async throws {
        try await self.withFault(.huge, .first(2)) { simulator in
            let request = RawConnection.creation(for: simulator)
            let received = try await RawConnection.exchange(request, with: simulator, limit: 1 << 21)
            #expect(received.utf8.count >= 1 << 21)
            let (head, body) = try self.parts(of: received)
            #expect(head.hasPrefix("HTTP/1.1 200 "))
            #expect(head.lowercased().contains("content-type: application/json"))
            #expect(body.contains(#"{"task_id":"#))

            let transport = AsyncHTTPTransport()
            let failure = await #expect(throws: TransportFailure.self) {
                try await self.create(at: simulator, with: transport)
            }
            #expect(failure?.cause == .tooLarge)
            #expect(simulator.state["tasks"] == [])
            try await self.expectTaken(at: simulator, with: transport)
            await transport.shutdown()
        }
    }

    @Test func `a status comes with code, request id and Retry-After, over and over on one connection`() async throws {
        try await self.withFault(.status(503, code: "APIGW.0613", retryAfter: "0.5"), .first(2)) { simulator in
            let transport = AsyncHTTPTransport()
            for _ in 0..<2 {
                let answer = try await self.create(at: simulator, with: transport)
                #expect(answer.status == 503)
                #expect(answer.header("Retry-After") == "0.5")
                #expect(answer.header("Content-Type") == "application/json")
                let body = try JSONValue(parsing: answer.body)
                #expect(body["error_code"] == "APIGW.0613")
                #expect(body["request_id"]?.stringValue == answer.header("X-Request-Id"))
            }
            try await self.expectTaken(at: simulator, with: transport)
            #expect(simulator.state["rejected"] == ["503": 2])
            await transport.shutdown()
        }
    }

    @Test(arguments: [(204, nil), (304, nil), (302, "/login")] as [(Int, String?)])
    func `a status without a body ends cleanly`(_ status: Int, _ location: String?) async throws {
        try await self.withFault(.status(status), .once) { simulator in
            let transport = AsyncHTTPTransport()
            let answer = try await self.create(at: simulator, with: transport)
            #expect(answer.status == status)
            #expect(answer.body.isEmpty)
            #expect(answer.header("Location") == location)
            try await self.expectTaken(at: simulator, with: transport)
            await transport.shutdown()
        }
    }

    @Test func `a delay holds the answer back by the injected clock`() async throws {
        let slept = Mutex<[Int]>([])
        let clock = SimulatorClock(
            nowMilliseconds: { 0 },
            sleep: { milliseconds in slept.withLock { $0.append(milliseconds) } }
        )
        var configuration = SimulatorConfiguration()
        configuration.faults = [FaultRule(.delay(milliseconds: 86_400_000), .once), FaultRule(.cutAfter, .once)]
        configuration.latencyMilliseconds = 1
        try await withSimulator(configuration, clock: clock) { simulator in
            let transport = AsyncHTTPTransport()
            try await self.expectTaken(at: simulator, with: transport)
            _ = try? await self.create(at: simulator, with: transport)
            #expect(simulator.state["tasks"]?.arrayValue?.count == 2)
            await transport.shutdown()
        }
        #expect(slept.withLock { $0 } == [86_400_001])
    }

    @Test func `a quota is kept over HTTP and can be changed while the simulator runs`() async throws {
        let now = Mutex<Int64>(0)
        let clock = SimulatorClock(nowMilliseconds: { now.withLock { $0 } }, sleep: { _ in })
        var configuration = SimulatorConfiguration()
        configuration.quota = .perMinute(1)
        configuration.timeScale = 60
        try await withSimulator(configuration, clock: clock) { simulator in
            let transport = AsyncHTTPTransport()
            try await self.expectTaken(at: simulator, with: transport)
            now.withLock { $0 = 250 }
            let refused = try await self.create(at: simulator, with: transport)
            #expect(refused.status == 429)
            #expect(refused.header("Retry-After") == "0.75")
            #expect(String(decoding: refused.body, as: UTF8.self).contains("limit:1,time:1 second"))
            simulator.setQuota(.none)
            try await self.expectTaken(at: simulator, with: transport)
            simulator.setQuota(.documented)
            simulator.reset()
            var statuses: [Int] = []
            for _ in 0..<6 { statuses.append(try await self.create(at: simulator, with: transport).status) }
            #expect(statuses == [200, 200, 200, 200, 200, 429])
            await transport.shutdown()
        }
    }
}
