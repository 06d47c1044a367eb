import HSSClient
import HSSSchema
import Synchronization

/// What a run has come to so far. Calls write to it as they end; tasks keep the order of their calls.
final class RunRecord: Sendable {
    private struct State {
        /// One place a call, filled when it succeeds.
        var tasks: [ExportedTask?] = []
        var failures: [FailedExport] = []
        var warnings: [String] = []
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
            return state.tasks.count
        }
    }

    func add(_ task: ExportedTask, call: Int) {
        state.withLock { $0.tasks[call - 1] = task }
        observer?(.task(task))
    }

    func update(call: Int, _ status: TaskStatus) {
        state.withLock { state in
            state.tasks[call - 1]?.taskStatus = status.status.rawValue
            state.tasks[call - 1]?.fileID = status.fileID
            state.tasks[call - 1]?.fileName = status.fileName
        }
    }

    func task(call: Int) -> ExportedTask? {
        state.withLock { $0.tasks.indices.contains(call - 1) ? $0.tasks[call - 1] : nil }
    }

    func add(_ failure: FailedExport) {
        state.withLock { $0.failures.append(failure) }
        observer?(.failure(failure))
    }

    func warn(_ warning: String) { state.withLock { $0.warnings.append(warning) } }

    var tasks: [ExportedTask] { state.withLock { $0.tasks.compactMap(\.self) } }
    var failures: [FailedExport] { state.withLock { $0.failures } }
    var warnings: [String] { state.withLock { $0.warnings } }
}

/// Something that a run brought, told at once.
public enum RunEvent: Sendable {
    case task(ExportedTask)
    case failure(FailedExport)
}
