import GRDB
public import HSSClient
import Synchronization

/// What a resumed run would find, without recording anything: for runs that only plan.
public final class ResumePreview: Sendable {
    /// The instant that the resumed run takes for now, in milliseconds since 1970 UTC.
    public let timeOrigin: Int64
    /// The run that would be resumed.
    public let parent: String
    private let plan: Mutex<ResumePlan>

    fileprivate init(timeOrigin: Int64, parent: String, plan: ResumePlan) {
        self.timeOrigin = timeOrigin
        self.parent = parent
        self.plan = Mutex(plan)
    }

    /// The task that a call would take instead of creating one; nil for a call that would be sent.
    public func task(for creation: PreparedCreation, key: String?) -> RecordedTask? {
        switch plan.withLock({ $0.take(ResumePlan.Identity(creation, key: key)) }) {
        case .created(let task, _): task
        case .inDoubt, .none: nil
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
            return ResumePreview(
                timeOrigin: parent.timeOrigin,
                parent: parent.runID,
                plan: try Self.plan(Self.chain(parent.first, database), database)
            )
        }
    }
}
