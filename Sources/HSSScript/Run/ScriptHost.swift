import Dispatch
import HSSClient
import HSSLedger
import Logging
import LuaHost
import Synchronization

/// Runs one script against HSS. Make a new host for each run; several may run at once.
public final class ScriptHost: Sendable {
    let configuration: Configuration
    private let transport: CountingTransport
    private let watched = Mutex<Watched?>(nil)
    private let stopping = Mutex(Stopping())

    /// What a look at a running script needs.
    private struct Watched {
        let run: RunningScript
        /// On the run's clock.
        let start: Duration
    }

    private struct Stopping {
        var runtime: LuaRuntime?
        var ending: Ending?
        var isWatched = false
        /// Somebody tells what the run came to; nobody else does.
        var isTold = false
    }

    /// How far the run is.
    public var progress: RunProgress {
        guard let watched = watched.withLock({ $0 }) else { return RunProgress() }
        var progress = watched.run.record.progress
        progress.elapsed = configuration.client.clock.monotonic - watched.start
        return progress
    }

    public init(_ configuration: Configuration) {
        transport = CountingTransport(configuration.client.transport)
        var configuration = configuration
        configuration.client.transport = transport
        self.configuration = configuration
    }

    /// Runs the script to its end and tells what it came to. Cancelling the task interrupts the run.
    public func run(_ script: Script) async -> ScriptReport {
        let clock = configuration.client.clock
        let startedAt = clock.wallMilliseconds
        let start = clock.monotonic
        let timer = startTimer(clock)
        defer { timer?.cancel() }
        let client = HSSClient(configuration.client)
        var run = RunningScript(
            script: script,
            id: RunID.make(atMilliseconds: startedAt),
            startedAt: startedAt,
            client: client,
            reads: configuration.mode == .check ? HSSClient(configuration.sample ?? .unconnected) : client,
            record: RunRecord(observer: configuration.observer)
        )
        watched.withLock { [run] in $0 = Watched(run: run, start: start) }
        var error: RunError?
        do {
            try await openLedger(for: &run)
            watched.withLock { [run] in $0 = Watched(run: run, start: start) }
            error = await perform(run)
        } catch let unusable {
            error = RunError(unusable)
        }
        // Whoever wants to end the run from here on comes too late.
        let (ending, isTold, stoppedAt) = stopping.withLock { stopping in
            defer { stopping.isTold = true }
            return (stopping.ending, stopping.isTold, stopping.runtime?.stoppedAt)
        }
        await run.client.shutdown()
        if run.reads !== run.client { await run.reads.shutdown() }
        let outcome = Outcome(
            error: error,
            ending: ending,
            stoppedAt: stoppedAt,
            failures: run.record.failures,
            failsOnFailures: configuration.failsOnFailures
        )
        if !isTold { await end(run, outcome) }
        return report(run, outcome, start: start)
    }

    private func report(_ run: RunningScript, _ outcome: Outcome, start: Duration) -> ScriptReport {
        ScriptReport(
            runID: run.id,
            parentRunID: run.ledger?.current?.parent ?? run.preview?.parent,
            script: run.script.name,
            status: outcome.status,
            exitStatus: outcome.exitStatus,
            startedAt: run.startedAt,
            elapsed: configuration.client.clock.monotonic - start,
            tasks: run.record.tasks,
            failures: run.record.failures,
            warnings: run.record.warnings,
            httpCalls: transport.count,
            error: outcome.error
        )
    }

    /// A plan creates nothing that would be worth recording; it reads what it would go on from.
    private func openLedger(for run: inout RunningScript) async throws(HSSError) {
        let plans = configuration.mode.plansCreations
        guard let use = configuration.ledger, !plans || use.resume != nil else { return }
        let start = RunStart(
            runID: run.id,
            script: run.script.name,
            scriptPath: run.script.path,
            arguments: run.script.arguments,
            startedAt: run.startedAt
        )
        let clock = configuration.client.clock
        if plans, let target = use.resume {
            run.preview = try TaskLedger(path: use.path, .existing, clock: clock).preview(start, resuming: target)
            return
        }
        let ledger = RunLedger(use, start, clock: clock)
        run.ledger = ledger
        if use.isRequired || use.resume != nil { _ = try await ledger.run() }
    }

