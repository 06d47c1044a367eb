import HSSClient
import HSSSchema
import HSSSimulator
import Testing

/// The pacer against a real quota over loopback HTTP: 20 calls in 2 seconds.
@Suite(.timeLimit(.minutes(5))) struct PaceTests {
    struct Quota: Sendable {
        var states: Bool
        var sendsRetryAfter: Bool
        /// The quota by the minute of simulated time once half of the calls are through; 30 of them pass in a second.
        var later: Int?
        /// The least time that 200 calls take: the first window's calls are free.
        var bound: Duration
    }

    private static let quotas = [
        Quota(states: true, sendsRetryAfter: true, bound: .seconds(18)),
        Quota(states: false, sendsRetryAfter: true, bound: .seconds(18)),
        Quota(states: true, sendsRetryAfter: false, bound: .seconds(18)),
        Quota(states: false, sendsRetryAfter: false, bound: .seconds(18)),
        Quota(states: false, sendsRetryAfter: false, later: 40, bound: .seconds(12)),
        Quota(states: true, sendsRetryAfter: true, later: 40, bound: .seconds(12)),
    ]

    private struct Outcome: Sendable {
        var elapsed: Duration
        var refused: Int64
        var created: Int

        var share: Double { Double(refused) / Double(Int64(created) + refused) }
    }

    /// All at once, because they mostly wait.
    @Test func `auto keeps to a quota that it has to find`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for quota in Self.quotas {
                group.addTask {
                    var outcome = try await self.run(quota)
                    // It is wall time: a machine that was busy with something else gets a second chance.
                    if outcome.elapsed > quota.bound * 1.15 { outcome = try await self.run(quota) }
                    print("pace: \(quota): \(outcome.elapsed / .seconds(1)) s, \(outcome.refused) calls refused")
                    #expect(outcome.created == 200)
                    #expect(outcome.share <= 0.1, "\(quota)")
                    #expect(outcome.elapsed <= quota.bound * 1.15, "\(quota)")
                }
            }
            try await group.waitForAll()
        }
    }

    @concurrent
    private func run(_ quota: Quota) async throws -> Outcome {
        var configuration = SimulatorConfiguration()
        configuration.quota = .perMinute(20)
        configuration.timeScale = 30
        configuration.quotaStatesLimit = quota.states
        configuration.quotaSendsRetryAfter = quota.sendsRetryAfter
        return try await withSimulator(configuration) { simulator in
            let client = HSSClient(.from(environment: EndToEndTests.environment(of: simulator)))
            let start = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...200 {
                    group.addTask {
                        _ = try await client.createExportTask(Self.request(number))
                        if let later = quota.later, simulator.created >= 100 { simulator.setQuota(.perMinute(later)) }
                    }
                }
                try await group.waitForAll()
            }
            let elapsed = start.duration(to: .now)
            await client.shutdown()
            return Outcome(
                elapsed: elapsed,
                refused: simulator.state["rejected"]?["429"]?.integerValue ?? 0,
                created: simulator.created
            )
        }
    }

    private static func request(_ number: Int) throws -> ExportRequest {
        try ExportRequest(
            json: [
                "operate_all": true, "export_size": 100, "security_report_type": "malwares",
                "namespace": .string("team-\(number)"),
            ]
        )
    }
}

extension Simulator {
    fileprivate var created: Int { self.state["tasks"]?.arrayValue?.count ?? 0 }
}
