import DequeModule

/// Runs one script: its main chunk and the jobs it starts, as coroutines of one Lua state, all on
/// one executor. A job that waits for the host never holds up another.
public actor LuaRuntime {
    private let executor: LuaExecutor
    private let state: LuaState
    private let functions: [HostFunction]
    private let interrupter: Interrupter

    private var ready: Deque<(job: JobID, reply: LuaReply?)> = []
    private var running: Set<JobID> = []
    private var newest = JobID(number: 0)
    private var joins = JobJoins()
    private var stopping: StopReason?
    private var sleeper: CheckedContinuation<Void, Never>?

    /// Lua runs where its executor says. The command passes the event loop that also moves the
    /// bytes of HTTP: measured against a thread of its own and against one loop for the whole
    /// process, it has the fewest hops a call (see `scripts/bench where`).
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.serial.asUnownedSerialExecutor() }

    /// - Throws: `LuaSetupError` without memory, or when a prelude does not run.
    public init(
        executor: LuaExecutor,
        functions: [HostFunction],
        preludes: [Prelude],
        sandbox: Sandbox
    ) throws(LuaSetupError) {
        self.executor = executor
        self.functions = [Self.awaitJob] + sandbox.functions + functions
        state = try LuaState(functions: self.functions, preludes: [Sandbox.prelude] + preludes)
        interrupter = state.interrupter
    }

    /// Runs a script until its main chunk and all of its jobs have ended.
    ///
    /// - Parameters:
    ///   - source: the text of the script.
    ///   - chunkName: "@" and the path that places are to show, or "=stdin".
    /// - Throws: `LuaFailure`: the main chunk's, else that of the first failed job nobody joined.
    public func run(_ source: [UInt8], chunkName: String, arguments: [String]) async throws(LuaFailure) {
        let main = try state.load(ScriptText.prepared(source, chunkName: chunkName), chunkName: chunkName, arguments: arguments)
        var mainFailure: LuaFailure?
        adoptNewJobs()
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                while !running.isEmpty {
                    if Task.isCancelled, stopping == nil { stop(.interrupted) }
                    if stopping != nil { group.cancelAll() }
                    while let next = ready.popFirst() {
                        let failure = resume(next.job, with: next.reply, in: &group)
                        guard next.job == main, let failure else { continue }
                        mainFailure = failure
                        stop(StopReason(kind: "cancelled", message: "the script ended with an error"))
                        group.cancelAll()
                    }
                    if !running.isEmpty { await idle() }
                }
            }
        } onCancel: {
            Task { await self.stopAndWake(.interrupted) }
        }
        if let failure = mainFailure ?? joins.firstUnjoinedFailure { throw failure }
    }

    /// Ends the run early: waiting calls are cancelled, running Lua raises `reason` at its next
    /// instruction, and after `grace` every further instruction raises, so that nothing can hold on.
    public nonisolated func stop(_ reason: StopReason, grace: Duration) async {
        interrupter.interruptOnce(reason)
        let interrupter = interrupter
        async let lastStop: Void = {
            guard (try? await Task.sleep(for: grace)) != nil else { return }
            interrupter.interruptForGood()
        }()
        await stopAndWake(reason)
        await lastStop
    }

    private func stopAndWake(_ reason: StopReason) {
        stop(reason)
        wake()
    }

    private func stop(_ reason: StopReason) {
        guard stopping == nil else { return }
        stopping = reason
        for job in joins.removeAllWaiting() { ready.append((job, .raise(reason.error))) }
    }

    private func idle() async {
        await withCheckedContinuation { sleeper = $0 }
    }

    private func wake() {
        sleeper?.resume()
        sleeper = nil
    }

    private func adoptNewJobs() {
        for job in state.jobs(after: newest) {
            newest = job
            running.insert(job)
            ready.append((job, nil))
        }
    }

    /// One stretch of Lua, up to the next pause or the job's end. Returns the failure it ended with.
    private func resume(_ job: JobID, with reply: LuaReply?, in group: inout DiscardingTaskGroup) -> LuaFailure? {
        let step = state.resume(job, with: reply)
        adoptNewJobs()
        switch step {
        case .paused(let function, let arguments):
            start(function, arguments, for: job, in: &group)
            return nil
        case .finished:
            end(job, failure: nil)
            return nil
        case .failed(let failure):
            end(job, failure: failure)
            return failure
        }
    }

    private func end(_ job: JobID, failure: LuaFailure?) {
        running.remove(job)
        for waiter in joins.ended(job, failure: failure) { ready.append((waiter, .nothing)) }
    }

    private func start(
        _ function: Int,
        _ arguments: [LuaValue],
        for job: JobID,
        in group: inout DiscardingTaskGroup
    ) {
        if let stopping {
            ready.append((job, .raise(stopping.error)))
            return
        }
        guard functions.indices.contains(function), case .pausing(let body) = functions[function].body else {
            ready.append((job, .nothing))
            return
        }
        if functions[function].key == Self.awaitJob.key {
            join(arguments.first, by: job)
            return
        }
        group.addTask(executorPreference: executor.tasks) {
            await self.answer(job, body, arguments)
        }
    }

    /// Isolated here, so that `body` runs on the runtime's executor without a hop of its own.
    private func answer(
        _ job: JobID,
        _ body: @Sendable (JobID, [LuaValue]) async -> LuaReply,
        _ arguments: [LuaValue]
    ) async {
        let reply = await body(job, arguments)
        ready.append((job, reply))
        wake()
    }

    private func join(_ argument: LuaValue?, by waiter: JobID) {
        guard case .integer(let number)? = argument else { return ready.append((waiter, .nothing)) }
        let job = JobID(number: UInt64(bitPattern: number))
        switch joins.join(job, by: waiter, isRunning: running.contains(job)) {
        case .ended: ready.append((waiter, .nothing))
        case .waits: break
        case .circle(let jobs): ready.append((waiter, .raise(Messages.circle(jobs))))
        }
    }

    /// Handled by the runtime itself: its answer is another job's end.
    private static let awaitJob = HostFunction.pausing("await_job", name: "job:join") { _, _ in .nothing }

    /// Bytes that Lua holds now.
    public var memoryInUse: Int { state.memoryInUse }
}
