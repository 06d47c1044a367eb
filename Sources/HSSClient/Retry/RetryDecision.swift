/// Whether a failed call is sent again, and when. The only place that decides it, for reads and creations alike.
enum RetryDecision: Sendable, Hashable {
    case giveUp
    case again(after: Duration, isCounted: Bool)
    /// At once, with new credentials.
    case renewed

    /// - Parameters:
    ///   - repetition: what sending it twice would do.
    ///   - retried: how many counted tries went before.
    ///   - hasRenewed: whether new credentials were asked for already.
    ///   - isPaced: whether a pacer waits out refusals for too many calls.
    ///   - jitter: from 0 to 1; full jitter, so that many jobs do not come back at once.
    init(
        _ error: HSSError,
        _ repetition: Repetition,
        retried: Int,
        hasRenewed: Bool,
        policy: RetryPolicy,
        isPaced: Bool,
        jitter: Double
    ) {
        switch repetition {
        case .no: self = .giveUp
        case .withNewCredentials: self = hasRenewed ? .giveUp : .renewed
        case .onRequest where !policy.retriesAmbiguous: self = .giveUp
        case .harmless where error.kind == .throttled && isPaced: self = .again(after: .zero, isCounted: false)
        case .harmless, .onRequest:
            let told = error.retryAfterSeconds.map { Duration.seconds($0) } ?? .zero
            guard retried < policy.retries, told <= policy.patience else {
                self = .giveUp
                return
            }
            let longest = min(RetryPolicy.cap, RetryPolicy.base * (1 << min(retried, 16)))
            self = .again(after: max(longest * jitter, told), isCounted: true)
        }
    }
}
