import GRDB
public import HSSClient
import Synchronization

/// What a resumed run would find, without recording anything: for runs that only plan.
public final class ResumePreview: Sendable {
    /// What `hss.time.now()` would answer in the resumed run, in milliseconds since 1970 UTC.
    public let timeOrigin: Int64
    /// The run that would be resumed.
    public let parent: String
    private let plan: Mutex<ResumePlan>
    private let runs: [Int64: String]

    fileprivate init(timeOrigin: Int64, parent: String, plan: ResumePlan, runs: [Int64: String]) {
        self.timeOrigin = timeOrigin
        self.parent = parent
        self.plan = Mutex(plan)
        self.runs = runs
    }

    /// The task that a call would take instead of creating one; nil for a call that would be sent.
    ///
    /// - Parameters:
    ///   - key: the script's own name for the call.
    ///   - isStrict: whether a call that an earlier run left in doubt would be refused.
    ///   - warn: told of a call that would be sent although an earlier run left it in doubt.
    /// - Throws: `ambiguous` as the resumed run would.
    public func task(
        for creation: PreparedCreation,
        key: String?,
        isStrict: Bool,
        warn: (String) -> Void
    ) throws(HSSError) -> RecordedTask? {
        switch plan.withLock({ $0.take(ResumePlan.Identity(creation, key: key)) }) {
        case .created(let task, _): return task
        case .none: return nil
        case .inDoubt(let earlier):
            let run = runs[earlier.run] ?? "\(earlier.run)"
            if isStrict { throw .inDoubtFromEarlierRun(run) }
            warn(LedgerWarning.sentAgain(creation, run: run))
            return nil
        }
    }
}

extension TaskLedger {
    /// Looks up what `begin` would resume.
    ///
    /// - Throws: `config` as `begin` does.
    public func preview(_ start: RunStart, resuming target: ResumeTarget) throws(HSSError) -> ResumePreview {
        try read { database in
            let parent = try find(target, for: start, database)
            let runs = try Self.chain(parent.first, database)
            return ResumePreview(
                timeOrigin: parent.timeOrigin,
                parent: parent.runID,
                plan: try Self.plan(runs, database),
                runs: runs
            )
        }
    }
}
