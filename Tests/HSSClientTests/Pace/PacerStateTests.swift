import Testing

@testable import HSSClient

/// The pacer's decisions under virtual time (contract section 5): hours of schedule in milliseconds.
@Suite struct PacerStateTests {
    struct Case: CustomTestStringConvertible {
        var kind: QuotaModel.Kind
        var statesLimit: Bool
        var sendsRetryAfter: Bool
        var change: (after: Int, limit: Int)?
        var concurrency: Int

        var testDescription: String {
            "\(kind.rawValue)\(statesLimit ? ", limit stated" : "")\(sendsRetryAfter ? ", Retry-After" : "")"
                + "\(change.map { ", \($0.limit) after \($0.after)" } ?? ""), \(concurrency) in flight"
        }

        /// The least time that 200 calls take at 20 per 2 s: the first 20 are free.
        var bound: Duration {
            guard let change else { return .seconds(18) }
            return .seconds(8) + .seconds(2 * (100 / change.limit))
        }

        /// A bucket of tokens gives no window to find, and a window that is told by nothing and began before the run did
        /// takes longer to find.
        var tolerance: (makespan: Double, refused: Double) {
            switch kind {
            case .tokenBucket: (1.6, 0.2)
            case .fixedWindow where !statesLimit && !sendsRetryAfter && change != nil: (1.25, 0.1)
            default: (1.15, 0.1)
            }
        }

        static let all = QuotaModel.Kind.allCases.flatMap { kind in
            [(false, false), (false, true), (true, false), (true, true)].flatMap { stated, told in
                [nil, (100, 40), (100, 10)].flatMap { change in
                    [1, 8, 64].map {
                        Case(kind: kind, statesLimit: stated, sendsRetryAfter: told, change: change, concurrency: $0)
                    }
                }
            }
        }
    }

    @Test(arguments: Case.all)
    func `auto finds a limit of 20 calls in 2 seconds`(_ test: Case) {
        var run = PacedRun()
        run.statesLimit = test.statesLimit
        run.sendsRetryAfter = test.sendsRetryAfter
        run.change = test.change
        run.concurrency = test.concurrency
        let outcome = run.run(QuotaModel(test.kind, 20, .seconds(2)))
        #expect(outcome.accepted.count == 200)
        #expect(Double(outcome.refused) <= Double(200 + outcome.refused) * test.tolerance.refused)
        #expect((outcome.accepted.last ?? .zero) <= test.bound * test.tolerance.makespan)
    }

    @Test(arguments: [(5, 60, 1000, 1.15), (600, 60, 3000, 1.15), (200, 1, 5000, 1.25), (200, 300, 1000, 1.15)])
    func `auto finds real limits, too`(_ limit: Int, _ seconds: Int, _ calls: Int, _ tolerance: Double) {
        var run = PacedRun()
        run.calls = calls
        run.concurrency = 64
        run.latency = .milliseconds(120)
        run.statesLimit = true
        let outcome = run.run(QuotaModel(.slidingWindow, limit, .seconds(seconds)))
        let bound = Duration.seconds(seconds) * ((calls - 1) / limit)
        #expect(outcome.accepted.count == calls)
        #expect(outcome.refused <= calls / 10)
        #expect((outcome.accepted.last ?? .zero) <= bound * tolerance)
    }

    @Test(arguments: ["1/s", "10/s", "200/s", "1/m", "5/m", "600/m"], [1, 8, 64])
    func `a fixed pace is never exceeded in any window`(_ text: String, _ concurrency: Int) throws {
        let pace = try #require(Pace(text))
        guard case .fixed(let quota) = pace else { return }
        var generator = SeededNumbers(seed: UInt64(quota.limit))
        var run = PacedRun()
        run.pace = pace
        run.concurrency = concurrency
        run.calls = 4 * quota.limit + 50
        run.latency = .milliseconds(Int64.random(in: 1...400, using: &generator))
        let outcome = run.run(QuotaModel(.slidingWindow, .max, .seconds(1)))
        #expect(outcome.accepted.count == run.calls)
        for (index, time) in outcome.accepted.enumerated().dropFirst(quota.limit) {
            #expect(time - outcome.accepted[index - quota.limit] >= .seconds(quota.seconds))
        }
        // And no slower than that and the answers take.
        let windows = (run.calls - 1) / quota.limit
        #expect(
            outcome.end <= (.seconds(quota.seconds) + run.latency * (quota.limit / concurrency + 2)) * (windows + 1)
        )
    }

    @Test func `no pace holds nothing back`() {
        var state = PacerState(pace: .none, patience: .seconds(1))
        for _ in 0..<1000 {
            let ticket = state.admit(at: .zero)
            #expect(ticket?.reason == .due)
        }
    }

    @Test(arguments: [false, true])
    func `who has no answer but 429 is given up after the patience`(_ sendsRetryAfter: Bool) {
        var run = PacedRun()
        run.patience = .seconds(30)
        run.sendsRetryAfter = sendsRetryAfter
        let outcome = run.run(QuotaModel(.slidingWindow, 0, .seconds(5)))
        #expect(outcome.accepted.isEmpty)
        #expect(outcome.gaveUp == 200)
        #expect(outcome.end <= .seconds(30))
        #expect(outcome.end >= .seconds(20))
    }

    @Test func `a Retry-After beyond the patience is not waited for`() throws {
        var state = PacerState(pace: .auto, patience: .seconds(900))
        let ticket = try state.admitted(at: .zero)
        state.answered(ticket, .refused(quota: nil, retryAfter: .seconds(3600)), at: .seconds(1))
        #expect(state.admission(at: .seconds(1)).0 == .never(at: .seconds(3601)))
        // Whoever comes later finds it open again.
        let knock = try state.admitted(at: .seconds(3601))
        #expect(knock.reason == .knock)
    }

    @Test func `a Retry-After is obeyed to the millisecond`() throws {
        var state = PacerState(pace: .auto, patience: .seconds(900))
        let ticket = try state.admitted(at: .zero)
        state.answered(ticket, .refused(quota: nil, retryAfter: .seconds(7)), at: .seconds(1))
        #expect(state.admission(at: .seconds(1)).0 == .at(.seconds(8)))
        #expect(state.admission(at: .milliseconds(7999)).0 == .at(.seconds(8)))
        let knock = try state.admitted(at: .seconds(8))
        #expect(knock.reason == .knock)
        // One knock at a time.
        #expect(state.admission(at: .seconds(8)).0 == .afterAnswer)
    }

    @Test func `a call that never left or has no answer leaves no trace of a refusal`() throws {
        var state = PacerState(pace: .fixed(QuotaWindow(limit: 2, seconds: 60)), patience: .seconds(900))
        let unused = try state.admitted(at: .zero)
        state.answered(unused, .unused, at: .zero)
        let lost = try state.admitted(at: .zero)
        state.answered(lost, .lost, at: .seconds(1))
        _ = try state.admitted(at: .seconds(1))
        // The lost one may have been counted by the service.
        #expect(state.admission(at: .seconds(1)).0 == .at(.seconds(61)))
    }

    @Test(arguments: ["", "5", "5/", "/s", "0/s", "-1/s", "1.5/s", "5/h", "5/ s", "auto ", "5/s/m", "99999999/s"])
    func `no pace is`(_ text: String) {
        #expect(Pace(text) == nil)
    }
}

extension PacerState {
    /// Takes a call into flight that must be allowed to go.
    fileprivate mutating func admitted(at now: Duration) throws -> Ticket {
        let ticket = admit(at: now)
        return try #require(ticket)
    }
}

struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
