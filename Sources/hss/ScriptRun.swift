import ArgumentParser
import HSSClient
import HSSLedger
import HSSSchema
import HSSScript
import HSSSimulator
import Logging
import LuaHost
import NIOPosix
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What `run` and `check` have in common: set up a host, run a script, write results, say how it went.
struct ScriptRun {
    var options: ScriptOptions
    var mode: ScriptMode
    /// The simulator to start and run against; nil for the real service.
    var simulator: SimulatorConfiguration?
    /// Whether a plan shows how many rows its exports would hold.
    var countsRows = true

    private let environment = ProcessInfo.processInfo.environment

    /// Lua that comes loose while the run is being given up must not have it told twice.
    private static let telling = Mutex(())

    /// - Throws: `ExitCode` with the run's status unless it is 0.
    func run(_ path: String, arguments: [String]) async throws {
        let script: Script
        do {
            script = try ScriptFile.read(path, arguments: arguments)
        } catch {
            Standard.error(line: "error: cannot read \(error.path): \(error.reason)")
            throw ExitCode(ExitStatus.unreadable.code)
        }
        let ledger = try ledgerUse()
        let results = ResultWriter(options.output)
        let simulator = try await startSimulator()
        var configuration = configuration(simulator: simulator, results: results)
        configuration.ledger = ledger
        configuration.abandon = { report in
            Self.telling.withLock { _ in
                let status = finish(report, script, results)
                LiveTerminal.shared.eraseIfPossible()
                _exit(status.code)
            }
        }
        let host = ScriptHost(configuration)
        let signals = SignalWatch { ending in Task { await host.stop(ending) } }
        let progress = ProgressDisplay(options.talk, environment: environment)
        progress?.start { host.progress }
        let report = await host.run(script)
        await progress?.stop()
        let status = Self.telling.withLock { _ in finish(report, script, results) }
        withExtendedLifetime(signals) {}
        await simulator?.stop()
        if status != .success { throw ExitCode(status.code) }
    }

    /// Runs that create nothing at the real service are recorded only where somebody asks for it.
    private func ledgerUse() throws -> LedgerUse? {
        let isLive = mode == .live && simulator == nil
        guard !options.ledger.noLedger, isLive || options.ledger.ledger != nil else { return nil }
        guard let path = options.ledger.path(environment) else {
            Standard.error(line: "error[config]: no home folder is known for the ledger")
            Standard.error(line: "set HOME or XDG_STATE_HOME, name a file with --ledger, or use --no-ledger")
            throw ExitCode(ExitStatus.config.code)
        }
        return LedgerUse(
            path: path,
            resume: options.ledger.resume.map { ResumeTarget($0) },
            isRequired: options.ledger.ledger != nil
        )
    }

    private func startSimulator() async throws -> Simulator? {
        guard let simulator else { return nil }
        do {
            return try await Simulator.start(simulator)
        } catch {
            Standard.error(line: "error[io]: the simulator does not start: \(error)")
            throw ExitCode(ExitStatus.io.code)
        }
    }

    private func configuration(simulator: Simulator?, results: ResultWriter) -> ScriptHost.Configuration {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let setup = ClientSetup(
            connection: options.connection,
            retry: options.retry,
            logger: options.talk.logger,
            environment: environment,
            loops: loops
        )
        let client = setup.configuration(simulator: simulator)
        var configuration = ScriptHost.Configuration(
            client: client,
            sandbox: scriptSandbox(client.logger),
            executor: .eventLoop(loops.next())
        )
        configuration.mode = mode
        configuration.isSimulated = simulator != nil
        configuration.isStrict = options.strict
        configuration.timeLimit = options.limits.time
        configuration.memoryLimit = options.limits.memoryLimit.bytes
        configuration.cpuLimit = options.limits.cpu
        configuration.failsOnFailures = options.failOnFailures
        configuration.observer = { results.tell($0) }
        configuration.showPlanned = planned
        configuration.countsPlannedRows = countsRows && configuration.showPlanned != nil
        configuration.downloadFolder = options.followUp.downloadDir
        configuration.pollInterval = options.followUp.interval
        if mode == .check { configuration.sample = try? SampleData.client(for: client) }
        return configuration
    }

    private func scriptSandbox(_ logger: Logger) -> Sandbox {
        // The plan is what `check` writes to standard output.
        let movesAside = options.output.ownsStandardOutput || mode == .check
        var sandbox = Sandbox(
            streams: .init(
                output: { movesAside ? Standard.error($0) : Standard.output($0) },
                error: { Standard.error($0) },
                warning: { logger.warning("\($0)") }
            )
        )
        sandbox.readableFolders = options.sandbox.allowRead
        sandbox.writableFolders = options.sandbox.allowWrite
        sandbox.moduleFolders = options.sandbox.modulePath
        sandbox.environment = environment
        sandbox.allowedEnvironment = Set(options.sandbox.allowEnv)
        sandbox.secretEnvironment = CredentialVariables.names
        sandbox.allowsAll = options.sandbox.allowAll
        return sandbox
    }

    /// Shows a request that a plan holds instead of sending it.
    private var planned: (@Sendable (PlannedExport) -> Void)? {
        let toOutput = mode == .check && !options.output.ownsStandardOutput
        if !toOutput, options.talk.quiet { return nil }
        return { planned in
            let task = planned.task
            let query = task.enterpriseProjectID.map { "?enterprise_project_id=\(PercentEncoding.encode($0))" } ?? ""
            let path = "/v5/{project_id}/image/security-report/export-tasks"
            let line = "\(task.taskID) POST \(path)\(query) \(task.request.body.text)\(Self.rows(planned))"
            if toOutput { Standard.output(line: line) } else { Standard.error(line: line) }
        }
    }

    private static func rows(_ planned: PlannedExport) -> String {
        if let rows = planned.rows { return " (\(rows) \(rows == 1 ? "row" : "rows"))" }
        return planned.whyRowsAreUnknown.map { " (rows not counted: \($0))" } ?? ""
    }

    private func finish(_ report: ScriptReport, _ script: Script, _ results: ResultWriter) -> ExitStatus {
        if let error = report.error {
            let lines = SourceLines(script, moduleFolders: options.sandbox.modulePath)
            let line = error.place.flatMap { lines.line(at: $0) }
            let block = ErrorBlock(error, sourceLine: line, style: Standard.errorStyle(environment))
            for line in block.lines { Standard.error(line: line) }
        }
        do {
            try results.finish(report)
        } catch {
            Standard.error(line: "error[io]: cannot write \(error.path): \(error.reason); the results follow")
            Standard.error(error.results)
            return report.exitStatus == .success ? .io : report.exitStatus
        }
        if !options.talk.quiet { Standard.error(line: Summary.line(report)) }
        return report.exitStatus
    }
}
