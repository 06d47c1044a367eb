/// Who waits for which task. Ids are taken before the wait begins, because it can be called off before that.
struct PollWaiters: Sendable {
    struct Waiter: Sendable {
        let task: FollowedTask
        /// The end of the wait, and how long it was to be.
        let deadline: (at: Duration, after: Duration)?
        let onLook: @Sendable (TaskStatus) -> Void
        let continuation: CheckedContinuation<Result<TaskStatus, HSSError>, Never>
        /// What the last look during this wait gave.
        var lastStatus: TaskStatus?
        /// Why the last look gave nothing.
        var lastError: HSSError?
    }

    private var waiters: [UInt64: Waiter] = [:]
    private var byTask: [FollowedTask: Set<UInt64>] = [:]
    private var arriving: Set<UInt64> = []
    private var lastID: UInt64 = 0

    mutating func takeID() -> UInt64 {
        lastID += 1
        arriving.insert(lastID)
        return lastID
    }

    /// False if the wait was called off before it began.
    mutating func add(_ waiter: Waiter, id: UInt64) -> Bool {
        guard arriving.remove(id) != nil else { return false }
        waiters[id] = waiter
        byTask[waiter.task, default: []].insert(id)
        return true
    }

    mutating func cancel(_ id: UInt64) -> Waiter? {
        if arriving.remove(id) != nil { return nil }
        return remove(id)
    }

    func contains(_ task: FollowedTask) -> Bool { byTask[task] != nil }

    var nextDeadline: Duration? { waiters.values.lazy.compactMap { $0.deadline?.at }.min() }

    mutating func expire(at now: Duration) -> [Waiter] {
        let due = waiters.filter { entry in entry.value.deadline.map { $0.at <= now } == true }
        return due.keys.sorted().compactMap { remove($0) }
    }

    /// Keeps what a look gave, for the message of a wait that ends without more; returns who is to be told.
    mutating func note(_ look: Result<TaskStatus, HSSError>, of task: FollowedTask) -> [Waiter] {
        (byTask[task] ?? []).sorted().compactMap { id in
            switch look {
            case .success(let status):
                waiters[id]?.lastStatus = status
                waiters[id]?.lastError = nil
            case .failure(let error): waiters[id]?.lastError = error
            }
            return waiters[id]
        }
    }

    mutating func remove(all task: FollowedTask) -> [Waiter] {
        (byTask[task] ?? []).sorted().compactMap { remove($0) }
    }

    mutating func removeAll() -> [Waiter] {
        waiters.keys.sorted().compactMap { remove($0) }
    }

    private mutating func remove(_ id: UInt64) -> Waiter? {
        guard let waiter = waiters.removeValue(forKey: id) else { return nil }
        byTask[waiter.task]?.remove(id)
        if byTask[waiter.task]?.isEmpty == true { byTask[waiter.task] = nil }
        return waiter
    }
}
