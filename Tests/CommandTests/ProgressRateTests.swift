import HSSScript
import Testing

@testable import hss

/// How fast it goes.
struct ProgressRateTests {
    /// Counts at seconds, then the second at which the rate is asked for.
    static let cases: [(String, [(Double, Int)], at: Double, Double?)] = [
        ("nothing yet", [], at: 10, nil),
        ("two events", [(5, 1), (10, 2)], at: 10, nil),
        ("the third event", [(5, 1), (10, 2), (15, 3)], at: 15, 12),
        ("three at once", [(30, 3)], at: 30, 6),
        ("nothing since", [(30, 3)], at: 45, 4),
        ("repeated counts", [(10, 3), (11, 3), (12, 3), (30, 3)], at: 30, 6),
        ("older than a minute", [(1, 100), (50, 103), (110, 106)], at: 120, 3),
        ("a minute with too few", [(10, 1), (100, 2), (190, 3), (280, 4)], at: 280, 3 / 4.5),
        ("a standstill", [(10, 5)], at: 300, 1),
        ("a steady pace", (1...100).map { (Double($0) * 6, $0) }, at: 600, 10),
        ("a pace that has changed", (1...60).map { (Double($0), $0) } + [(90, 65), (120, 70)], at: 120, 10),
        ("a count that begins anew", [(10, 50), (20, 0), (30, 1), (40, 2), (50, 3)], at: 50, 6),
        ("no time", [(0, 5)], at: 0, nil),
    ]

    @Test(arguments: cases.indices) func `a rate`(_ index: Int) throws {
        let (name, counts, now, expected) = Self.cases[index]
        var rate = ProgressRate(since: .zero)
        for (time, count) in counts { rate.feed(count, at: .seconds(time)) }
        let found = rate.perMinute(at: .seconds(now))
        guard let expected else {
            #expect(found == nil, "\(name)")
            return
        }
        #expect(abs(try #require(found, "\(name)") - expected) < 1e-6, "\(name): \(found ?? 0)")
    }

    private func progress(created: Int, items: Int = 0, done: Int = 0, elapsed: Duration = .zero) -> RunProgress {
        var progress = RunProgress()
        (progress.created, progress.items, progress.itemsDone, progress.elapsed) = (created, items, done, elapsed)
        return progress
    }

    @Test func `created tasks count until there are items`() {
        var feed = ProgressFeed(start: .seconds(100), refresh: .seconds(1))
        #expect(feed.line(progress(created: 2), at: .seconds(105)).line.rate == nil)
        #expect(feed.line(progress(created: 4), at: .seconds(110)).line.rate == 24)
        #expect(feed.line(progress(created: 5, items: 9, done: 1), at: .seconds(120)).line.rate == nil)
        #expect(feed.line(progress(created: 5, items: 9, done: 4), at: .seconds(130)).line.rate == 12)
        #expect(feed.line(progress(created: 6), at: .seconds(136)).line.rate == 10)
    }

    @Test func `a change shows at once, the time alone once a second`() {
        var feed = ProgressFeed(start: .zero, refresh: .seconds(1))
        let steps: [(milliseconds: Int, created: Int, isDue: Bool)] = [
            (300, 0, true), (550, 0, false), (800, 1, true), (1050, 1, false), (1550, 1, false), (1800, 1, true),
            (2050, 2, true), (2300, 3, true),
        ]
        for step in steps {
            let time = Duration.milliseconds(step.milliseconds)
            let shown = feed.line(progress(created: step.created, elapsed: time), at: time)
            #expect(shown.isDue == step.isDue, "at \(time)")
            #expect(shown.line.progress.created == step.created)
        }
    }
}
