/// When progress is shown.
struct ProgressPace: Sendable, Hashable {
    /// From the start of the run to the first look.
    var first: Duration
    var interval: Duration
    /// Numbers that change by the time alone are worked out anew this often.
    var refresh: Duration

    /// On a terminal. A script that is over at once never sees the line.
    static let live = ProgressPace(first: .milliseconds(300), interval: .milliseconds(250), refresh: .seconds(1))
    /// In a log.
    static let plain = ProgressPace(first: .seconds(10), interval: .seconds(10), refresh: .zero)
}
