/// How far a run is, at one moment.
public struct RunProgress: Sendable, Hashable {
    /// Tasks that HSS created for this run.
    public var created = 0
    /// Tasks taken from the ledger.
    public var reused = 0
    /// Tasks that are only planned.
    public var planned = 0
    /// Calls of `hss.export` that have no outcome yet.
    public var creating = 0
    /// Tasks that are waited for.
    public var waiting = 0
    /// Files on their way.
    public var downloading = 0
    /// Files on disk.
    public var downloaded = 0
    /// Failures in the results.
    public var failed = 0
    /// Items of the lists that `hss.map` works on: all of them, and those that are done; 0 without such a list.
    public var items = 0
    public var itemsDone = 0
    /// Since the start of the run.
    public var elapsed = Duration.zero

    public init() {}
}
