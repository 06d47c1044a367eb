#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The time a ``Simulator`` lives by; tests and virtual time bring their own.
public struct SimulatorClock: Sendable {
    /// Wall time in milliseconds since 1970-01-01 UTC.
    public var nowMilliseconds: @Sendable () -> Int64
    /// Waits for that many milliseconds; throws `CancellationError` when the waiting task is cancelled.
    public var sleep: @Sendable (_ milliseconds: Int) async throws -> Void

    /// A clock made of the two functions.
    public init(
        nowMilliseconds: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (_ milliseconds: Int) async throws -> Void
    ) {
        self.nowMilliseconds = nowMilliseconds
        self.sleep = sleep
    }

    /// The machine's clock.
    public static let system = SimulatorClock(
        nowMilliseconds: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        },
        sleep: { try await Task.sleep(for: .milliseconds($0)) }
    )
}
