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
