import HSSClient
import HSSSchema
import LuaHost
import Synchronization

/// Runs one script against HSS. Make a new host for each run; several may run at once.
public final class ScriptHost: Sendable {
    private let configuration: Configuration
    private let transport: CountingTransport
    private let stopping = Mutex<(runtime: LuaRuntime?, ending: Ending?)>((nil, nil))

    /// Why a run is ended from outside.
    public enum Ending: Sendable, Hashable {
        /// SIGINT, or the embedding program's wish.
        case interrupted
        /// SIGTERM.
        case terminated

        var exitStatus: ExitStatus { self == .interrupted ? .interrupted : .terminated }
        var reason: StopReason {
            StopReason(
                kind: HSSError.Kind.cancelled.rawValue,
                message: self == .interrupted ? "the run was interrupted" : "the run was terminated"
            )
        }
    }

    /// How long a stopped script has for its `<close>` variables before nothing of it runs any more.
    private static let grace = Duration.seconds(1)

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
        let runID = RunID.make(atMilliseconds: startedAt)
        let record = RunRecord(observer: configuration.observer)
        let client = HSSClient(configuration.client)
        let error = await withTaskCancellationHandler {
            await run(script, id: runID, startedAt: startedAt, client: client, record: record)
        } onCancel: {
            // Noted before anything ends, or the run would look like one that failed.
            _ = note(.interrupted)
            Task { await self.stop(.interrupted) }
        }
        await client.shutdown()
        let ending = stopping.withLock { $0.ending }
        let outcome = Outcome(
            error: error,
            ending: ending,
            failures: record.failures,
            failsOnFailures: configuration.failsOnFailures
        )
        return ScriptReport(
            runID: runID,
            script: script.name,
            status: outcome.status,
            exitStatus: outcome.exitStatus,
            startedAt: startedAt,
            elapsed: clock.monotonic - start,
            tasks: record.tasks,
            failures: record.failures,
            warnings: record.warnings,
            httpCalls: transport.count,
            error: outcome.error
        )
    }

    /// Ends the run: no new calls, those in flight are cut off, running Lua is stopped.
    public func stop(_ ending: Ending) async {
        await note(ending)?.stop(ending.reason, grace: Self.grace)
    }

    /// The first ending counts. Returns what there is to stop.
    private func note(_ ending: Ending) -> LuaRuntime? {
        stopping.withLock { stopping in
            if stopping.ending == nil { stopping.ending = ending }
            return stopping.runtime
        }
    }

    private func run(
        _ script: Script,
        id: String,
        startedAt: Int64,
        client: HSSClient,
        record: RunRecord
    ) async -> RunError? {
        do {
            let runtime = try LuaRuntime(
                executor: configuration.executor,
                functions: functions(for: script, id: id, startedAt: startedAt, client: client, record: record),
                preludes: [Prelude(name: "hss", source: PackageResources.hss_lua), ScriptArguments.prelude(script)],
                sandbox: sandbox(for: script)
            )
            let ending = stopping.withLock { stopping in
                stopping.runtime = runtime
                return stopping.ending
            }
            if let ending { return RunError(kind: .cancelled, message: ending.reason.message) }
            do {
                try await runtime.run(script.source, chunkName: script.chunkName, arguments: script.arguments)
                return nil
            } catch {
                return RunError(error)
            }
        } catch {
            return RunError(kind: .limit, message: error.description)
        }
    }

    private func functions(
        for script: Script,
        id: String,
        startedAt: Int64,
        client: HSSClient,
        record: RunRecord
    ) -> [HostFunction] {
        let settings = configuration.client
        let service: any TaskService =
            configuration.mode.plansCreations
            ? PlannedTaskService(enterpriseProjectID: settings.enterpriseProjectID)
            : LiveTaskService(client: client, enterpriseProjectID: settings.enterpriseProjectID)
        let exports = ExportFunctions(
            service: service,
            record: record,
            clock: settings.clock,
            logger: settings.logger,
            isStrict: configuration.isStrict,
            showPlanned: configuration.mode.plansCreations ? configuration.showPlanned : nil
        )
        let run = RunFunctions(
            run: [
                ("id", .text(id)), ("region", LuaValue(settings.endpoint.region)),
                ("project_id", LuaValue(settings.projectID)),
                ("endpoint", LuaValue((try? settings.endpoint.resolve())?.description)),
                ("dry_run", .boolean(configuration.mode.plansCreations)),
                ("simulated", .boolean(configuration.isSimulated)), ("script", .text(script.name)),
            ],
            concurrency: settings.concurrency,
            clock: settings.clock,
            logger: settings.logger
        )
        return exports.all + run.all + TimeFunctions(runStart: startedAt).all + JSONFunctions.all
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

extension LuaValue {
    fileprivate init(_ text: String?) {
        self = text.map(LuaValue.text) ?? .nil
    }
}
