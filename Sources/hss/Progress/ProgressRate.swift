/// How fast a count grows.
///
/// It looks at the last minute; where fewer than three events fall into it, back to the third last event, so that
/// a run whose steps take minutes has a rate as well, one that sinks while nothing happens.
struct ProgressRate: Sendable {
    private static let window = Duration.seconds(60)
    private static let leastEvents = 3

    private struct Sample {
        let time: Duration
        let count: Int
    }

    /// The count at its start and after each change; never empty.
    private var samples: [Sample]

    init(since time: Duration, count: Int = 0) {
        samples = [Sample(time: time, count: count)]
    }

    mutating func feed(_ count: Int, at time: Duration) {
        let known = samples[samples.count - 1].count
        // A count that falls is another count: a new list.
        if count < known { samples = [] }
        if count != known { samples.append(Sample(time: time, count: count)) }
        if let start = start(at: time) { samples.removeFirst(start.index) }
    }

    /// Nil before the third event.
    func perMinute(at now: Duration) -> Double? {
        guard let start = start(at: now), now > start.time else { return nil }
        let events = samples[samples.count - 1].count - samples[start.index].count
        return Double(events) / ((now - start.time) / .seconds(60))
    }

    /// The sample after which events are counted, and from when on; nil while there are too few.
    private func start(at now: Duration) -> (index: Int, time: Duration)? {
        let count = samples[samples.count - 1].count
        guard let enough = samples.lastIndex(where: { count - $0.count >= Self.leastEvents }) else { return nil }
        let opening = now - Self.window
        let windowed = samples.lastIndex { $0.time <= opening } ?? 0
        if enough < windowed { return (enough, samples[enough].time) }
        return (windowed, max(samples[windowed].time, opening))
    }
}
