import Logging
import Testing

@testable import HSSClient

/// HSS documents one limit for all of its endpoints: what one of them states, the others need not be refused to learn.
@Suite(.timeLimit(.minutes(1))) struct StatedLimitTests {
    private let clock = VirtualClock(autoAdvance: true)
    private let quota = QuotaWindow(limit: 5, seconds: 60)

    private func pacers(_ pace: Pace) -> Pacers {
        let slots = CallSlots(limit: 100)
        return Pacers { tellOthers in
            Pacer(
                pace: pace,
                patience: .seconds(900),
                clock: clock,
                slots: slots,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
                tellOthers: tellOthers
            )
        }
    }

    /// How many calls go at once, one after the other, before the pacer makes one wait.
    private func burst(_ pacer: Pacer) async throws -> Int {
        let start = clock.monotonic
        var count = 0
        while count < 100 {
            let permit = try await pacer.acquire(rank: pacer.takeRank())
            pacer.release(permit, .accepted)
            if clock.monotonic > start { return count }
            count += 1
        }
        return count
    }

    private func refuse(_ pacer: Pacer, stating quota: QuotaWindow?) async throws {
        pacer.release(try await pacer.acquire(rank: pacer.takeRank()), .refused(quota: quota, retryAfter: nil))
    }

    @Test func `an endpoint that is called later begins with it`() async throws {
        let pacers = pacers(.auto)
        try await refuse(pacers.pacer(for: .createExportTask), stating: quota)
        #expect(try await burst(pacers.pacer(for: .exportTask)) == 5)
    }

    @Test func `an endpoint that was called before goes on with it`() async throws {
        let pacers = pacers(.auto)
        let other = pacers.pacer(for: .exportTask)
        for _ in 0..<3 { other.release(try await other.acquire(rank: other.takeRank()), .accepted) }
        try await refuse(pacers.pacer(for: .createExportTask), stating: quota)
        #expect(try await burst(other) == 2, "three calls of the window are over")
    }

    @Test func `a refusal that states nothing is nobody else's business`() async throws {
        let pacers = pacers(.auto)
        try await refuse(pacers.pacer(for: .createExportTask), stating: nil)
        #expect(try await burst(pacers.pacer(for: .exportTask)) == 100)
    }

    @Test func `a pace that was set by hand stays`() async throws {
        let pacers = pacers(.fixed(QuotaWindow(limit: 9, seconds: 60)))
        try await refuse(pacers.pacer(for: .createExportTask), stating: quota)
        #expect(try await burst(pacers.pacer(for: .exportTask)) == 9)
    }

    @Test func `an endpoint that takes more finds out`() async throws {
        let pacers = pacers(.auto)
        try await refuse(pacers.pacer(for: .createExportTask), stating: quota)
        let free = pacers.pacer(for: .exportTask)
        let start = clock.monotonic
        for _ in 0..<100 { free.release(try await free.acquire(rank: free.takeRank()), .accepted) }
        #expect(clock.monotonic - start < .seconds(600), "at 5 a minute these would take 1140 s")
    }
}
