import HSSClient
import HSSSchema
import Synchronization

/// What a run has come to so far. Calls write to it as they end; tasks keep the order of their calls.
final class RunRecord: Sendable {
    private struct State {
        /// One place a call, filled when it succeeds.
        var tasks: [ExportedTask?] = []
        var failures: [FailedExport] = []
        /// Task and kind of the failures of tasks.
        var known: Set<[String?]> = []
        var warnings: [String] = []
        var progress = RunProgress()
    }

    private let state = Mutex(State())
    private let observer: (@Sendable (RunEvent) -> Void)?

    init(observer: (@Sendable (RunEvent) -> Void)?) {
        self.observer = observer
    }

    /// The place of a call in the order of calls, from 1; taken when the call is made.
    func nextCall() -> Int {
        state.withLock { state in
            state.tasks.append(nil)
            state.progress.creating += 1
            return state.tasks.count
        }
    }

    func add(_ task: ExportedTask, call: Int) {
        state.withLock { state in
            state.tasks[call - 1] = task
            state.progress.creating -= 1
            switch task.state {
            case .created: state.progress.created += 1
            case .reused: state.progress.reused += 1
            case .planned: state.progress.planned += 1
            }
        }
        observer?(.task(task))
    }

    /// What a look at a task gave; returns the task as it is now.
    @discardableResult
    func update(call: Int, _ status: TaskStatus) -> ExportedTask? {
        state.withLock { state in
            state.tasks[call - 1]?.update(by: status)
            return state.tasks[call - 1]
        }
    }

    func add(_ report: SavedReport, call: Int) {
        let task = state.withLock { state in
            if state.tasks[call - 1]?.report == nil { state.progress.downloaded += 1 }
            state.tasks[call - 1]?.report = report
            return state.tasks[call - 1]
        }
        if let task { observer?(.report(task)) }
    }

    func task(call: Int) -> ExportedTask? {
        state.withLock { $0.tasks.indices.contains(call - 1) ? $0.tasks[call - 1] : nil }
    }

    /// A call of `hss.export` that failed.
    func add(_ failure: FailedExport) {
        state.withLock { state in
            state.failures.append(failure)
            state.progress.creating -= 1
            state.progress.failed += 1
        }
        observer?(.failure(failure))
    }

    /// A task that failed, or could not be followed. What is known of it already is not listed again.
    func addFollowUp(_ failure: FailedExport) {
        let isNew = state.withLock { state in
            guard state.known.insert([failure.taskID, failure.kind]).inserted else { return false }
            state.failures.append(failure)
            state.progress.failed += 1
            return true
        }
        if isNew { observer?(.failure(failure)) }
    }

    func warn(_ warning: String) { state.withLock { $0.warnings.append(warning) } }

    /// Notes what is under way.
    func count(_ change: (inout RunProgress) -> Void) { state.withLock { change(&$0.progress) } }

    var tasks: [ExportedTask] { state.withLock { $0.tasks.compactMap(\.self) } }
    var failures: [FailedExport] { state.withLock { $0.failures } }
    var warnings: [String] { state.withLock { $0.warnings } }
    var progress: RunProgress { state.withLock { $0.progress } }
}

/// Something that a run brought, told at once.
public enum RunEvent: Sendable {
    case task(ExportedTask)
    case failure(FailedExport)
    /// A report lies on disk; its task was told of before.
    case report(ExportedTask)
}
