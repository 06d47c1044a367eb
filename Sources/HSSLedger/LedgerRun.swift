import GRDB
public import HSSClient
import HSSSchema
import Synchronization

/// What is recorded of a run when it starts.
public struct RunStart: Sendable, Hashable {
    /// Names the run.
    public var runID: String
    /// The script as it was given.
    public var script: String
    /// The script's absolute path, by which `last` finds its runs; nil for standard input.
    public var scriptPath: String?
    /// The script's words.
    public var arguments: [String]
    /// Milliseconds since 1970 UTC.
    public var startedAt: Int64

    public init(runID: String, script: String, scriptPath: String?, arguments: [String], startedAt: Int64) {
        self.runID = runID
        self.script = script
        self.scriptPath = scriptPath
        self.arguments = arguments
        self.startedAt = startedAt
    }
}

/// A run that records its calls. It counts as running until `end`, or until this object is gone.
public final class LedgerRun: Sendable {
    /// What `hss.time.now()` answers, in milliseconds since 1970 UTC: the start of the first run of the chain.
    public let timeOrigin: Int64
    /// The run that this one resumes.
    public let parent: String?

    let number: Int64
    private let ledger: TaskLedger
    private let lock: Mutex<RunLock?>
    private let plan: Mutex<ResumePlan>
    private let earlierRuns: [Int64: String]

    init(_ ledger: TaskLedger, _ begun: BegunRun, plan: ResumePlan, earlierRuns: [Int64: String]) {
        self.ledger = ledger
        number = begun.number
        lock = Mutex(begun.lock)
        parent = begun.parent
        timeOrigin = begun.timeOrigin
        self.plan = Mutex(plan)
        self.earlierRuns = earlierRuns
    }

    /// The journal of one call.
    ///
    /// - Parameters:
    ///   - call: its place in the order of the run's calls, from 1.
    ///   - key: the script's own name for it.
    ///   - isStrict: whether a call that an earlier run left in doubt is refused instead of sent again.
    ///   - warn: told of a call that is sent although an earlier run left it in doubt.
    public func journal(
        call: Int,
        key: String?,
        isStrict: Bool,
        warn: @escaping @Sendable (String) -> Void
    ) -> some CreationJournal {
        CallJournal(self, CallID(run: number, call: call), key: key, isStrict: isStrict, warn: warn, ledger)
    }

    /// Notes what the service last said of a call's task.
    public func note(_ status: TaskStatus, call: Int) {
        ledger.note(status, of: CallID(run: number, call: call))
    }

    /// Notes where the report of a call's task lies.
    public func note(_ report: SavedReport, call: Int) {
        ledger.note(report, of: CallID(run: number, call: call))
    }

    /// Records how the run ended, behind everything that it recorded before.
    ///
    /// - Parameters:
    ///   - status: such as `ok` or `interrupted`.
    ///   - exitStatus: 0 for a run that needs no resuming.
    public func end(status: String, exitStatus: Int32) async throws(HSSError) {
        defer { lock.withLock { $0 = nil } }
        let (number, endedAt) = (number, ledger.clock.wallMilliseconds)
        try await ledger.writer.write(
            .statement { database in
                try database.execute(
                    sql: "UPDATE runs SET ended_at = ?, status = ?, exit_status = ? WHERE number = ?",
                    arguments: [endedAt, status, exitStatus, number]
                )
            }
        )
    }

    func take(_ creation: PreparedCreation, key: String?) -> ResumePlan.Match {
        plan.withLock { $0.take(.init(creation, key: key)) }
    }

    func name(of run: Int64) -> String { earlierRuns[run] ?? "\(run)" }
}
