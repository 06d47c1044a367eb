import GRDB
import HSSClient
import Testing

@testable import HSSLedger

/// What became of tasks after their creation, and how runs that resume each other share it.
@Suite struct FollowUpTests {
    private static let status = TaskStatus(
        taskID: "t-a",
        taskName: nil,
        status: .success,
        fileID: "f",
        fileName: "a.zip"
    )
    private static let report = SavedReport(path: "reports/a.zip", bytes: 12, sha256: "ab12")

    /// A run that created a task, followed it to its file, and broke off.
    private static func begun(_ file: LedgerFile) async throws {
        let ledger = try file.open()
        let run = try await ledger.begin(.of("r1"))
        try await run.call(1, .of("a"), end: .created("t-a"))
        try await run.call(2, .of("b"), end: .created("t-b"))
        run.note(status, call: 1)
        run.note(report, call: 1)
        try await ledger.flush()
    }

    @Test func `status and file stand with the call`() async throws {
        let file = try LedgerFile()
        try await Self.begun(file)
        let calls = try file.open().calls(of: .last)
        #expect(calls.map(\.taskStatus) == ["success", nil])
        #expect(calls.map(\.fileID) == ["f", nil])
        #expect(calls.map(\.fileName) == ["a.zip", nil])
        #expect(calls.map(\.report) == [Self.report, nil])
    }

    @Test func `a resumed run learns what is known of the task, and says it of its own call, too`() async throws {
        let file = try LedgerFile()
        try await Self.begun(file)
        let ledger = try file.open()
        let run = try await ledger.begin(.of("r2"), resuming: .last)
        let known = RecordedTask(
            taskID: "t-a",
            createdAt: file.clock.wallMilliseconds,
            status: Self.status,
            report: Self.report
        )
        #expect(try await run.call(1, .of("a"), end: .prepared) == .alreadyCreated(known))
        try await ledger.flush()
        #expect(try ledger.calls(of: .last).map(\.report) == [Self.report])
    }

    @Test func `what a resumed run learns counts for the next one`() async throws {
        let file = try LedgerFile()
        try await Self.begun(file)
        do {
            let ledger = try file.open()
            let run = try await ledger.begin(.of("r2"), resuming: .last)
            _ = try await run.call(1, .of("b"), end: .prepared)
            run.note(SavedReport(path: "b.zip", bytes: 1, sha256: "cd"), call: 1)
            try await ledger.flush()
        }
        let ledger = try file.open()
        let run = try await ledger.begin(.of("r3"), resuming: .last)
        guard case .alreadyCreated(let task) = try await run.call(1, .of("b"), end: .prepared) else {
            Issue.record("the task is not known")
            return
        }
        #expect(task.report?.path == "b.zip")
        #expect(task.status == nil)
    }

    @Test func `tasks are found by their ids, the newest call of each`() async throws {
        let file = try LedgerFile()
        try await Self.begun(file)
        let ledger = try file.open()
        let run = try await ledger.begin(.of("r2"), resuming: .last)
        _ = try await run.call(7, .of("b"), end: .prepared)
        try await ledger.flush()
        let calls = try ledger.calls(ofTasks: ["t-b", "none", "t-a"])
        #expect(calls.map(\.taskID) == ["t-b", "t-a"])
        #expect(calls.map(\.runID) == ["r2", "r1"])
        #expect(calls.map(\.isReused) == [true, false])
    }

    @Test func `what is noted from outside stands with the task in every run`() async throws {
        let file = try LedgerFile()
        try await Self.begun(file)
        let ledger = try file.open()
        _ = try await ledger.begin(.of("r2"), resuming: .last).call(1, .of("b"), end: .prepared)
        try await ledger.flush()
        let call = try #require(try ledger.calls(ofTasks: ["t-b"]).first)
        ledger.note(TaskStatus(taskID: "t-b", taskName: nil, status: .failure, fileID: nil, fileName: nil), of: call)
        try await ledger.flush()
        #expect(try ledger.calls(of: .all).filter { $0.taskID == "t-b" }.map(\.taskStatus) == ["failure", "failure"])
    }

    @Test func `a ledger of the first version keeps what it holds, and takes sizes from then on`() async throws {
        let file = try LedgerFile()
        let old = try DatabaseQueue(path: file.path)
        try await old.writeWithoutTransaction { database in
            try database.execute(sql: LedgerSchema.steps[0])
            try database.execute(
                sql: """
                    INSERT INTO runs (number, run_id, script, arguments, started_at, time_origin, hss_version)
                    VALUES (1, 'old', 'nightly.lua', '[]', 1, 1, '0');
                    INSERT INTO calls (id, endpoint, project_id, body, state, task_id, prepared_at, path, sha256)
                    VALUES (4294967297, 'https://hss.test', 'p', '{}', 'created', 't-old', 1, 'x.zip', 'ff');
                    PRAGMA application_id = \(FileHeader.applicationID);
                    PRAGMA user_version = 1;
                    """
            )
        }
        try old.close()
        let ledger = try file.open()
        let call = try #require(try ledger.calls(of: .all).first)
        #expect(call.taskID == "t-old")
        #expect(call.report == SavedReport(path: "x.zip", bytes: 0, sha256: "ff"))
        ledger.note(Self.report, of: call)
        try await ledger.flush()
        #expect(try file.open().calls(of: .all).first?.report == Self.report)
    }
}
