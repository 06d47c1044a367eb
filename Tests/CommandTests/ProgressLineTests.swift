import HSSScript
import Testing

@testable import hss

/// What the progress line says, in how many columns.
struct ProgressLineTests {
    static func progress(_ change: (inout RunProgress) -> Void) -> RunProgress {
        var progress = RunProgress()
        change(&progress)
        return progress
    }

    static let busy = progress {
        ($0.items, $0.itemsDone) = (40, 12)
        ($0.created, $0.waiting, $0.downloaded, $0.failed) = (12, 3, 9, 1)
    }

    @Test(arguments: [
        (200, "[12/40] created 12, waiting 3, downloaded 9, failed 1, 5.0/min, 6 min left"),
        (75, "[12/40] created 12, waiting 3, downloaded 9, failed 1, 5.0/min, 6 min left"),
        (74, "[12/40] created 12, waiting 3, downloaded 9, failed 1, 5.0/min"),
        (63, "[12/40] created 12, waiting 3, downloaded 9, failed 1, 5.0/min"),
        (62, "[12/40] created 12, waiting 3, downloaded 9, failed 1"),
        (53, "[12/40] created 12, waiting 3, downloaded 9"),
        (40, "[12/40] created 12, waiting 3"),
        (29, "[12/40] created 12"),
        (19, "[12/40] created 12"),
        (18, "[12/40]"),
        (10, "[12/40]"),
        (8, "[12/40]"),
        (7, "12/40"),
        (6, "12/40"),
        (5, ""),
        (1, ""),
        (0, ""),
    ])
    func `the least important parts go first`(_ width: Int, _ text: String) {
        #expect(ProgressLine(Self.busy, rate: 5).text(width: width) == text)
    }

    @Test(arguments: [
        (40, "created 12, waiting 3, 14.0/min"), (32, "created 12, waiting 3, 14.0/min"),
        (31, "created 12, waiting 3"), (22, "created 12, waiting 3"), (21, "created 12"), (11, "created 12"),
        (10, "new 12"), (7, "new 12"), (6, ""),
    ])
    func `without items the tasks come first`(_ width: Int, _ text: String) {
        let progress = Self.progress { ($0.created, $0.waiting) = (12, 3) }
        #expect(ProgressLine(progress, rate: 14).text(width: width) == text)
    }

    static let parts: [(RunProgress, String)] = [
        (progress { _ in }, "created 0"),
        (progress { $0.items = 40 }, "[0/40] created 0"),
        (progress { ($0.creating, $0.downloading) = (3, 2) }, "created 0"),
        (progress { $0.waiting = 2 }, "waiting 2"),
        (progress { ($0.reused, $0.created) = (5, 1) }, "created 1, reused 5"),
        (progress { $0.planned = 7 }, "planned 7"),
        (progress { $0.failed = 1 }, "failed 1"),
        (progress { ($0.items, $0.itemsDone, $0.downloaded) = (3, 3, 3) }, "[3/3] downloaded 3"),
    ]

    @Test(arguments: parts) func `only what there is, is told`(_ progress: RunProgress, _ text: String) {
        #expect(ProgressLine(progress).text() == text)
    }

    @Test(arguments: [
        (5.0, "created 9, 5.0/min"), (4.96, "created 9, 5.0/min"), (0.05, "created 9, 0.1/min"),
        (0.04, "created 9"), (99.94, "created 9, 99.9/min"), (100.0, "created 9, 100/min"),
        (1234.5, "created 9, 1235/min"), (.infinity, "created 9"),
    ])
    func `a rate`(_ rate: Double, _ text: String) {
        #expect(ProgressLine(Self.progress { $0.created = 9 }, rate: rate).text() == text)
    }

    @Test(arguments: [10, 11, 13, 17, 20, 25, 31, 40, 57, 63, 80, 132, 200])
    func `no line fills its last column`(_ width: Int) {
        for (progress, rate) in Self.parts.map({ ($0.0, nil) }) + [(Self.busy, 5.0), (Self.huge, 99999)] {
            let text = ProgressLine(progress, rate: rate).text(width: width)
            #expect(text.utf8.count < width)
            #expect(text.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        }
    }

    static let huge = progress {
        ($0.items, $0.itemsDone) = (1_000_000, 999_999)
        ($0.created, $0.reused, $0.waiting, $0.downloaded, $0.failed) = (123_456, 78901, 23456, 78901, 2345)
    }

    @Test(arguments: [
        (1, "1 s"), (42, "42 s"), (89, "89 s"), (90, "2 min"), (149, "2 min"), (150, "3 min"), (360, "6 min"),
        (3569, "59 min"), (3570, "1 h 00 min"), (3600, "1 h 00 min"), (7500, "2 h 05 min"), (45000, "12 h 30 min"),
    ])
    func `time left`(_ seconds: Int, _ text: String) {
        #expect(TimeLeft(seconds: seconds).description == text)
    }

    @Test(
        arguments: [
            (28, 5, "6 min"), (7, 10, "42 s"), (1, 1000, "1 s"), (250, 2, "2 h 05 min"), (0, 5, nil), (-1, 5, nil),
            (28, 0, nil), (28, 1e-9, nil), (28, .infinity, "1 s"),
        ] as [(Int, Double, String?)]
    )
    func `time left at a pace`(_ count: Int, _ rate: Double, _ text: String?) {
        #expect(TimeLeft(count: count, perMinute: rate)?.description == text)
    }
}
