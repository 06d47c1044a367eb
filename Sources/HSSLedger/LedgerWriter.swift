import GRDB
import HSSClient
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes what many calls have to record in few transactions: whatever comes while one is being made durable goes into
/// the next one together, so that 64 calls in flight do not cost 64 syncs. What one transaction has to say of a call it
/// says once.
final class LedgerWriter: Sendable {
    /// Something to write. Indirect, because a row has many parts that every copy would have to retain.
    indirect enum Change: Sendable {
        /// A call's row that has not been written before.
        case new(CallRow)
        /// A call's row as it is by now.
        case changed(CallRow)
        case statement(@Sendable (Database) throws -> Void)
    }

    private struct Entry {
        let change: Change
        /// Nil for an entry that nobody waits for.
        let continuation: CheckedContinuation<(any Error)?, Never>?
    }

    private struct State {
        var entries: [Entry] = []
        var isWriting = false
    }

    /// How many changes in one transaction promise as many for the next, and how long these are waited for, in
    /// microseconds: less than the sync that it saves.
    private static let crowd = 16
    private static let gathering: UInt32 = 2000

    private let queue: DatabaseQueue
    private let describe: @Sendable (any Error) -> HSSError
    private let state = Mutex(State())

    init(_ queue: DatabaseQueue, describe: @escaping @Sendable (any Error) -> HSSError) {
        self.queue = queue
        self.describe = describe
    }

    /// Returns when the change, and everything enqueued before it, is durable. Works in a cancelled task, too.
    func write(_ change: Change) async throws(HSSError) {
        let failure = await withCheckedContinuation { continuation in
            append(Entry(change: change, continuation: continuation))
        }
        if let failure { throw describe(failure) }
    }

    /// Writes the change soon, before whatever comes after it.
    func enqueue(_ change: Change) {
        append(Entry(change: change, continuation: nil))
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
            let failures = Self.commit(entries.map(\.change), database)
            for (entry, failure) in zip(entries, failures) { entry.continuation?.resume(returning: failure) }
            // Those that were many are about to have more to say; a moment later it fits into one transaction.
            if entries.count >= Self.crowd { usleep(Self.gathering) }
        }
    }

    private func next() -> [Entry]? {
        state.withLock { state in
            defer { state.entries = [] }
            if state.entries.isEmpty { state.isWriting = false }
            return state.entries.isEmpty ? nil : state.entries
        }
    }

    private static func commit(_ changes: [Change], _ database: Database) -> [(any Error)?] {
        do {
            try database.inTransaction(.immediate) {
                for (index, isNew) in settled(changes) { try changes[index].carryOut(database, isNew: isNew) }
                return .commit
            }
            return Array(repeating: nil, count: changes.count)
        } catch let error as DatabaseError where changes.count > 1 && error.resultCode == .SQLITE_CONSTRAINT {
            // One of them spoils it for all; each alone shows which.
            return changes.flatMap { commit([$0], database) }
        } catch {
            // What keeps a transaction from being written, such as a lock or a full disk, keeps each of them.
            return Array(repeating: error, count: changes.count)
        }
    }

    /// Of the rows of one call only the last, where the first stands; and whether it is the call's first row of all.
    private static func settled(_ changes: [Change]) -> [(index: Int, isNew: Bool)] {
        var settled: [(index: Int, isNew: Bool)] = []
        settled.reserveCapacity(changes.count)
        var positions: [CallID: Int] = [:]
        for (index, change) in changes.enumerated() {
            guard let id = change.id else {
                settled.append((index, false))
                continue
            }
            if let position = positions[id] {
                settled[position].index = index
            } else {
                positions[id] = settled.count
                settled.append((index, change.isNew))
            }
        }
        return settled
    }
}

extension LedgerWriter.Change {
    fileprivate var id: CallID? {
        switch self {
        case .new(let row), .changed(let row): row.id
        case .statement: nil
        }
    }

    fileprivate var isNew: Bool { if case .new = self { true } else { false } }

    fileprivate func carryOut(_ database: Database, isNew: Bool) throws {
        switch self {
        case .new(let row), .changed(let row):
            if isNew { try row.insert(database) } else { try row.update(database) }
        case .statement(let body): try body(database)
        }
    }
}
