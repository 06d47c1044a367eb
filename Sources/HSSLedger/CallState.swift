/// How far a recorded creation came (contract.md section 6).
public enum CallState: String, Sendable, Hashable, CaseIterable {
    /// It never left.
    case prepared
    /// It may have left; what became of it is not on record.
    case sent
    /// The task exists.
    case created
    /// The task provably does not exist.
    case failed
    /// Nobody knows whether the task exists.
    case ambiguous
}
