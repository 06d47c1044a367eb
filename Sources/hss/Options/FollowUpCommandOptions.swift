import ArgumentParser
import HSSClient
import HSSLedger
import HSSScript
import NIOPosix
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What `wait` and `download` have in common: recorded tasks are chosen, followed and listed.
struct FollowUpCommandOptions: ParsableArguments {
    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("Whose tasks: those of the newest run, of one, or all.", valueName: "last|run|all")
    )
    var selection = "last"

    @Option(help: ArgumentHelp("Longest wait for a task.", valueName: "seconds"))
    var waitLimit: Double = 86_400

    @OptionGroup(title: "Ledger") var ledger: LedgerFileOptions
    @OptionGroup(title: "Tasks and reports") var followUp: FollowUpOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Pace and retries") var retry: RetryOptions
    @OptionGroup(title: "Talk") var talk: TalkOptions

    func validate() throws {
        guard waitLimit > 0, waitLimit <= 1_000_000_000 else { throw ValidationError("--wait-limit must be above 0") }
    }

    /// Does the work, lists the tasks on standard output, and says on standard error what went wrong.
    ///
    /// - Throws: `ExitCode` of the first failure.
    func carryOut(
        _ work: FollowUp.Work,
        _ taskIDs: [String],
        configure: (inout FollowUp.Configuration) -> Void = { _ in }
    ) async throws {
        let environment = ProcessInfo.processInfo.environment
        let outcomes: [FollowUp.Outcome]
        let ending: ScriptHost.Ending?
        do throws(HSSError) {
            let ledger = try ledger.open(environment)
            let selection = taskIDs.isEmpty ? FollowUpSelection.run(RunSelection(selection)) : .tasks(taskIDs)
            let calls = try selection.calls(in: ledger)
            var configuration = followUpConfiguration(environment)
            configure(&configuration)
            (outcomes, ending) = await follow(FollowUp(configuration, ledger: ledger), work, calls, environment)
        } catch {
            Standard.error(error, environment)
            throw ExitCode(ExitStatus(kind: error.kind).code)
        }
        for line in LedgerListing(followedUp: outcomes.map(\.call)).lines(ledger.output) { Standard.output(line: line) }
        let errors = outcomes.compactMap(\.error)
        for error in errors where error.kind != .cancelled { Standard.error(error, environment) }
        if let ending { throw ExitCode(ending.exitStatus.code) }
        if let first = errors.first { throw ExitCode(ExitStatus(kind: first.kind).code) }
    }

    private func follow(
        _ followUp: FollowUp,
        _ work: FollowUp.Work,
        _ calls: [RecordedCall],
        _ environment: [String: String]
    ) async -> (outcomes: [FollowUp.Outcome], ending: ScriptHost.Ending?) {
        let progress = ProgressDisplay(talk, environment: environment)
        progress?.start { followUp.progress }
        let all = Task { await followUp.carryOut(work, calls) }
        // The tasks live on, and half a file is taken away.
        let ending = Mutex<ScriptHost.Ending?>(nil)
        let signals = SignalWatch { signal in
            ending.withLock { $0 = signal }
            all.cancel()
        }
        let outcomes = await all.value
        withExtendedLifetime(signals) {}
        await progress?.stop()
        return (outcomes, ending.withLock { $0 })
    }

    private func followUpConfiguration(_ environment: [String: String]) -> FollowUp.Configuration {
        let setup = ClientSetup(
            connection: connection,
            retry: retry,
            logger: talk.logger,
            environment: environment,
            loops: MultiThreadedEventLoopGroup(numberOfThreads: 1)
        )
        var configuration = FollowUp.Configuration(client: setup.configuration()) { setup.transport() }
        configuration.hasFixedPlace = connection.namesAPlace
        configuration.pollInterval = followUp.interval
        configuration.timeout = .milliseconds(Int64(waitLimit * 1000))
        configuration.downloadFolder = followUp.downloadDir
        return configuration
    }
}
