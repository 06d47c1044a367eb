/// How long the rest will take at the pace so far: "42 s", "6 min", "2 h 05 min".
struct TimeLeft: Sendable, Hashable, CustomStringConvertible {
    let seconds: Int

    init(seconds: Int) {
        self.seconds = seconds
    }

    /// Nil when nothing is left, or when the pace says nothing.
    init?(count: Int, perMinute rate: Double) {
        guard count > 0, rate > 0 else { return nil }
        let seconds = Double(count) / rate * 60
        guard seconds < 1e9 else { return nil }
        self.seconds = max(1, Int(seconds.rounded()))
    }

    var description: String {
        if seconds < 90 { return "\(seconds) s" }
        let minutes = (seconds + 30) / 60
        if minutes < 60 { return "\(minutes) min" }
        return "\(minutes / 60) h \(minutes % 60 < 10 ? "0" : "")\(minutes % 60) min"
    }
}
