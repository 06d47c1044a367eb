import HSSSchema
import Testing

@testable import HSSSimulator

/// How many calls are taken, at given times.
@Suite struct QuotaTests {
    static func service(
        _ quota: SimulatorQuota,
        timeScale: Double = 1,
        change: (inout SimulatorConfiguration) -> Void = { _ in }
    ) -> ServiceUnderTest {
        var configuration = SimulatorConfiguration()
        configuration.quota = quota
        configuration.timeScale = timeScale
        change(&configuration)
        return ServiceUnderTest(configuration)
    }

    @Test func `the sixth call of a minute is refused as the gateway does`() {
        var service = Self.service(.documented)
        for _ in 0..<5 { #expect(service.export().status == 200) }
        service.now += 1
        let answer = service.export()
        #expect(answer.status == 429)
        #expect(answer.errorCode == "APIGW.0308")
        #expect(
            answer.errorMessage
                == "The throttling threshold has been reached: policy user over ratelimit,limit:5,time:1 minute"
        )
        #expect(answer.header("Retry-After") == "60")
        #expect(answer.json["request_id"] == .string(answer.requestID))
        #expect(service.state.object("rejected") == ["429": 1])
        #expect(service.state.object("calls") == ["POST /v5/{project_id}/image/security-report/export-tasks": 6])
        #expect(service.state.array("tasks").count == 5)
    }

    @Test func `without a quota everything is taken`() {
        var service = Self.service(.none)
        #expect((0..<1000).allSatisfy { _ in service.export().status == 200 })
    }

    /// Seconds of a call, and its `Retry-After`; nil when it is taken.
    static let slides: [(second: Int64, retryAfter: String?)] = [
        (0, nil), (30, nil), (59, "1"), (60, nil), (61, "29"), (89, "1"), (90, nil), (119, "1"), (120, nil),
    ]

    @Test func `the window slides, and what is refused uses up nothing`() {
        var service = Self.service(.perMinute(2))
        let start = service.now
        for (second, retryAfter) in Self.slides {
            service.now = start + second * 1000
            let answer = service.export()
            #expect(answer.status == (retryAfter == nil ? 200 : 429), "second \(second)")
            #expect(answer.header("Retry-After") == retryAfter, "second \(second)")
        }
    }

    static let scales: [(scale: Double, window: Int64, text: String, retryAfter: String)] = [
        (1, 60_000, "time:1 minute", "60"), (0.5, 120_000, "time:2 minute", "120"),
        (0.8, 75_000, "time:75 second", "75"), (2, 30_000, "time:30 second", "29.999"),
        (60, 1000, "time:1 second", "0.999"), (120, 500, "time:0.5 second", "0.499"),
        (7, 8571, "time:8.571 second", "8.57"), (6000, 10, "time:0.01 second", "0.009"),
        (1e9, 1, "time:0.001 second", "0.001"),
    ]

    @Test(arguments: scales)
    func `window, text and Retry-After shrink alike`(_ scale: Double, _ window: Int64, _ text: String, _ wait: String) {
        var service = Self.service(.documented, timeScale: scale)
        for _ in 0..<5 { _ = service.export() }
        let start = service.now
        service.now += min(1, window - 1)
        let answer = service.export()
        #expect(answer.errorMessage.hasSuffix("limit:5,\(text)"), "\(answer.errorMessage)")
        #expect(answer.header("Retry-After") == wait)
        service.now = start + window - 1
        #expect(service.export().status == 429)
        service.now = start + window
        #expect(service.export().status == 200)
    }

    @Test(arguments: [Double.leastNonzeroMagnitude, 1e-12, .greatestFiniteMagnitude])
    func `any scale above zero can be served`(_ scale: Double) {
        var service = Self.service(.perMinute(1), timeScale: scale)
        #expect([service.export().status, service.export().status] == [200, 429])
    }

    @Test func `each endpoint has a window of its own, whatever the task`() {
        var service = Self.service(.perMinute(2))
        let ids = [service.export().taskID, service.export().taskID]
        #expect(service.export().status == 429)
        #expect(ids.map { service.look($0).status } == [200, 200])
        #expect(service.look(ids[0]).status == 429)
        #expect(service.send("GET", "/nope").status == 404)
    }

    @Test func `only what passes the gateway counts`() {
        var service = Self.service(.perMinute(2)) { $0.faults = [FaultRule(.status(500), .once)] }
        #expect(service.export().status == 500)
        for _ in 0..<3 { #expect(service.sendRaw("GET", "/v5/x/export-task/y", headers: []).status == 401) }
        #expect(service.sendRaw("GET", "/v5/x/export-task/y").status == 403)
        #expect((0..<3).map { _ in service.export("{}").status } == [400, 400, 429])
        #expect((0..<3).map { _ in service.look().status } == [400, 400, 429])
    }

    @Test func `a service may keep limit and waiting time to itself`() {
        var service = Self.service(.perMinute(1)) { ($0.quotaStatesLimit, $0.quotaSendsRetryAfter) = (false, false) }
        _ = service.export()
        let answer = service.export()
        #expect(answer.errorCode == "APIGW.0308")
        #expect(answer.errorMessage == "The throttling threshold has been reached: policy user over ratelimit")
        #expect(answer.header("Retry-After") == nil)
    }

    @Test func `the quota may change on the way and outlives a reset, which empties the windows`() {
        var service = Self.service(.perMinute(4))
        #expect((0..<5).map { _ in service.export().status } == [200, 200, 200, 200, 429])
        service.setQuota(.perMinute(2))
        service.now += 59_999
        let answer = service.export()
        #expect(answer.errorMessage.contains("limit:2,"))
        #expect(answer.header("Retry-After") == "1")
        service.now += 1
        #expect((0..<3).map { _ in service.export().status } == [200, 200, 429])
        service.setQuota(.perMinute(3))
        #expect((0..<2).map { _ in service.export().status } == [200, 429])
        _ = service.sendRaw("POST", "/_sim/reset", headers: [])
        #expect((0..<4).map { _ in service.export().status } == [200, 200, 200, 429])
        service.setQuota(.none)
        #expect(service.export().status == 200)
    }

    @Test(arguments: UInt64(0)..<20)
    func `no span of a window ever holds more than the limit, and Retry-After is exact`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let calls = Int(generator.next() % 7) + 1
        let limit = CallLimit(calls: calls, inMilliseconds: 1000, timeScale: 1)
        var windows = CallWindows()
        var (now, taken): (Int64, [Int64]) = (0, [])
        for _ in 0..<500 {
            now += Int64(generator.next() % 300)
            let recent = taken.filter { $0 > now - 1000 }
            if let wait = windows.take("a", limit, atMilliseconds: now) {
                #expect(recent.count == calls)
                #expect(recent.first.map { $0 + 1000 - now } == wait)
            } else {
                #expect(recent.count < calls)
                taken.append(now)
            }
        }
    }
}
