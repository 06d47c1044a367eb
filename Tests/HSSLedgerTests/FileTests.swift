import Foundation
import GRDB
import HSSClient
import Testing

@testable import HSSLedger

/// Files that are no ledger, or cannot be one: a clear error, and nothing overwritten.
@Suite struct FileTests {
    private static func error(_ body: () throws -> Void) -> HSSError? {
        #expect(throws: HSSError.self) { try body() }
    }

    @Test(arguments: [
        Array("-- a script\nhss.export{}\n".utf8), Array("SQLite format 3\0".utf8), [0],
        Array(repeating: 0x41, count: 8192),
    ])
    func `a file of another kind is refused and stays as it is`(_ bytes: [UInt8]) throws {
        let file = try LedgerFile()
        try file.write(bytes)
        let error = Self.error { _ = try file.open() }
        #expect(error?.kind == .config)
        #expect(error?.message == "\(file.path) is no ledger: it is no SQLite database; it is left as it is")
        #expect(try file.bytes == Data(bytes))
        #expect(try FileManager.default.contentsOfDirectory(atPath: file.folder) == ["ledger.sqlite"])
    }

    @Test func `a database of another program is refused and stays as it is`() throws {
        let file = try LedgerFile()
        let other = try DatabaseQueue(path: file.path)
        try other.write { try $0.execute(sql: "CREATE TABLE runs (x); INSERT INTO runs VALUES (1)") }
        try other.close()
        let before = try file.bytes
        let error = Self.error { _ = try file.open() }
        #expect(error?.message.contains("it is an SQLite database of another program") == true)
        #expect(try file.bytes == before)
    }

    @Test func `a damaged ledger is refused and stays as it is`() async throws {
        let file = try LedgerFile()
        do {
            let ledger = try file.open()
            let run = try await ledger.begin(.of("r"))
            for number in 1...50 { try await run.call(number, .of("\(number)"), end: .created("t-\(number)")) }
            try await run.end(status: "ok", exitStatus: 0)
            try await ledger.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
            try ledger.queue.close()
        }
        var bytes = try file.bytes
        bytes.replaceSubrange(100..<bytes.count, with: repeatElement(0xA5, count: bytes.count - 100))
        try file.write(bytes)
        let error = Self.error { _ = try file.open().runs() }
        #expect(error?.kind == .config)
        #expect(error?.message == "the ledger \(file.path) cannot be used: the file is damaged; it is left as it is")
        #expect(try file.bytes == bytes)
    }

    @Test func `damage in the middle of a ledger is noticed before anything is written`() async throws {
        let file = try LedgerFile()
        do {
            let ledger = try file.open()
            let run = try await ledger.begin(.of("r"))
            for number in 1...200 { try await run.call(number, .of("\(number)"), end: .created("t-\(number)")) }
            try await run.end(status: "error", exitStatus: 1)
            try await ledger.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
            try ledger.queue.close()
        }
        var bytes = try file.bytes
        let middle = bytes.count / 4096 / 2 * 4096
        bytes.replaceSubrange(middle..<middle + 4096, with: repeatElement(0xA5, count: 4096))
        try file.write(bytes)
        let error = Self.error { _ = try file.open() }
        #expect(error?.message == "the ledger \(file.path) cannot be used: the file is damaged; it is left as it is")
        #expect(try file.bytes == bytes)
    }

    @Test func `a ledger of a newer version is refused and stays as it is`() throws {
        let file = try LedgerFile()
        do {
            let ledger = try file.open()
            try ledger.queue.write { try $0.execute(sql: "PRAGMA user_version = 99") }
            try ledger.queue.close()
        }
        let error = Self.error { _ = try file.open() }
        #expect(error?.message.contains("was written by a newer version of hss (format 99") == true)
        let other = try DatabaseQueue(path: file.path)
        #expect(try other.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 99)
    }

