import ArgumentParser
import HSSClient
import HSSScript
import Synchronization
import Testing

@testable import hss

/// When progress is shown, and when not.
@Suite(.timeLimit(.minutes(2))) struct ProgressDisplayTests {
    /// A run that creates a task with every look at it.
    private final class Run: Sendable {
        let created = Mutex(0)

        func next() -> RunProgress {
            var progress = RunProgress()
            progress.created = created.withLock { created in
                created += 1
                return created
            }
            return progress
        }
    }

    /// Notes what it is told.
    private final class Notes: ProgressSink {
        let lines = Mutex<[String]>([])

        func note(_ line: String) { lines.withLock { $0.append(line) } }
        func open() { note("open") }
        func show(_ line: ProgressLine, isDue: Bool) { note(line.text() + (isDue ? "" : ", not due")) }
        func close() { note("close") }

        var all: [String] { lines.withLock { $0 } }
    }

    private func advance(_ clock: VirtualClock, milliseconds: Int) async {
        clock.advance(by: .milliseconds(milliseconds))
        await clock.waitForSleepers()
    }

    @Test func `a log gets a line every 10 seconds, from the 10th on`() async {
        let clock = VirtualClock()
        let notes = Notes()
        let run = Run()
        let display = ProgressDisplay(PlainProgress { notes.note($0) }, pace: .plain, clock: clock)
        display.start { run.next() }
        await clock.waitForSleepers()
        await advance(clock, milliseconds: 9999)
        #expect(notes.all == [])
        await advance(clock, milliseconds: 1)
        #expect(notes.all == ["hss: running: created 1"])
        await advance(clock, milliseconds: 9999)
        #expect(notes.all.count == 1)
        await advance(clock, milliseconds: 1)
        await advance(clock, milliseconds: 10000)
        #expect(
            notes.all.dropFirst() == ["hss: running: created 2", "hss: running: created 3, 6.0/min"]
        )
        await display.stop()
        #expect(notes.all.count == 3, "the end says nothing")
        #expect(clock.sleeperCount == 0)
    }

    @Test func `a log gets its line even if nothing changed`() async {
        let clock = VirtualClock()
        let notes = Notes()
        let display = ProgressDisplay(PlainProgress { notes.note($0) }, pace: .plain, clock: clock)
        display.start { RunProgress() }
        await clock.waitForSleepers()
        for _ in 0..<3 { await advance(clock, milliseconds: 10000) }
        await display.stop()
        #expect(notes.all == Array(repeating: "hss: running: created 0", count: 3))
    }

    @Test func `a terminal is looked at 4 times a second, from 300 milliseconds on`() async {
        let clock = VirtualClock()
        let notes = Notes()
        let display = ProgressDisplay(notes, pace: .live, clock: clock)
        display.start { RunProgress() }
        await clock.waitForSleepers()
        await advance(clock, milliseconds: 299)
        #expect(notes.all == ["open"])
        await advance(clock, milliseconds: 1)
        for _ in 0..<4 { await advance(clock, milliseconds: 250) }
        await display.stop()
        let quiet = Array(repeating: "created 0, not due", count: 3)
        #expect(notes.all == ["open", "created 0"] + quiet + ["created 0", "close"])
    }

    @Test func `a run that is over at once is never asked`() async {
        let clock = VirtualClock()
        let notes = Notes()
        let run = Run()
        let display = ProgressDisplay(notes, pace: .live, clock: clock)
        display.start { run.next() }
        await display.stop()
        #expect(notes.all == ["open", "close"])
        #expect(run.created.withLock { $0 } == 0)
    }

    @Test(
        arguments: [
            ([], true, [:], .live), ([], true, ["TERM": "xterm-256color"], .live), ([], true, ["NO_COLOR": "1"], .live),
            ([], true, ["TERM": "dumb"], .plain), ([], false, ["TERM": "xterm"], .plain), ([], false, [:], .plain),
            (["--quiet"], true, [:], nil), (["--quiet"], false, [:], nil), (["--no-progress"], true, [:], nil),
            (["--no-progress"], false, [:], nil), (["--log-level", "error"], false, [:], .plain),
        ] as [([String], Bool, [String: String], ProgressDisplay.Manner?)]
    )
    func `where and whether`(
        _ options: [String],
        _ isTerminal: Bool,
        _ environment: [String: String],
        _ manner: ProgressDisplay.Manner?
    ) throws {
        let talk = try TalkOptions.parse(options)
        #expect(ProgressDisplay.manner(talk, isTerminal: isTerminal, environment) == manner)
        if manner == nil { #expect(ProgressDisplay(talk, environment: environment) == nil) }
    }
}
