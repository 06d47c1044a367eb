import HSSClient
import HSSScript
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Shows on standard error how far a run is, from its start to its end.
final class ProgressDisplay: Sendable {
    /// How progress is shown.
    enum Manner: Sendable, Hashable {
        /// One line that is always the last one on the terminal.
        case live
        case plain
    }

    private let sink: any ProgressSink
    private let pace: ProgressPace
    private let clock: any HSSClock
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Nil when nothing is to be shown.
    convenience init?(_ talk: TalkOptions, environment: [String: String]) {
        switch Self.manner(talk, isTerminal: isatty(STDERR_FILENO) == 1, environment) {
        case nil: return nil
        case .live: self.init(LiveTerminal.shared, pace: .live)
        case .plain: self.init(PlainProgress(), pace: .plain)
        }
    }

    init(_ sink: any ProgressSink, pace: ProgressPace, clock: any HSSClock = SystemClock()) {
        self.sink = sink
        self.pace = pace
        self.clock = clock
    }

    static func manner(_ talk: TalkOptions, isTerminal: Bool, _ environment: [String: String]) -> Manner? {
        if talk.quiet || talk.noProgress { return nil }
        return isTerminal && environment["TERM"] != "dumb" ? .live : .plain
    }

    /// Begins to ask for snapshots and to show them; once a display.
    func start(_ snapshot: @escaping @Sendable () -> RunProgress) {
        sink.open()
        let feed = ProgressFeed(start: clock.monotonic, refresh: pace.refresh)
        task.withLock { task in
            task = Task { await show(snapshot, feed) }
        }
    }

    /// Ends the display and takes what is left of it off the terminal.
    func stop() async {
        let task = task.withLock { $0 }
        task?.cancel()
        await task?.value
        sink.close()
    }

    private func show(_ snapshot: @Sendable () -> RunProgress, _ feed: ProgressFeed) async {
        var feed = feed
        var wait = pace.first
        while (try? await clock.sleep(for: wait)) != nil {
            wait = pace.interval
            let (line, isDue) = feed.line(snapshot(), at: clock.monotonic)
            sink.show(line, isDue: isDue)
        }
    }
}