    @Test func `a file of a version before the first is brought to the newest`() throws {
        let file = try LedgerFile()
        let early = try DatabaseQueue(path: file.path)
        try early.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA application_id = \(FileHeader.applicationID)")
        }
        try early.close()
        let ledger = try file.open()
        #expect(try ledger.queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == LedgerSchema.newest)
        #expect(try ledger.runs().isEmpty)
    }

    @Test func `an empty file beside a log that is not empty is no new ledger`() throws {
        let file = try LedgerFile()
        try file.write([UInt8]())
        try Data([1, 2, 3]).write(to: URL(filePath: "\(file.path)-wal"))
        let error = Self.error { _ = try file.open() }
        #expect(error?.message == "the ledger \(file.path) cannot be used: \(file.path)-wal is there without it")
        #expect(try Data(contentsOf: URL(filePath: "\(file.path)-wal")) == Data([1, 2, 3]))
    }

    @Test func `a ledger that is open in this process keeps its locks while it is opened again`() async throws {
        let file = try LedgerFile()
        let ledger = try file.open()
        let run = try await ledger.begin(.of("r"))
        _ = try file.open()
        // SQLite's locks on the file are the process's own, as the system lists them.
        let locks = try String(contentsOfFile: "/proc/locks", encoding: .utf8)
        let inode = try #require(
            FileManager.default.attributesOfItem(atPath: file.path)[.systemFileNumber] as? NSNumber
        )
        #expect(locks.split(separator: "\n").contains { $0.contains("POSIX") && $0.contains(":\(inode) ") })
        withExtendedLifetime(run) {}
    }

    @Test func `folders above a new ledger are made, for this user alone`() throws {
        let file = try LedgerFile()
        let path = "\(file.folder)/a/b/ledger.sqlite"
        _ = try TaskLedger(path: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(file.folder)/a/b")
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }

    @Test func `a reader makes no ledger`() throws {
        let file = try LedgerFile()
        let error = Self.error { _ = try TaskLedger(path: file.path, .existing) }
        #expect(error?.message == "there is no ledger at \(file.path)")
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }

    @Test(arguments: ["/dev/null", "/tmp", "/dev/full", "/proc/self/mem"])
    func `what is no regular file is refused`(_ path: String) {
        #expect(Self.error { _ = try TaskLedger(path: path) }?.kind == .config)
    }

    @Test func `on a full disk nothing is sent that could not be recorded`() async throws {
        let file = try LedgerFile()
        let ledger = try TaskLedger(path: file.path, .makingFile, clock: file.clock, mostPages: 20)
        let run = try await ledger.begin(.of("r"))
        var recorded = 0
        var failure: HSSError?
        for number in 1...2000 where failure == nil {
            let journal = run.journal(call: number, key: nil, isStrict: false) { _ in }
            do throws(HSSError) {
                _ = try await journal.prepared(.of(String(repeating: "x", count: 500)))
                try await journal.willSend(attempt: 1)
                recorded += 1
            } catch {
                failure = error
            }
        }
        #expect(failure?.kind == .config)
        #expect(failure?.message == "the ledger \(file.path) cannot be used: the disk is full")
        #expect(recorded > 10)
        // What was recorded before is still there and whole.
        #expect(try file.open().calls(of: .last).count { $0.state == .sent } == recorded)
    }

    @Test(arguments: [
        (["XDG_STATE_HOME": "/s", "HOME": "/h"], "/s/hss/ledger.sqlite"),
        (["HOME": "/h"], "/h/.local/state/hss/ledger.sqlite"),
        (["XDG_STATE_HOME": "relative", "HOME": "/h"], "/h/.local/state/hss/ledger.sqlite"),
    ])
    func `the standard place is`(_ environment: [String: String], _ path: String) {
        #expect(LedgerLocation.standard(environment: environment) == path)
    }

    @Test func `without HOME the user's entry names the place`() throws {
        let path = try #require(LedgerLocation.standard(environment: [:]))
        #expect(path.hasPrefix("/") && path.hasSuffix("/.local/state/hss/ledger.sqlite"))
    }
}
