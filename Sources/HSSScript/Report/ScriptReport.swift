public import HSSSchema

/// What a run came to (contract section 1, Results).
public struct ScriptReport: Sendable {
    public enum Status: String, Sendable, Hashable {
        case ok
        /// Ended normally, but failures are listed.
        case partial
        case error
        case limit
        case interrupted
    }

    public var runID: String
    /// The run that this one resumed; nil for a run of its own.
    public var parentRunID: String?
    /// The script's name as it was given.
    public var script: String
    public var status: Status
    public var exitStatus: ExitStatus
    /// Milliseconds since 1970 UTC.
    public var startedAt: Int64
    public var elapsed: Duration
    /// In the order in which their `hss.export` calls were made.
    public var tasks: [ExportedTask]
    public var failures: [FailedExport]
    public var warnings: [String]
    public var httpCalls: Int
    /// The uncaught error; nil for a script that ended normally.
    public var error: RunError?

    /// How many tasks stand in a state.
    public func count(_ state: ExportedTask.State) -> Int {
        tasks.count { $0.state == state }
    }

    /// The `counts` of the results.
    public var counts: JSONObject {
        [
            "created": .integer(Int64(count(.created))), "reused": .integer(Int64(count(.reused))),
            "planned": .integer(Int64(count(.planned))), "failed": .integer(Int64(failures.count)),
            "downloaded": .integer(Int64(tasks.count { $0.report != nil })), "http_calls": .integer(Int64(httpCalls)),
        ]
    }
}
