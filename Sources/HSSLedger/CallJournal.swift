import HSSClient
import Synchronization

/// Keeps the course of one creation in the ledger.
final class CallJournal: CreationJournal {
    private let run: LedgerRun
    private let id: CallID
    private let key: String?
    private let isStrict: Bool
    private let warn: @Sendable (String) -> Void
    private let writer: LedgerWriter
    private let clock: any HSSClock
    private let row = Mutex<CallRow?>(nil)

    init(
        _ run: LedgerRun,
        _ id: CallID,
        key: String?,
        isStrict: Bool,
        warn: @escaping @Sendable (String) -> Void,
        _ ledger: TaskLedger
    ) {
        self.run = run
        self.id = id
        self.key = key
        self.isStrict = isStrict
        self.warn = warn
        writer = ledger.writer
        clock = ledger.clock
    }

    func prepared(_ creation: PreparedCreation) async throws(HSSError) -> PreparedAnswer {
        var row = CallRow(id: id, key: key, creation, preparedAt: clock.wallMilliseconds)
        switch run.take(creation, key: key) {
        case .none:
            record(row)
            return .send
        case .created(let task, let earlier):
            row.state = .created
            row.reused = earlier
            row.taskID = task.taskID
            row.createdAt = task.createdAt
            record(row)
            writer.enqueue(.followUp(of: id, from: earlier))
            return .alreadyCreated(task)
        case .inDoubt(let earlier):
            row.repeats = earlier
            if isStrict { row.state = .ambiguous }
            record(row)
            if isStrict { throw .inDoubtFromEarlierRun(run.name(of: earlier.run)) }
            warn(LedgerWarning.sentAgain(creation, run: run.name(of: earlier.run)))
            return .send
        }
    }

    /// Nobody waits until the row is written: what waits is the record that the request may leave, which comes behind it.
    private func record(_ row: CallRow) {
        self.row.withLock { $0 = row }
        writer.enqueue(.new(row))
    }

    func willSend(attempt: Int) async throws(HSSError) {
        let now = clock.wallMilliseconds
        try await write { row in
            row.state = .sent
            row.attempts = attempt
            row.sentAt = now
        }
    }

    func retracted(attempt: Int) async {
        note { $0.state = .prepared }
    }

    func created(taskID: String, attempts: Int) async throws(HSSError) {
        let now = clock.wallMilliseconds
        do throws(HSSError) {
            try await write { row in
                row.state = .created
                row.taskID = taskID
                row.attempts = attempts
                row.createdAt = now
            }
        } catch {
            // The caller hears of it; should there be room again, the id is on record after all.
            note { _ in }
            throw error
        }
    }

    func failed(_ error: HSSError) async { end(.failed, error) }
    func ambiguous(_ error: HSSError) async { end(.ambiguous, error) }

    // Not waited for: without it the record says `sent`, which reads as unknown.
    private func end(_ state: CallState, _ error: HSSError) {
        note { row in
            row.state = state
            row.attempts = error.attempts
            row.errorKind = error.kind.rawValue
            row.errorMessage = error.message
        }
    }

    private func write(_ change: (inout CallRow) -> Void) async throws(HSSError) {
        guard let row = changed(change) else { return }
        try await writer.write(.changed(row))
    }

    private func note(_ change: (inout CallRow) -> Void) {
        guard let row = changed(change) else { return }
        writer.enqueue(.changed(row))
    }

    private func changed(_ change: (inout CallRow) -> Void) -> CallRow? {
        row.withLock { row in
            row?.apply(change)
            return row
        }
    }
}
