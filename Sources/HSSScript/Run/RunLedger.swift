import HSSClient
import HSSLedger
import Synchronization

/// The ledger of one run, opened when it is needed: a script that creates nothing needs none.
final class RunLedger: Sendable {
    private struct State {
        var opening: Task<Result<LedgerRun, HSSError>, Never>?
        var run: LedgerRun?
    }

    private let use: LedgerUse
    private let start: RunStart
    private let clock: any HSSClock
    private let state = Mutex(State())

    init(_ use: LedgerUse, _ start: RunStart, clock: any HSSClock) {
        self.use = use
        self.start = start
        self.clock = clock
    }

    /// The run on record; nil before anything had to be recorded.
    var current: LedgerRun? { state.withLock { $0.run } }

    /// Records the start of the run, the first time.
    ///
    /// - Throws: `config` if the ledger cannot be used, each time.
    func run() async throws(HSSError) -> LedgerRun {
        if let current { return current }
        let opening = state.withLock { state in
            if let opening = state.opening { return opening }
            // A task of its own: who waits for it may be called off, and the others still need it.
            let opening = Task { [use, start, clock] in await Self.open(use, start, clock) }
            state.opening = opening
            return opening
        }
        let run = try await opening.value.get()
        state.withLock { $0.run = run }
        return run
    }

    private static func open(
        _ use: LedgerUse,
        _ start: RunStart,
        _ clock: any HSSClock
    ) async -> Result<LedgerRun, HSSError> {
        do throws(HSSError) {
            return .success(try await TaskLedger(path: use.path, clock: clock).begin(start, resuming: use.resume))
        } catch {
            return .failure(error)
        }
    }
}
