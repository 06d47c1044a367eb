import GRDB
import HSSClient
import HSSSchema
import Testing

@testable import HSSLedger

/// What stands in the file at each moment of a creation.
@Suite struct CourseTests {
    @Test(
        arguments: [
            (.prepared, .prepared, nil), (.sent, .sent, nil), (.retracted, .prepared, nil), (.failed, .failed, nil),
            (.ambiguous, .ambiguous, nil), (.created("t-1"), .created, "t-1"),
        ] as [(CallEnd, CallState, String?)]
    )
    func `a call is recorded as far as it came`(_ end: CallEnd, _ state: CallState, _ taskID: String?) async throws {
        let file = try LedgerFile()
        let run = try await file.open().begin(.of("r"))
        try await run.call(1, .of("a", enterprise: "e"), key: "k", end: end)
        try await run.end(status: "ok", exitStatus: 0)
        // Another process opens the file anew.
        let call = try #require(try file.open().calls(of: .last).first)
        #expect(call.state == state)
        #expect(call.taskID == taskID)
        #expect(call.attempts == (end == .prepared ? 0 : 1))
        #expect(call.createdAt == (taskID == nil ? nil : file.clock.wallMilliseconds))
        #expect(call.request == ["export_size": 1, "namespace": "a"])
        #expect(call.enterpriseProjectID == "e")
        #expect(call.projectID == "p")
        #expect(call.endpoint == "https://hss.test")
        #expect(call.key == "k")
        #expect(call.errorMessage == (end == .failed || end == .ambiguous ? "refused" : nil))
    }

    @Test func `before a request leaves, and before its task is told of, another process can read it`() async throws {
        let file = try LedgerFile()
        let other = try file.open()
        let run = try await file.open().begin(.of("r"))
        let journal = run.journal(call: 1, key: nil, isStrict: false) { _ in }
        _ = try await journal.prepared(.of("a"))
        try await journal.willSend(attempt: 1)
        #expect(try other.calls(of: .last).map(\.state) == [.sent])
        try await journal.created(taskID: "t-1", attempts: 1)
        #expect(try other.calls(of: .last).map(\.taskID) == ["t-1"])
    }

    @Test func `every commit is synced, and the file is a write-ahead log`() throws {
        let file = try LedgerFile()
        let ledger = try file.open()
        #expect(try ledger.queue.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        #expect(try ledger.queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        withExtendedLifetime(file) {}
    }

    @Test func `calls that come together share commits`() async throws {
        let file = try LedgerFile()
        let ledger = try file.open()
        let run = try await ledger.begin(.of("r"))
        let commits = CommitCount()
        ledger.queue.add(transactionObserver: commits)
        // The writer is held up until all are waiting.
        let gate = DispatchGate()
        ledger.writer.enqueue(.statement { _ in gate.wait() })
        // Before it is held up, it would take some of the others into the same transaction.
        await gate.isReached()
        await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...64 {
                group.addTask { try await run.call(number, .of("\(number)"), end: .created("t-\(number)")) }
            }
            group.addTask {
                while await Self.waiting(ledger) < 128 { await Task.yield() }
                gate.open()
            }
        }
        let calls = try ledger.calls(of: .last)
        #expect(calls.map(\.taskID) == (1...64).map { "t-\($0)" })
        // One for all that are sent, and for the created ones at the worst one each.
        #expect((2...65).contains(commits.count))
    }

    private static func waiting(_ ledger: TaskLedger) async -> Int { ledger.writer.waiting }

    @Test func `a row that could not be written in time is written whole later`() async throws {
        let file = try LedgerFile()
        let ledger = try file.open()
        let run = try await ledger.begin(.of("r"))
        let journal = run.journal(call: 1, key: nil, isStrict: false) { _ in }
        _ = try await journal.prepared(.of("a"))
        try await ledger.writer.write(.statement { try $0.execute(sql: "DELETE FROM calls") })
        try await journal.willSend(attempt: 1)
        #expect(try ledger.calls(of: .last).map(\.state) == [.sent])
        try await ledger.writer.write(.statement { try $0.execute(sql: "DELETE FROM calls") })
        try await journal.created(taskID: "t", attempts: 1)
        #expect(try ledger.calls(of: .last).map(\.taskID) == ["t"])
    }

    @Test func `what the service said of a task last is kept`() async throws {
        let file = try LedgerFile()
        let ledger = try file.open()
        let run = try await ledger.begin(.of("r"))
        try await run.call(1, .of("a"), end: .created("t-1"))
        for status in ["running", "success"] {
            run.note(
                TaskStatus(
                    taskID: "t-1",
                    taskName: nil,
                    status: .init(rawValue: status),
                    fileID: "f",
                    fileName: "f.zip"
                ),
                call: 1
            )
        }
        try await run.end(status: "ok", exitStatus: 0)
        let call = try #require(try ledger.calls(of: .last).first)
        #expect(call.taskStatus == "success")
        #expect(call.fileID == "f")
        #expect(call.fileName == "f.zip")
    }
}

private final class CommitCount: TransactionObserver, @unchecked Sendable {
    // Sound: written on the database's queue only, read after its work is done.
    private(set) var count = 0

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { count += 1 }
    func databaseDidRollback(_ db: Database) {}
}
