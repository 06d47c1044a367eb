import GRDB
import HSSClient
import Synchronization

/// Writes what many calls have to record in few transactions: whatever comes while one is being made durable goes into
/// the next one together, so that 64 calls in flight do not cost 64 syncs.
final class LedgerWriter: Sendable {
    typealias Statement = @Sendable (Database) throws -> Void

    private struct Entry {
        let statement: Statement
        /// Nil for an entry that nobody waits for.
        let continuation: CheckedContinuation<(any Error)?, Never>?
    }

    private struct State {
        var entries: [Entry] = []
        var isWriting = false
    }

    private let queue: DatabaseQueue
    private let describe: @Sendable (any Error) -> HSSError
    private let state = Mutex(State())

    init(_ queue: DatabaseQueue, describe: @escaping @Sendable (any Error) -> HSSError) {
        self.queue = queue
        self.describe = describe
    }

    /// Returns when the statement, and everything enqueued before it, is durable. Works in a cancelled task, too.
    func write(_ statement: @escaping Statement) async throws(HSSError) {
        let failure = await withCheckedContinuation { continuation in
            append(Entry(statement: statement, continuation: continuation))
        }
        if let failure { throw describe(failure) }
    }

    /// Writes the statement soon, before whatever comes after it.
    func enqueue(_ statement: @escaping Statement) {
        append(Entry(statement: statement, continuation: nil))
    }

    /// How many entries wait for the transaction that is being written.
    var waiting: Int { state.withLock { $0.entries.count } }

    private func append(_ entry: Entry) {
        let starts = state.withLock { state in
            state.entries.append(entry)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if starts { queue.asyncWriteWithoutTransaction { self.writeAll($0) } }
    }

    private func writeAll(_ database: Database) {
        while let entries = next() {
            let failures = Self.commit(entries, database)
            for (entry, failure) in zip(entries, failures) { entry.continuation?.resume(returning: failure) }
        }
    }

    private func next() -> [Entry]? {
        state.withLock { state in
            defer { state.entries = [] }
            if state.entries.isEmpty { state.isWriting = false }
            return state.entries.isEmpty ? nil : state.entries
        }
    }

    private static func commit(_ entries: [Entry], _ database: Database) -> [(any Error)?] {
        do {
            try database.inTransaction(.immediate) {
                for entry in entries { try entry.statement(database) }
                return .commit
            }
            return Array(repeating: nil, count: entries.count)
        } catch  where entries.count == 1 {
            return [error]
        } catch {
            // One of them spoils it for all; each alone shows which.
            return entries.flatMap { commit([$0], database) }
        }
    }
}
