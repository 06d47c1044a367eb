/// Tells a stretch of Lua that does not end from many short ones. A value without I/O.
struct StretchWatch {
    /// From one look to the next.
    static let interval = Duration.milliseconds(20)

    private let patience: Duration
    private var last: (stretch: UInt64, since: ContinuousClock.Instant)?

    init(patience: Duration) {
        self.patience = patience
    }

    /// - Parameter stretch: the number of the stretch that runs now; nil while no Lua runs.
    mutating func isStuck(in stretch: UInt64?, at now: ContinuousClock.Instant) -> Bool {
        guard let stretch else {
            last = nil
            return false
        }
        guard let last, last.stretch == stretch else {
            last = (stretch, now)
            return false
        }
        return last.since.duration(to: now) >= patience
    }
}
