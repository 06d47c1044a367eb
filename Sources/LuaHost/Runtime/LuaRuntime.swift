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
    /// How long Lua may still run once the run is being stopped; waiting for answers does not use it up.
    private var closingTime = LuaRuntime.standardClosingTime
    private var stopsToReturn: [Task<Void, any Error>] = []
    private var hasEnded = false
    private var wokenEarly = false
    private var sleeper: CheckedContinuation<Void, Never>?

    /// Lua runs where its executor says. The command passes the event loop that also moves the bytes of HTTP:
    /// measured in one run at 1, 8 and 64 calls in flight it took 249, 142 and 143 µs of CPU an export, a thread of
    /// its own 273, 157 and 133, the loop as the whole process's global executor 212, 131 and 165 (before the wake-ups
    /// of `run` were kept on the loop, too). The global executor would belong to the process; this belongs to the run.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.serial.asUnownedSerialExecutor() }

    /// - Parameter memoryLimit: the most bytes Lua may hold while the script runs; nil is no bound. Beyond it
    ///   the script gets Lua's "not enough memory", which it may catch; uncaught, it is an error of kind `limit`.
    /// - Throws: `LuaSetupError` without memory, or when a prelude does not run.
    public init(
        executor: LuaExecutor,
        functions: [HostFunction],
        preludes: [Prelude],
        sandbox: Sandbox,
        memoryLimit: Int? = nil
    ) throws(LuaSetupError) {
        self.executor = executor
        self.functions = [Self.awaitJob, Self.awaitPause] + sandbox.functions + functions
        state = try LuaState(functions: self.functions, preludes: [Sandbox.prelude] + preludes)
        state.memoryLimit = memoryLimit
        interrupter = state.interrupter
    }

    /// Runs a script until its main chunk and all of its jobs have ended.
    ///
    /// - Parameters:
    ///   - source: the text of the script.
    ///   - chunkName: "@" and the path that places are to show, or "=stdin".
    /// - Throws: `LuaFailure`: the main chunk's, else that of the first failed job nobody joined.
    public func run(_ source: [UInt8], chunkName: String, arguments: [String]) async throws(LuaFailure) {
        let text = try ScriptText.prepared(source, chunkName: chunkName)
        let main = try state.load(text, chunkName: chunkName, arguments: arguments)
        var mainFailure: LuaFailure?
        adoptNewJobs()
        await withTaskCancellationHandler {
            // Without the preference, every wake-up of this loop would take a detour through the global pool.
            await withTaskExecutorPreference(executor.tasks) {
                await withDiscardingTaskGroup { group in
                    while !running.isEmpty {
                        if Task.isCancelled { stop(.interrupted) }
                        if stopping != nil { group.cancelAll() }
                        for _ in 0..<ready.count {
                            guard let next = ready.popFirst() else { break }
                            let failure = resume(next.job, with: next.reply, in: &group)
                            guard next.job == main, let failure else { continue }
                            mainFailure = failure
                            stop(StopReason(kind: "cancelled", message: "the script ended with an error"))
                            group.cancelAll()
                        }
                        if running.isEmpty { break }
                        // Jobs that keep each other busy must not hold up the answers that others wait for.
                        if ready.isEmpty { await idle() } else { await Task.yield() }
                    }
                }
            }
        } onCancel: {
            Task { await self.stop(.interrupted, grace: Self.standardClosingTime) }
        }
        endRun()
        if let failure = mainFailure ?? joins.firstUnjoinedFailure {
            throw state.lastRefusal?.explain(failure) ?? failure
        }
    }

    /// What a script has for its `<close>` variables when nobody says otherwise.
    private static let standardClosingTime = Duration.seconds(1)

    /// Ends the run early: waiting calls are cancelled, running Lua raises `reason` at its next
    /// instruction, and once Lua has run for `grace` every further instruction raises, so that nothing can hold on.
    /// A call that takes its time to end, because it waits for an answer that must not be lost, is waited for.
    /// Returns when the run has ended, or after `grace`.
    public nonisolated func stop(_ reason: StopReason, grace: Duration) async {
        let interrupter = interrupter
        let interrupting = Task { try await interrupter.interruptUntilTold(reason, grace: grace) }
        let returning = Task { try await Task.sleep(for: grace) }
        await withTaskCancellationHandler {
            await stopAndWake(reason, grace, returning)
            interrupting.cancel()
            _ = await returning.result
        } onCancel: {
            returning.cancel()
        }
    }

    private func stopAndWake(_ reason: StopReason, _ grace: Duration, _ returning: Task<Void, any Error>) {
        if stopping == nil { closingTime = grace }
        stop(reason)
        interrupter.told(stopping ?? reason)
        wake()
        if hasEnded { returning.cancel() } else { stopsToReturn.append(returning) }
    }

    private func endRun() {
        hasEnded = true
        interrupter.end()
        for stop in stopsToReturn { stop.cancel() }
        stopsToReturn = []
    }

    private func stop(_ reason: StopReason) {
        guard stopping == nil else { return }
        stopping = reason
        for job in joins.removeAllWaiting() { ready.append((job, .raise(reason.error))) }
    }

    /// Even a call within the actor may let other work of the executor go first, so a wake-up may come
    /// before the sleep: it is then remembered.
    private func idle() async {
        await withCheckedContinuation { continuation in
            if wokenEarly { continuation.resume() } else { sleeper = continuation }
            wokenEarly = false
        }
    }

    private func wake() {
        wokenEarly = sleeper == nil
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

    /// One stretch of Lua, up to the next pause or the job's end. Returns the failure it ended with. A job that
    /// has not begun when the run is stopped never does.
    private func resume(_ job: JobID, with reply: LuaReply?, in group: inout DiscardingTaskGroup) -> LuaFailure? {
        if let stopping, reply == nil {
            state.discard(job)
            let failure = LuaFailure(stopping.error)
            end(job, failure: failure)
            return failure
        }
        let step = stopping.map { runClosing(job, reply, $0) } ?? run(job, reply)
        adoptNewJobs()
        defer { for waiter in joins.paused(job) { ready.append((waiter, .nothing)) } }
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

    private func run(_ job: JobID, _ reply: LuaReply?) -> LuaState.Step {
        interrupter.beginStretch()
        defer { interrupter.endStretch() }
        return state.resume(job, with: reply)
    }

    /// Lua that runs while the run is being stopped: whatever its call came to, it is told to end, and not for long.
    private func runClosing(_ job: JobID, _ reply: LuaReply?, _ reason: StopReason) -> LuaState.Step {
        var reply = reply ?? .nothing
        if !reply.isError { reply = .raise(reason.error) }
        if closingTime <= .zero { interrupter.interruptForGood() }
        let start = ContinuousClock.now
        interrupter.beginStretch()
        let lastStop = interrupter.stretch.map { [interrupter, closingTime] stretch in
            Task.detached { try await interrupter.interruptForGood(stretch, after: closingTime) }
        }
        defer {
            interrupter.endStretch()
            lastStop?.cancel()
            closingTime -= start.duration(to: .now)
        }
        return state.resume(job, with: reply)
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
        switch functions[function].key {
        case Self.awaitJob.key: return join(arguments.first, by: job)
        case Self.awaitPause.key: return awaitPause(of: arguments.first, by: job)
        default: break
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
        guard let job = JobID(argument) else { return ready.append((waiter, .nothing)) }
        let answer = joins.join(job, by: waiter, isRunning: running.contains(job))
        settle(answer, for: waiter, function: Self.awaitJob.name)
    }

    private func awaitPause(of argument: LuaValue?, by waiter: JobID) {
        guard let job = JobID(argument) else { return ready.append((waiter, .nothing)) }
        let answer = joins.awaitPause(of: job, by: waiter, isRunning: running.contains(job))
        settle(answer, for: waiter, function: Self.awaitPause.name)
    }

    private func settle(_ answer: JobJoins.Answer, for waiter: JobID, function: String) {
        switch answer {
        case .ended: ready.append((waiter, .nothing))
        case .waits: break
        case .circle(let jobs): ready.append((waiter, .raise(Messages.circle(jobs, function: function))))
        }
    }

    // Handled by the runtime itself: what answers them is another job's end or pause.
    private static let awaitJob = HostFunction.pausing("await_job", name: "job:join") { _, _ in .nothing }
    private static let awaitPause = HostFunction.pausing("await_pause", name: "require") { _, _ in .nothing }

    /// Bytes that Lua holds now.
    public var memoryInUse: Int { state.memoryInUse }

    nonisolated var interruption: Interrupter { interrupter }
}
