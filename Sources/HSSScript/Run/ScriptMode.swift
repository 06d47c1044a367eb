/// What becomes of the calls that a script makes.
public enum ScriptMode: String, Sendable, Hashable {
    /// They are sent.
    case live
    /// Reads are sent, creations are planned (`hss run --dry-run`).
    case dryRun
    /// Nothing is sent at all (`hss check`).
    case check

    /// Whether `hss.export` only plans its task.
    public var plansCreations: Bool { self != .live }
}
