import Logging

/// The course of one call over its tries: counts them, and waits between them as `RetryDecision` says.
struct Tries {
    let policy: RetryPolicy
    let isPaced: Bool
    let clock: any HSSClock
    let logger: Logger
    let jitter: @Sendable () -> Double
    /// Asks for new credentials in place of expired ones; false if there are none.
    let renew: () async -> Bool
    /// How often the call was sent.
    var count = 0

    /// The service's own words, for a call that runs out of patience after it was refused.
    private(set) var lastRefusal: HSSError?
    private var retried = 0
    private var hasRenewed = false

    init(
        policy: RetryPolicy,
        isPaced: Bool,
        clock: any HSSClock,
        logger: Logger,
        jitter: @escaping @Sendable () -> Double,
        renew: @escaping () async -> Bool
    ) {
        self.policy = policy
        self.isPaced = isPaced
        self.clock = clock
        self.logger = logger
        self.jitter = jitter
        self.renew = renew
    }

    /// Whether the call is sent again.
    mutating func decide(after error: HSSError, _ repetition: Repetition) -> RetryDecision {
        if error.kind == .throttled { lastRefusal = error }
        let decision = RetryDecision(
            error,
            repetition,
            retried: retried,
            hasRenewed: hasRenewed,
            policy: policy,
            isPaced: isPaced,
            jitter: jitter()
        )
        switch decision {
        case .giveUp: break
        case .renewed: hasRenewed = true
        case .again(_, let isCounted): if isCounted { retried += 1 }
        }
        return decision
    }

    /// Returns when the call is to be sent again.
    ///
    /// - Throws: the failure, if it is not; `cancelled` if the wait is called off.
    func carryOut(_ decision: RetryDecision, after error: HSSError) async throws(HSSError) {
        switch decision {
        case .giveUp: throw error
        case .renewed: guard await renew() else { throw error }
        case .again(let wait, _):
            let failure = error
            if wait > .zero {
                logger.info("trying again in \((wait.inSeconds * 10).rounded() / 10) s: \(error.message)")
            }
            do { try await clock.sleep(for: wait) } catch { throw .cancelledBetweenTries(failure) }
        }
    }

    /// What to tell of an attempt that never left: without patience left, the last refusal says more.
    func told(_ error: HSSError) -> HSSError {
        guard error.kind == .throttled, error.status == nil, var refusal = lastRefusal else { return error }
        refusal.explanation = error.explanation
        refusal.retryAfterSeconds = error.retryAfterSeconds
        return refusal
    }
}
