import GRDB
public import HSSClient
import Synchronization

/// The record of every creation, in an SQLite file that processes may share (contract.md section 6).
///
/// What it says is durable against power loss: `sent` before a request leaves, `created` before a caller hears of its
/// task. A file that is no ledger, or a damaged one, is refused and never written to.
public final class TaskLedger: Sendable {
    /// The file.
    public let path: String

    let clock: any HSSClock
    let queue: DatabaseQueue
    let writer: LedgerWriter
    private let identity: FileIdentity?

    /// What to do about a file that is not there.
    public enum Opening: Sendable {
        /// Make it, and the folders above it.
        case makingFile
        /// Refuse.
        case existing
    }

    /// Opens a ledger.
    ///
    /// - Throws: `config` for a file that cannot be opened or made, is no ledger, is damaged, or was written by a newer
    ///   version.
    public convenience init(
        path: String,
        _ opening: Opening = .makingFile,
        clock: any HSSClock = SystemClock()
    ) throws(HSSError) {
        try self.init(path: path, opening, clock: clock, mostPages: nil)
    }

    /// - Parameter mostPages: the size, in pages of 4096 bytes, at which the disk counts as full; for tests.
    init(path: String, _ opening: Opening, clock: any HSSClock, mostPages: Int?) throws(HSSError) {
        let describe: @Sendable (any Error) -> HSSError = { .unusableLedger(path, because: $0) }
        (queue, identity) = try Self.open.withLock { open throws(HSSError) in
            let isNew = try Self.isNew(path, opening, open)
            if isNew { LedgerLocation.makeFolders(above: path) }
            do {
                let queue = try RunLock.whileAlone(beside: path) {
                    try Self.connect(path, Self.configuration(path, isNew: isNew, mostPages))
                }
                let identity = FileIdentity(path)
                if let identity { open[identity, default: 0] += 1 }
                return (queue, identity)
            } catch {
                throw describe(error)
            }
        }
        self.path = path
        self.clock = clock
        writer = LedgerWriter(queue, describe: describe)
    }

    deinit {
        guard let identity else { return }
        Self.open.withLock { open in
            open[identity, default: 1] -= 1
            if open[identity] == 0 { open[identity] = nil }
        }
    }

    /// How often this process has each ledger open. To look into one again would, on closing it, drop the locks that
    /// SQLite holds on it for the whole process (https://www.sqlite.org/howtocorrupt.html section 2.2).
    private static let open = Mutex<[FileIdentity: Int]>([:])

    private static func connect(_ path: String, _ configuration: Configuration) throws -> DatabaseQueue {
        // SQLite takes some names for something else than a file.
        let queue = try DatabaseQueue(path: path.hasPrefix("/") ? path : "./\(path)", configuration: configuration)
        try queue.writeWithoutTransaction { database in
            try checkWholeness(path, database)
            try LedgerSchema.migrate(database)
        }
        return queue
    }

    /// Damage within the file would otherwise show only when its page is read, after others were written.
    private static func checkWholeness(_ path: String, _ database: Database) throws {
        let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        // It reads every page; a ledger of a hundred thousand calls is a moment, beyond that each start would wait.
        guard pages <= mostCheckedPages else { return }
        let answer = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        if answer != "ok" { throw HSSError.damagedLedger(path) }
    }

    private static let mostCheckedPages = 16384

    private static func configuration(_ path: String, isNew: Bool, _ mostPages: Int?) -> Configuration {
        var configuration = Configuration()
        configuration.label = "hss.ledger"
        // Another process holds the lock for one commit at a time.
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { database in
            if isNew {
                try database.execute(sql: "PRAGMA application_id = \(FileHeader.applicationID)")
            } else if try Int32.fetchOne(database, sql: "PRAGMA application_id") != FileHeader.applicationID {
                throw HSSError.foreignLedger(path, "it is an SQLite database of another program")
            }
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            // Each commit is synced: a request may leave only when the power may fail.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            if let mostPages { try database.execute(sql: "PRAGMA max_page_count = \(mostPages)") }
        }
        return configuration
    }

    private static func isNew(
        _ path: String,
        _ opening: Opening,
        _ open: [FileIdentity: Int]
    ) throws(HSSError) -> Bool {
        if let identity = FileIdentity(path), open[identity] != nil { return false }
        switch FileHeader.read(path) {
        case .ledger: return false
        case .missing, .empty:
            if opening == .existing { throw .noLedger(path) }
            // SQLite would delete a log that it finds beside an empty file, and with it what may be saved.
            if FileHeader.hasContent("\(path)-wal") { throw .unusableLedger(path, "\(path)-wal is there without it") }
            return true
        case .foreignDatabase: throw .foreignLedger(path, "it is an SQLite database of another program")
        case .notDatabase: throw .foreignLedger(path, "it is no SQLite database")
        case .unreadable(let reason): throw .unusableLedger(path, reason)
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(HSSError) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw .unusableLedger(path, because: error)
        }
    }
}
