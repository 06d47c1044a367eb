import HSSClient
import Synchronization

/// One `hss.wait`: all of its tasks at once, and what is to be told meanwhile.
final class SharedWait: Sendable {
    private let changes: AsyncStream<TaskHandle>
    private let failures: TaskFailures
    private let count: Int
    private let work: Task<Void, Never>

    /// - Parameter tellsStatus: whether ``next()`` gives each change of a status, or the end only.
    init(_ wait: TaskWait, _ tasks: [TaskHandle], _ options: WaitOptions, tellsStatus: Bool) {
        let (changes, source) = AsyncStream<TaskHandle>.makeStream()
        let failures = TaskFailures()
        self.changes = changes
        self.failures = failures
        count = tasks.count
        work = Task {
            await withTaskGroup { group in
                for handle in tasks {
                    group.addTask {
                        do throws(HSSError) {
                            _ = try await wait.end(of: handle, options) { task in
                                if tellsStatus { source.yield(TaskHandle(call: handle.call, task: task)) }
                            }
                        } catch {
                            failures.add(handle, error)
                        }
                    }
                }
            }
            source.finish()
        }
    }

    /// The next task whose status changed; nil when all have ended, or when the caller is called off.
    func next() async -> TaskHandle? {
        // Iterators of one stream share what it holds, and nobody else takes from it.
        var iterator = changes.makeAsyncIterator()
        return await iterator.next()
    }

    /// Lets go of the tasks, which live on.
    func cancel() { work.cancel() }

    /// What is raised after the end; nil if all tasks succeeded.
    var error: WaitError? { WaitError(failures.all, of: count) }
}

/// The tasks of a wait that did not succeed.
private final class TaskFailures: Sendable {
    private let failures = Mutex<[TaskFailure]>([])

    func add(_ handle: TaskHandle, _ error: HSSError) {
        failures.withLock { $0.append(TaskFailure(call: handle.call, taskID: handle.task.taskID, error: error)) }
    }

    /// In the order of the calls that brought the tasks.
    var all: [TaskFailure] { failures.withLock { $0.sorted { $0.call < $1.call } } }
}

/// A task that did not succeed, and why.
struct TaskFailure: Sendable {
    let call: Int
    let taskID: String
    let error: HSSError
}

/// One error for all tasks of a wait that did not succeed.
struct WaitError: Sendable {
    let failures: [TaskFailure]
    let error: HSSError

    /// Nil without a failure.
    init?(_ failures: [TaskFailure], of count: Int) {
        guard let first = failures.first else { return nil }
        self.failures = failures
        let failed = failures.filter { $0.error.kind == .exportFailed }
        if let cancelled = failures.first(where: { $0.error.kind == .cancelled }) {
            error = cancelled.error
        } else if failures.count == 1, count == 1 {
            error = first.error
        } else {
            let leading = failed.first ?? first
            let others = failures.count - failed.count
            var parts: [String] = []
            if !failed.isEmpty {
                parts.append("\(failed.count) of \(count) export tasks ended in failure: \(Self.ids(failed))")
            }
            if others > 0 {
                let rest = failures.filter { $0.error.kind != .exportFailed }
                parts.append("\(others) of \(count) did not end as far as is known: \(Self.ids(rest))")
                if let reason = rest.first?.error.message { parts.append(others > 1 ? "the first: \(reason)" : reason) }
            }
            var error = HSSError(
                leading.error.kind,
                parts.joined(separator: "; "),
                sent: leading.error.sent,
                explanation: leading.error.kind == .timeout && others > 1
                    ? "the tasks live on: wait longer, or follow them up later with `hss wait` and `hss download`"
                    : leading.error.explanation
            )
            error.status = leading.error.status
            error.errorCode = leading.error.errorCode
            self.error = error
        }
    }

    private static let mostIDs = 10

    private static func ids(_ failures: [TaskFailure]) -> String {
        let shown = failures.prefix(mostIDs).map(\.taskID).joined(separator: ", ")
        return failures.count > mostIDs ? "\(shown) and \(failures.count - mostIDs) more" : shown
    }
}
