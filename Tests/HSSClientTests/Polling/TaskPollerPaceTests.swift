import HSSSchema
import Synchronization
import Testing

@testable import HSSClient

/// Many tasks at the documented pace of 5 looks a minute.
@Suite(.timeLimit(.minutes(2))) struct TaskPollerPaceTests {
    private static let documented = QuotaWindow(limit: 5, seconds: 60)
    private let clock = WatchedClock()

    private func end(
        of tasks: [FollowedTask],
        _ poller: TaskPoller,
        startingAfter start: Duration = .zero
    ) async -> [Result<TaskStatus, HSSError>] {
        let waits = tasks.map { task in Task { await poller.end(of: task) } }
        await clock.waitForLooksAtTheWall(tasks.count)
        clock.base.advance(by: start)
        return await clock.drive {
            var results: [Result<TaskStatus, HSSError>] = []
            for wait in waits { results.append(await wait.value) }
            return results
        }
    }

    @Test func `200 tasks that have ended take one look each, the oldest first`() async {
        let transport = AnsweringTransport { _, _ in .status("success", file: "f") }
        let poller = TaskPoller(transport, clock, pace: .fixed(Self.documented), interval: .seconds(10))
        let tasks = (0..<200).map { clock.task("\($0)", age: .milliseconds(200 - $0)) }
        let results = await end(of: tasks, poller, startingAfter: .seconds(10))
        #expect(results.allSatisfy { $0.status?.fileID == "f" })
        #expect(results.compactMap { $0.status?.taskID } == tasks.map(\.taskID))
        #expect(transport.calls.count == 200)
        // Looks that go at about the same time reach the service in any order; in no order at all it would be 13,000.
        let shifts = transport.looks.enumerated().map { abs($0.offset - (Int($0.element) ?? 0)) }
        #expect(shifts.reduce(0, +) <= 1000)
        #expect(clock.monotonic >= .seconds(39 * 60))
    }

    @Test func `tasks that run for a while are all found to have ended, without many looks`() async {
        let clock = clock
        let transport = AnsweringTransport { call, _ in
            let length = Duration.seconds(60 * (1 + (Int(call.taskID) ?? 0) % 10))
            return clock.monotonic < length ? .status("running") : .status("success", file: "f")
        }
        let poller = TaskPoller(transport, clock, pace: .fixed(Self.documented))
        let results = await end(of: (0..<50).map { clock.task("\($0)", age: .zero) }, poller)
        #expect(results.allSatisfy { $0.status?.fileID == "f" })
        // All have ended after 10 minutes, in which 50 looks can be made, and a first one may come too early.
        #expect(transport.calls.count <= 150)
    }

    @Test func `refusals for too many looks end no wait`() async {
        let clock = clock
        let service = QuotaService(QuotaModel(.slidingWindow, 5, .seconds(60)))
        let transport = AnsweringTransport { _, _ in
            service.accepts(at: clock.monotonic) ? .status("success", file: "f") : .refused(429, "APIGW.0308")
        }
        let poller = TaskPoller(transport, clock, pace: .auto)
        let tasks = (0..<60).map { clock.task("\($0)") }
        let results = await end(of: tasks, poller)
        #expect(results.allSatisfy { $0.status?.fileID == "f" })
        #expect(transport.calls.count - service.refusals == 60)
        #expect(service.refusals <= 60)
        #expect(clock.monotonic <= .seconds(2 * 12 * 60))
    }

    private final class QuotaService: Sendable {
        private let state: Mutex<(quota: QuotaModel, refused: Int)>

        init(_ quota: QuotaModel) {
            state = Mutex((quota, 0))
        }

        var refusals: Int { state.withLock { $0.refused } }

        func accepts(at now: Duration) -> Bool {
            state.withLock { state in
                guard state.quota.take(at: now) != nil else { return true }
                state.refused += 1
                return false
            }
        }
    }

    @Test func `which task is looked at is decided when the look may go`() async {
        let transport = AnsweringTransport { _, _ in .status("success", file: "f") }
        let client = HSSClient.test(transport) {
            $0.clock = clock
            $0.pace = .fixed(QuotaWindow(limit: 1, seconds: 60))
        }
        let poller = TaskPoller(client)
        _ = try? await client.taskStatus("first")
        let (young, old) = (clock.task("young", age: .seconds(50)), clock.task("old", age: .seconds(100)))
        let waits = [
            Task { await poller.end(of: young) },
            Task { await poller.end(of: old, interval: .seconds(130)) },
        ]
        // One sleeps until a look may go, the other until the older task is due, in 30 s.
        await clock.base.waitForSleepers(2)
        clock.base.advance(by: .seconds(60))
        let results = await clock.drive {
            var results: [Result<TaskStatus, HSSError>] = []
            for wait in waits { results.append(await wait.value) }
            return results
        }
        #expect(results.allSatisfy { $0.status != nil })
        #expect(transport.looks == ["first", "old", "young"])
    }

    @Test(arguments: [1, 3, 8])
    func `no more looks are under way than calls may be`(_ concurrency: Int) async {
        let transport = HeldTransport()
        let poller = TaskPoller(transport, clock) { $0.concurrency = concurrency }
        let tasks = (0..<20).map { clock.task("\($0)") }
        let waits = tasks.map { task in Task { await poller.end(of: task) } }
        for number in 1...20 {
            await transport.waitForCalls(min(20, number + concurrency - 1))
            #expect(transport.heldCount <= concurrency)
            await transport.answer(number, .status("success", file: "f"))
        }
        for wait in waits { #expect(await wait.value.status != nil) }
        #expect(Set(transport.calls.map(\.taskID)).count == 20)
    }
}
