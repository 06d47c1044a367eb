import Synchronization
import Testing

@testable import HSSClient

@Suite("Clock, slots and shared look-ups")
struct WaitingTests {
    private final class Record<Element: Sendable>: Sendable {
        private let elements = Mutex<[Element]>([])
        var all: [Element] { elements.withLock { $0 } }
        func add(_ element: Element) { elements.withLock { $0.append(element) } }
    }

    @Test("sleepers wake in the order of their wake times")
    func order() async {
        let clock = VirtualClock(wallMilliseconds: 1000)
        let woken = Record<Int>()
        await withTaskGroup(of: Void.self) { group in
            for (index, seconds) in [30, 10, 20, 10].enumerated() {
                group.addTask {
                    try? await clock.sleep(for: .seconds(seconds))
                    woken.add(index)
                }
                await clock.waitForSleepers(index + 1)
            }
            #expect(clock.advanceToNextSleeper() == .seconds(10))
            while woken.all.count < 2 { await Task.yield() }
            #expect(Set(woken.all) == [1, 3])
            #expect(clock.wallMilliseconds == 11000)
            #expect(clock.advance(by: .seconds(9)) == 0)
            #expect(clock.advance(by: .seconds(1)) == 1)
            while woken.all.count < 3 { await Task.yield() }
            #expect(woken.all.last == 2)
            #expect(clock.advance(by: .seconds(10)) == 1)
        }
        #expect(woken.all.last == 0)
        #expect(clock.monotonic == .seconds(30))
        #expect(clock.advanceToNextSleeper() == nil)
    }

    @Test("a cancelled sleeper throws at once and leaves nothing behind")
    func cancelledSleep() async {
        let clock = VirtualClock()
        let task = Task { try await clock.sleep(for: .seconds(1)) }
        await clock.waitForSleepers()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(clock.sleeperCount == 0)
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await clock.sleep(for: .seconds(1))
        }
        await #expect(throws: CancellationError.self) { try await late.value }
        #expect(clock.sleeperCount == 0)
    }

    @Test("an advancing clock takes no real time")
    func autoAdvance() async throws {
        let clock = VirtualClock(wallMilliseconds: 5, autoAdvance: true)
        try await clock.sleep(for: .seconds(86400))
        #expect(clock.wallMilliseconds == 86_400_005)
        try await clock.sleep(for: .seconds(-1))
        #expect(clock.wallMilliseconds == 86_400_005)
    }

    @Test("the system's clock is after 2024 and does not run backwards")
    func systemClock() {
        let clock = SystemClock()
        let before = clock.monotonic
        #expect(clock.wallMilliseconds > 1_704_067_200_000)
        #expect(clock.monotonic >= before)
    }

    @Test("slots go to who waited longest; no more than the limit hold one")
    func fifo() async throws {
        let slots = CallSlots(limit: 1)
        try await slots.acquire()
        let order = Record<Int>()
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<5 {
                group.addTask {
                    guard (try? await slots.acquire()) != nil else { return }
                    order.add(index)
                    slots.release()
                }
                while slots.waiting <= index { await Task.yield() }
            }
            #expect(order.all.isEmpty)
            slots.release()
        }
        #expect(order.all == [0, 1, 2, 3, 4])
    }

    @Test("a cancelled waiter gives its place up and takes no slot")
    func cancelledWaiter() async throws {
        let slots = CallSlots(limit: 1)
        try await slots.acquire()
        let waiter = Task { try await slots.acquire() }
        while slots.waiting == 0 { await Task.yield() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(slots.waiting == 0)
        slots.release()
        try await slots.acquire()
    }

    @Test("a look-up runs once for all who wait; a failure is not kept")
    func lazily() async throws {
        let value = Lazily<Int>()
        await #expect(throws: HSSError.self) {
            try await value.get { () async throws(HSSError) in throw HSSError(.config, "first") }
        }
        #expect(value.current == nil)

        let clock = VirtualClock()
        let runs = Record<Int>()
        let results = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try? await value.get { () async throws(HSSError) in
                        runs.add(1)
                        try? await clock.sleep(for: .seconds(1))
                        return 7
                    }
                }
            }
            await clock.waitForSleepers()
            clock.advance(by: .seconds(1))
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == Array(repeating: 7, count: 8))
        #expect(runs.all == [1])
        #expect(try await value.get { () async throws(HSSError) in 8 } == 7)
    }
}
