import DequeModule

/// The newest calls that an endpoint accepted, in the order of their answers.
struct AcceptedCalls: Sendable {
    /// Beyond it the oldest are forgotten; no limit of HSS is that high (hss-api.md section 7).
    private static let capacity = 4096

    private var calls: Deque<(sent: Duration, answered: Duration)> = []

    mutating func append(sent: Duration, answered: Duration) {
        if calls.count == Self.capacity { calls.removeFirst() }
        calls.append((sent, answered))
    }

    /// When the n-th newest was answered; nil if there are fewer.
    func answer(fromEnd n: Int) -> Duration? { nth(n)?.answered }

    /// When the n-th newest, or the oldest there is, was sent; nil if there is none.
    func sent(fromEnd n: Int) -> Duration? { (nth(n) ?? calls.first)?.sent }

    func count(answeredSince time: Duration) -> Int {
        calls.count - (calls.lastIndex { $0.answered <= time } ?? -1) - 1
    }

    private func nth(_ n: Int) -> (sent: Duration, answered: Duration)? {
        n >= 1 && n <= calls.count ? calls[calls.count - n] : nil
    }
}
