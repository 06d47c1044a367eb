import HSSClient
import HSSSchema
import Synchronization

/// What a run has come to so far. Calls write to it as they end; tasks keep the order of their calls.
final class RunRecord: Sendable {
    private struct State {
        var calls = 0
        var tasks: [Int: ExportedTask] = [:]
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
            state.calls += 1
            return state.calls
        }
    }

    func add(_ task: ExportedTask, call: Int) {
        state.withLock { $0.tasks[call] = task }
        observer?(.task(task))
    }

    func update(call: Int, _ status: TaskStatus) {
        state.withLock { state in
            state.tasks[call]?.taskStatus = status.status.rawValue
            state.tasks[call]?.fileID = status.fileID
            state.tasks[call]?.fileName = status.fileName
        }
    }

    func task(call: Int) -> ExportedTask? { state.withLock { $0.tasks[call] } }

    func add(_ failure: FailedExport) {
        state.withLock { $0.failures.append(failure) }
        observer?(.failure(failure))
    }

    func warn(_ warning: String) { state.withLock { $0.warnings.append(warning) } }

    var tasks: [ExportedTask] { state.withLock { state in state.tasks.keys.sorted().compactMap { state.tasks[$0] } } }
    var failures: [FailedExport] { state.withLock { $0.failures } }
    var warnings: [String] { state.withLock { $0.warnings } }
}

/// Something that a run brought, told at once.
public enum RunEvent: Sendable {
    case task(ExportedTask)
    case failure(FailedExport)
}