    /// A run that created nothing is recorded only if it did not end well: it may be resumed.
    private func end(_ run: RunningScript, _ outcome: Outcome) async {
        guard let ledger = run.ledger, ledger.current != nil || outcome.exitStatus != .success else { return }
        do {
            try await ledger.run().end(status: outcome.status.rawValue, exitStatus: outcome.exitStatus.code)
        } catch  where ledger.current == nil {
            configuration.client.logger.debug("the run is not on record: \(error.message)")
        } catch {
            // The calls are on record; only that the run is over is not.
            run.record.warn(error.message)
            configuration.client.logger.warning("\(error.message)")
        }
    }

    private func perform(_ run: RunningScript) async -> RunError? {
        await withTaskCancellationHandler {
            await runLua(run)
        } onCancel: {
            // Noted before anything ends, or the run would look like one that failed.
            _ = note(.interrupted)
            Task { await self.stop(.interrupted) }
        }
    }

    private func startTimer(_ clock: any HSSClock) -> Task<Void, any Error>? {
        configuration.timeLimit.map { limit in
            let end = clock.monotonic + limit
            return Task {
                try await clock.sleep(for: end - clock.monotonic)
                await stop(.timeLimit(limit))
            }
        }
    }

    /// Ends the run: no new calls; creations that have left get up to 5 s for their answers, other calls are cut off;
    /// running Lua is stopped. Returns when the script has ended, or after a while in which it had every chance to.
    public func stop(_ ending: Ending) async {
        guard let runtime = note(ending) else { return }
        watch(runtime)
        await runtime.stop(ending.reason, grace: ending.grace)
    }

    /// A script that a stop cannot reach is left alone, if somebody knows what to do then.
    private func watch(_ runtime: LuaRuntime) {
        guard let abandon = configuration.abandon else { return }
        let isWatched = stopping.withLock { stopping in
            defer { stopping.isWatched = true }
            return stopping.isWatched
        }
        if isWatched { return }
        runtime.watch(patience: configuration.abandonsAfter) {
            if let report = self.reportOfAbandoned() { abandon(report) }
        }
    }

    /// Ends the record of a run whose Lua no stop reaches. Nil if the run came to its end meanwhile.
    private func reportOfAbandoned() -> ScriptReport? {
        let ending = stopping.withLock { stopping in
            defer { stopping.isTold = true }
            return stopping.isTold ? nil : stopping.ending
        }
        guard let ending, let watched = watched.withLock({ $0 }) else { return nil }
        let outcome = Outcome(abandonedAt: ending, failures: watched.run.record.failures)
        let isRecorded = DispatchSemaphore(value: 0)
        Task.detached {
            await self.end(watched.run, outcome)
            isRecorded.signal()
        }
        _ = isRecorded.wait(timeout: .now() + Self.recordingTime)
        return report(watched.run, outcome, start: watched.start)
    }

    /// Seconds that an abandoned run waits for its ledger.
    private static let recordingTime = 0.3

    /// The first ending counts. Returns what there is to stop.
    private func note(_ ending: Ending) -> LuaRuntime? {
        stopping.withLock { stopping in
            if stopping.ending == nil { stopping.ending = ending }
            return stopping.runtime
        }
    }

    private func runLua(_ run: RunningScript) async -> RunError? {
        let script = run.script
        do {
            let runtime = try LuaRuntime(
                executor: configuration.executor,
                functions: run.functions(configuration),
                preludes: [Prelude(name: "hss", source: PackageResources.hss_lua), ScriptArguments.prelude(script)],
                sandbox: sandbox(for: script),
                memoryLimit: configuration.memoryLimit
            )
            let ending = stopping.withLock { stopping in
                stopping.runtime = runtime
                return stopping.ending
            }
            if let ending { return RunError(kind: .cancelled, message: ending.reason.message) }
            let watch = configuration.cpuLimit.map { limit in
                Task {
                    try await runtime.waitForCPUTime(limit)
                    await stop(.cpuLimit(limit))
                }
            }
            let error = await Self.run(script, in: runtime)
            watch?.cancel()
            // Whoever holds the host must not be held on to by what watched it.
            _ = await watch?.result
            return error
        } catch {
            return RunError(kind: .limit, message: error.description)
        }
    }

    private static func run(_ script: Script, in runtime: LuaRuntime) async -> RunError? {
        do {
            try await runtime.run(script.source, chunkName: script.chunkName, arguments: script.arguments)
            return nil
        } catch {
            return RunError(error)
        }
    }

    private func sandbox(for script: Script) -> Sandbox {
        var sandbox = configuration.sandbox
        if let folder = script.folder {
            sandbox.readableFolders.insert(folder, at: 0)
            sandbox.moduleFolders.insert(folder, at: 0)
        }
        return sandbox
    }
}
