import Logging
import Synchronization
import Testing

@testable import HSSClient

/// The queue in front of an endpoint: first come, first served, and nobody is starved.
@Suite(.timeLimit(.minutes(1))) struct PacerTests {
    private final class Order: Sendable {
        private let state = Mutex<[Int]>([])
        var numbers: [Int] { state.withLock { $0 } }
        func append(_ number: Int) { state.withLock { $0.append(number) } }
    }

    private let slots = CallSlots(limit: 1)

    private func pacer(_ pace: Pace, _ clock: VirtualClock = VirtualClock(autoAdvance: true)) -> Pacer {
        Pacer(
            pace: pace,
            patience: .seconds(900),
            clock: clock,
            slots: slots,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    /// Lets calls queue up behind one that holds the only slot, in any order of arrival, and gives the order in which
    /// they go.
    private func order(of count: Int, _ pace: Pace) async throws -> [Int] {
        let pacer = pacer(pace)
        let holder = try await pacer.acquire(rank: pacer.takeRank())
        let ranks = (1...count).map { _ in pacer.takeRank() }
        let order = Order()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            // The first is at the head before the others come, from the last to the second.
            for number in [1] + (2...count).reversed() {
                group.addTask {
                    let permit = try await pacer.acquire(rank: ranks[number - 1])
                    order.append(number)
                    pacer.release(permit, .accepted)
                }
                while number == 1 ? slots.waiting < 1 : pacer.waiting < count - number + 1 { await Task.yield() }
            }
            pacer.release(holder, .accepted)
            try await group.waitForAll()
            return order.numbers
        }
    }

    @Test(arguments: [Pace.none, .auto, .fixed(QuotaWindow(limit: 5, seconds: 60))])
    func `who came first goes first`(_ pace: Pace) async throws {
        #expect(try await order(of: 40, pace) == Array(1...40))
    }

    @Test func `a refused call comes again before those that came after it`() async throws {
        let clock = VirtualClock()
        let pacer = pacer(.auto, clock)
        let (first, second, third) = (pacer.takeRank(), pacer.takeRank(), pacer.takeRank())
        let order = Order()
        let permit = try await pacer.acquire(rank: first)
        try await withThrowingTaskGroup(of: Void.self) { group in
            func queue(_ number: Int, _ rank: UInt64) {
                group.addTask {
                    let permit = try await pacer.acquire(rank: rank)
                    order.append(number)
                    pacer.release(permit, .accepted)
                }
            }
            queue(2, second)
            while slots.waiting < 1 { await Task.yield() }
            queue(3, third)
            while pacer.waiting < 1 { await Task.yield() }
            pacer.release(permit, .refused(quota: nil, retryAfter: .seconds(1)))
            queue(1, first)
            while pacer.waiting < 2 { await Task.yield() }
            // The one at the head of the queue by now finds out whether it may go.
            await clock.waitForSleepers(1)
            clock.advance(by: .seconds(1))
            try await group.waitForAll()
        }
        #expect(order.numbers == [2, 1, 3])
    }

    @Test func `who is called off gives its place up`() async throws {
        let pacer = pacer(.auto)
        let holder = try await pacer.acquire(rank: pacer.takeRank())
        let waiting = Task { try await pacer.acquire(rank: pacer.takeRank()) }
        while slots.waiting < 1 { await Task.yield() }
        let behind = Task { try await pacer.acquire(rank: pacer.takeRank()) }
        while pacer.waiting < 1 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: Pacer.Refusal.self) { try await waiting.value }
        pacer.release(holder, .accepted)
        pacer.release(try await behind.value, .accepted)
        #expect(slots.waiting == 0)
    }
}
