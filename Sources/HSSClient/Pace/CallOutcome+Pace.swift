extension CallOutcome {
    /// What an answer tells the pacer.
    func paceAnswer(_ answer: HTTPAnswer, nowMilliseconds: Int64) -> PacerState.Answer {
        guard case .failure(let error, _) = self, error.kind == .throttled else { return .accepted }
        let told = answer.header("Retry-After").flatMap { RetryAfter.seconds($0, nowMilliseconds: nowMilliseconds) }
        return .refused(quota: error.quota, retryAfter: told.map { .seconds($0) })
    }
}
