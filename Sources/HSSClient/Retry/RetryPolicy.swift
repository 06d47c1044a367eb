/// How often and how soon a failed call is sent again (contract.md section 5).
public struct RetryPolicy: Sendable, Hashable {
    /// Most tries after the first; refusals that the pacer waits out do not count.
    public var retries = 4
    /// Whether a creation whose outcome is unknown is sent again, at the price of a possible second task.
    public var retriesAmbiguous = false
    /// Longest time without any accepted call at an endpoint, and the longest `Retry-After` that is waited for.
    public var patience: Duration = .seconds(900)

    /// What the first wait is drawn from; each further one from twice as much, up to the cap.
    static let base = Duration.milliseconds(500)
    static let cap = Duration.seconds(60)

    public init() {}
}

/// What one call wants otherwise than its client; nil takes the client's.
public struct CallOptions: Sendable, Hashable {
    /// Longest time of one HTTP call.
    public var timeout: Duration?
    /// Most tries after the first.
    public var retries: Int?
    /// Whether a creation whose outcome is unknown is sent again.
    public var retriesAmbiguous: Bool?

    public init(timeout: Duration? = nil, retries: Int? = nil, retriesAmbiguous: Bool? = nil) {
        self.timeout = timeout
        self.retries = retries
        self.retriesAmbiguous = retriesAmbiguous
    }
}

extension RetryPolicy {
    func with(_ options: CallOptions) -> RetryPolicy {
        var policy = self
        if let retries = options.retries { policy.retries = retries }
        if let retriesAmbiguous = options.retriesAmbiguous { policy.retriesAmbiguous = retriesAmbiguous }
        return policy
    }
}
