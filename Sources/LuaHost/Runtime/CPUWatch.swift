/// When to look at a script's CPU time. Whoever has some left cannot use it up in less time than that, so that a
/// watch over a short stretch of Lua costs nothing, and one over a long run a few looks.
enum CPUWatch {
    /// How late a look may be.
    private static let tolerance = Duration.milliseconds(50)

    /// Until the next look; nil once the limit is reached.
    static func wait(used: Duration, limit: Duration) -> Duration? {
        used >= limit ? nil : max(limit - used, tolerance)
    }
}
