import Logging
import Synchronization

/// Follows export tasks to their ends, with one plan and one pace for all of them.
public final class TaskPoller: Sendable {
    fileprivate struct State {
        var plan: PollPlan
        var waiters = PollWaiters()
        /// Looks that are under way or wait for their turn.
        var looks: [UInt64: Task<Void, Never>] = [:]
        /// Those of them that have not chosen their task yet.
        var undecided: Set<UInt64> = []
        var lastLook: UInt64 = 0
        var alarm: (at: Duration, task: Task<Void, Never>)?
    }

    private let client: HSSClient
    private let interval: Duration
    private let state: Mutex<State>
    private var clock: any HSSClock { client.configuration.clock }

    /// - Parameter interval: the time from a task's creation to the first look at it, for those who wish no other.
    public init(_ client: HSSClient, interval: Duration = .seconds(5)) {
        self.client = client
        self.interval = interval
        state = Mutex(State(plan: PollPlan(patience: client.configuration.retry.patience)))
    }

    /// Waits until a task has ended.
    ///
    /// - Parameters:
    ///   - task: the task; several may wait for the same one.
    ///   - timeout: the longest wait; nil waits as long as it takes.
    ///   - interval: the time from its creation to the first look; nil for the poller's.
    ///   - onLook: told of every status that a look gave.
    /// - Returns: the status `success`; its `fileID` is nil if the service names none.
    /// - Throws: `export_failed` when the task failed; `timeout` when the wait was too long for the caller; what keeps
    ///   looks from succeeding for longer than the client's patience; `service` for a task that is not found.
    public func wait(
        for task: FollowedTask,
        timeout: Duration? = nil,
        interval: Duration? = nil,
        onLook: @escaping @Sendable (TaskStatus) -> Void = { _ in }
    ) async throws(HSSError) -> TaskStatus {
        if Task.isCancelled { throw .cancelledWait(for: task.taskID) }
        let id = state.withLock { $0.waiters.takeID() }
        let result: Result<TaskStatus, HSSError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = state.withLock { state in
                    let now = clock.monotonic
                    let waiter = PollWaiters.Waiter(
                        task: task,
                        deadline: timeout.map { (now + $0, $0) },
                        onLook: onLook,
                        continuation: continuation
                    )
                    guard state.waiters.add(waiter, id: id) else { return true }
                    let age = Duration.milliseconds(max(0, clock.wallMilliseconds - task.createdAt))
                    state.plan.add(task, createdAt: now - age, interval: interval ?? self.interval, at: now)
                    return false
                }
                if isCancelled {
                    continuation.resume(returning: .failure(.cancelledWait(for: task.taskID)))
                } else {
                    pump()
                }
            }
        } onCancel: {
            cancel(id)
        }
        return try result.get()
    }

    private func cancel(_ id: UInt64) {
        let waiter = state.withLock { state in
            let waiter = state.waiters.cancel(id)
            if let waiter { state.forget(waiter.task) }
            return waiter
        }
        waiter?.continuation.resume(returning: .failure(.cancelledWait(for: waiter?.task.taskID ?? "")))
    }

    /// Sees to it that what is due is looked at, that who has waited too long is told, and that this is done again when
    /// the next thing is due.
    private func pump() {
        let expired = state.withLock { state in
            let now = clock.monotonic
            let expired = state.waiters.expire(at: now)
            for waiter in expired { state.forget(waiter.task) }
            // Who is first in the pacer's queue chooses when it may go; more than that would only stand in line.
            let decided = state.looks.count - state.undecided.count
            let wanted = min(state.plan.dueCount(at: now), client.configuration.concurrency - decided)
            while state.undecided.count < wanted { startLook(&state) }
            setAlarm(&state, now)
            return expired
        }
        for waiter in expired { waiter.continuation.resume(returning: .failure(.waitedTooLong(waiter))) }
    }

    private func setAlarm(_ state: inout State, _ now: Duration) {
        let times = [state.plan.nextDue(after: now), state.waiters.nextDeadline].compactMap(\.self)
        guard let time = times.min() else {
            state.alarm?.task.cancel()
            state.alarm = nil
            return
        }
        if let alarm = state.alarm, alarm.at <= time, alarm.at > now { return }
        state.alarm?.task.cancel()
        let task = Task { [clock] in
            guard (try? await clock.sleep(for: time - now)) != nil else { return }
            self.pump()
        }
        state.alarm = (time, task)
    }

    private func startLook(_ state: inout State) {
        state.lastLook += 1
        let number = state.lastLook
        state.undecided.insert(number)
        state.looks[number] = Task { await self.look(number) }
    }

    private func look(_ number: UInt64) async {
        do throws(HSSError) {
            let choice = try await client.lookAtTask {
                self.state.withLock { state in
                    state.undecided.remove(number)
                    // A look that was called off would only use up the turn of a task that came meanwhile.
                    return Task.isCancelled ? nil : state.plan.take(at: self.clock.monotonic)
                }
            }
            if let choice { conclude(choice.task, choice.look) }
        } catch {
            failAll(error)
        }
        state.withLock { state in
            state.looks[number] = nil
            state.undecided.remove(number)
        }
        pump()
    }

    private func conclude(_ task: FollowedTask, _ look: Result<TaskStatus, HSSError>) {
        let (told, done, verdict) = state.withLock { state in
            let outcome: PollPlan.Look =
                switch look {
                case .success(let status): .status(status)
                case .failure(let error): .failure(error)
                }
            let verdict = state.plan.record(task, outcome, at: clock.monotonic)
            let waiters = outcome.isCancelled ? [] : state.waiters.note(look, of: task)
            guard case .pending = verdict else { return (waiters, state.waiters.remove(all: task), verdict) }
            return (waiters, [], verdict)
        }
        if case .success(let status) = look { for waiter in told { waiter.onLook(status) } }
        switch verdict {
        case .pending:
            if case .failure(let error) = look, !told.isEmpty {
                client.configuration.logger.info("still waiting for task \(task.taskID): \(error.message)")
            }
        case .ended(let status):
            let result: Result<TaskStatus, HSSError> =
                status.status == .failure ? .failure(.exportFailed(task.taskID)) : .success(status)
            for waiter in done { waiter.continuation.resume(returning: result) }
        case .failed(let error):
            for waiter in done { waiter.continuation.resume(returning: .failure(error)) }
        }
    }

    /// No look can go at all, such as without credentials.
    private func failAll(_ error: HSSError) {
        guard error.kind != .cancelled else { return }
        let waiters = state.withLock { state in
            let waiters = state.waiters.removeAll()
            for waiter in waiters { state.forget(waiter.task) }
            return waiters
        }
        for waiter in waiters { waiter.continuation.resume(returning: .failure(error)) }
    }
}

extension TaskPoller.State {
    /// Nobody waits for the task any more; the last one to leave turns off the light.
    fileprivate mutating func forget(_ task: FollowedTask) {
        guard !waiters.contains(task) else { return }
        plan.remove(task)
        guard plan.isEmpty else { return }
        alarm?.task.cancel()
        alarm = nil
        for look in looks.values { look.cancel() }
    }
}
