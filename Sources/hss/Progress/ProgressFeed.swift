import HSSScript

/// Makes lines of what a run tells about itself now and then.
struct ProgressFeed: Sendable {
    private let refresh: Duration
    private var created: ProgressRate
    private var items: ProgressRate?
    private var lastFed: Duration
    private var shown: (line: ProgressLine, time: Duration)?

    init(start: Duration, refresh: Duration) {
        self.refresh = refresh
        created = ProgressRate(since: start)
        lastFed = start
    }

    /// The line for this moment, and whether it is one to write even if the same text stands there already.
    mutating func line(_ progress: RunProgress, at now: Duration) -> (line: ProgressLine, isDue: Bool) {
        var progress = progress
        // It is not shown, and must not look like a change.
        progress.elapsed = .zero
        let rate = rate(progress, at: now)
        if let shown, shown.line.progress == progress, now - shown.time < refresh { return (shown.line, false) }
        let line = ProgressLine(progress, rate: rate)
        shown = (line, now)
        return (line, true)
    }

    private mutating func rate(_ progress: RunProgress, at now: Duration) -> Double? {
        defer { lastFed = now }
        created.feed(progress.created, at: now)
        guard progress.items > 0 else {
            items = nil
            return created.perMinute(at: now)
        }
        var rate = items ?? ProgressRate(since: lastFed)
        rate.feed(progress.itemsDone, at: now)
        items = rate
        return rate.perMinute(at: now)
    }
}
