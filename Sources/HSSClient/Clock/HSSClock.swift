/// Every look at the time and every wait of the package goes through one of these, so that pacing,
/// polling and tests can run under virtual time.
public protocol HSSClock: Sendable {
    /// Wall time in milliseconds since 1970-01-01T00:00:00Z; may jump when the machine's clock is set.
    var wallMilliseconds: Int64 { get }

    /// Time since an arbitrary start that never runs backwards; for measuring and for deadlines.
    var monotonic: Duration { get }

    /// Returns once `duration` has passed; at once for a duration of zero or less.
    ///
    /// - Throws: `CancellationError` if the task is cancelled before or meanwhile.
    func sleep(for duration: Duration) async throws
}
