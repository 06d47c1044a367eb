import GRDB
import HSSClient
import Synchronization
import Testing

@testable import HSSLedger

/// Going on from an earlier run (contract section 6).
@Suite struct ResumeTests {
    /// Runs calls up to their ends and breaks off as a crash would, unless an exit status is given.
    private static func run(
        _ file: LedgerFile,
        _ id: String,
        resuming target: ResumeTarget? = nil,
        script: String = "/jobs/nightly.lua",
        _ calls: [(String, CallEnd)],
        exit: Int32? = nil
    ) async throws -> [PreparedAnswer] {
        let ledger = try file.open()
        let run = try await ledger.begin(.of(id, script: script), resuming: target)
        var answers: [PreparedAnswer] = []
        for (index, (name, end)) in calls.enumerated() {
            answers.append(try await run.call(index + 1, .of(name), end: end))
        }
        if let exit { try await run.end(status: exit == 0 ? "ok" : "error", exitStatus: exit) }
        try await ledger.writer.write(.statement { _ in })
        return answers
    }

    private static func reused(_ id: String, _ file: LedgerFile) -> PreparedAnswer {
        .alreadyCreated(RecordedTask(taskID: id, createdAt: file.clock.wallMilliseconds))
    }

    @Test func `completed calls are reused whatever their order, others are sent`() async throws {
        let file = try LedgerFile()
        _ = try await Self.run(
            file,
            "r1",
            [("a", .created("t-a")), ("b", .failed), ("c", .prepared), ("d", .created("t-d")), ("e", .retracted)]
        )
        let answers = try await Self.run(
            file,
            "r2",
            resuming: .last,
            [("e", .prepared), ("d", .prepared), ("c", .prepared), ("b", .prepared), ("a", .prepared)]
        )
        #expect(answers == [.send, Self.reused("t-d", file), .send, .send, Self.reused("t-a", file)])
        let calls = try file.open().calls(of: .last)
        #expect(calls.map(\.isReused) == [false, true, false, false, true])
        #expect(calls.map(\.taskID) == [nil, "t-d", nil, nil, "t-a"])
        #expect(calls.map(\.state) == [.prepared, .created, .prepared, .prepared, .created])
    }

    @Test func `what any run of the chain completed counts, for any run of it that is resumed`() async throws {
        let file = try LedgerFile()
        _ = try await Self.run(file, "r1", [("a", .created("t-a"))])
        _ = try await Self.run(file, "r2", resuming: .last, [("a", .failed), ("b", .created("t-b"))])
        _ = try await Self.run(file, "r3", resuming: .run("r2"), [("b", .failed), ("c", .created("t-c"))])
        let calls: [(String, CallEnd)] = [("c", .failed), ("b", .failed), ("a", .failed), ("a", .failed)]
        let expected = [Self.reused("t-c", file), Self.reused("t-b", file), Self.reused("t-a", file), .send]
        for target in ["r3", "r1"] {
            let answers = try await Self.run(file, "again-\(target)", resuming: .run(target), calls)
            #expect(answers == expected)
        }
    }

    @Test(arguments: [CallEnd.sent, .ambiguous])
    func `a call in doubt is sent again with a warning, and settled by that`(_ end: CallEnd) async throws {
        let file = try LedgerFile()
        _ = try await Self.run(file, "r1", [("a", end)])
        let warnings = Mutex<[String]>([])
        let ledger = try file.open()
        do {
            let run = try await ledger.begin(.of("r2"), resuming: .last)
            let answer = try await run.call(
                1,
                .of("a"),
                warn: { text in warnings.withLock { $0.append(text) } },
                end: .created("t")
            )
            #expect(answer == .send)
        }
        #expect(
            warnings.withLock { $0 } == [
                "run r1 sent this request and does not know what became of it; it is sent again and may create a second "
                    + #"task: {"export_size":1,"namespace":"a"}"#
            ]
        )
        let run = try await ledger.begin(.of("r3"), resuming: .last)
        #expect(try await run.call(1, .of("a"), end: .prepared) == Self.reused("t", file))
        // Nothing is in doubt any more.
        #expect(try await run.call(2, .of("a"), isStrict: true, end: .prepared) == .send)
    }

    @Test(arguments: [CallEnd.prepared, .failed, .retracted])
    func `a repetition that came to nothing leaves the doubt`(_ end: CallEnd) async throws {
        let file = try LedgerFile()
        _ = try await Self.run(file, "r1", [("a", .sent)])
        _ = try await Self.run(file, "r2", resuming: .last, [("a", end)])
        let warnings = Mutex(0)
        let ledger = try file.open()
        let run = try await ledger.begin(.of("r3"), resuming: .last)
        try await run.call(1, .of("a"), warn: { _ in warnings.withLock { $0 += 1 } }, end: .prepared)
        #expect(warnings.withLock { $0 } == 1)
    }

    @Test(arguments: [CallEnd.sent, .ambiguous])
    func `strict runs refuse a call in doubt, each time`(_ end: CallEnd) async throws {
        let file = try LedgerFile()
        _ = try await Self.run(file, "r1", [("a", end)])
        for id in ["r2", "r3"] {
            let ledger = try file.open()
            let run = try await ledger.begin(.of(id), resuming: .last)
            let error = await #expect(throws: HSSError.self) {
                try await run.call(1, .of("a"), isStrict: true, end: .created("never"))
            }
            #expect(error?.kind == .ambiguous)
            #expect(try await run.call(2, .of("b"), isStrict: true, end: .prepared) == .send)
            try await ledger.writer.write(.statement { _ in })
            #expect(try ledger.calls(of: .last).map(\.state) == [.ambiguous, .prepared])
        }
    }

    @Test func `a key names a call whatever it sends`() async throws {
        let file = try LedgerFile()
        let ledger = try file.open()
        do {
            let run = try await ledger.begin(.of("r1"))
            try await run.call(1, .of("a"), key: "k", end: .created("t"))
        }
        let run = try await ledger.begin(.of("r2"), resuming: .last)
        #expect(try await run.call(1, .of("a"), end: .prepared) == .send)
        #expect(try await run.call(2, .of("b"), key: "l", end: .prepared) == .send)
        #expect(try await run.call(3, .of("b"), key: "k", end: .prepared) == Self.reused("t", file))
    }

    @Test func `hss.time of a chain is that of its first run`() async throws {
        let file = try LedgerFile()
        let ledger = try file.open()
        _ = try await ledger.begin(.of("r1", at: 111))
        _ = try await ledger.begin(.of("r2", at: 222), resuming: .last)
        let third = try await ledger.begin(.of("r3", at: 333), resuming: .last)
        #expect(third.timeOrigin == 111)
        #expect(third.parent == "r2")
        let own = try await ledger.begin(.of("r4", at: 444))
        #expect(own.timeOrigin == 444)
        #expect(own.parent == nil)
    }

    @Test func `last is the newest run of the script that did not end well and was not resumed to its end`()
        async throws
    {
        let file = try LedgerFile()
        func last(_ script: String = "/jobs/nightly.lua") async throws -> String? {
            let ledger = try file.open()
            do throws(HSSError) {
                // Ends well, or it would be the last one itself; what it resumed is then resumed to its end.
                let run = try await ledger.begin(.of("probe", script: script), resuming: .last)
                let parent = run.parent
                try await ledger.writer.write(
                    .statement { try $0.execute(sql: "DELETE FROM runs WHERE run_id = 'probe'") }
                )
                return parent
            } catch {
                #expect(error.kind == .config)
                return nil
            }
        }
        #expect(try await last() == nil)
        _ = try await Self.run(file, "ok", [], exit: 0)
        #expect(try await last() == nil)
        _ = try await Self.run(file, "failed", [], exit: 1)
        _ = try await Self.run(file, "died", [])
        _ = try await Self.run(file, "other", script: "/jobs/other.lua", [])
        _ = try await Self.run(file, "ok again", [], exit: 0)
        #expect(try await last() == "died")
        #expect(try await last("/jobs/other.lua") == "other")
        _ = try await Self.run(file, "resumed", resuming: .run("died"), [], exit: 75)
        #expect(try await last() == "resumed")
        _ = try await Self.run(file, "to its end", resuming: .run("resumed"), [], exit: 0)
        #expect(try await last() == "failed")
    }

    @Test func `a run that goes on cannot be resumed, nor one that is being resumed`() async throws {
        let file = try LedgerFile()
        // Two connections, as two processes have them.
        let (one, other) = (try file.open(), try file.open())
        let running = try await one.begin(.of("r1"))
        for target in [ResumeTarget.run("r1"), .last] {
            await #expect(throws: HSSError.self) { try await other.begin(.of("x"), resuming: target) }
        }
        withExtendedLifetime(running) {}
        _ = try await Self.run(file, "r2", [])
        let resuming = try await one.begin(.of("r3"), resuming: .run("r2"))
        let error = await #expect(throws: HSSError.self) { try await other.begin(.of("x"), resuming: .run("r2")) }
        #expect(error?.message == "run r2 is being resumed by run r3")
        withExtendedLifetime(resuming) {}
        #expect(try other.runs().map(\.status).contains("running"))
    }

    @Test func `last does not go on from an older run while the newest is being resumed`() async throws {
        let file = try LedgerFile()
        _ = try await Self.run(file, "monday", [], exit: 1)
        _ = try await Self.run(file, "tuesday", [], exit: 1)
        let (one, other) = (try file.open(), try file.open())
        let resuming = try await one.begin(.of("again"), resuming: .last)
        let error = await #expect(throws: HSSError.self) { try await other.begin(.of("x"), resuming: .last) }
        #expect(error?.message == "run tuesday is being resumed by run again")
        withExtendedLifetime(resuming) {}
    }

    @Test func `a run that has ended can be resumed while its program goes on`() async throws {
        let file = try LedgerFile()
        let ledger = try file.open()
        let first = try await ledger.begin(.of("r1"))
        try await first.end(status: "error", exitStatus: 1)
        let second = try await ledger.begin(.of("r2"), resuming: .last)
        #expect(second.parent == "r1")
        withExtendedLifetime(first) {}
    }

    @Test func `a run that nobody recorded cannot be resumed`() async throws {
        let file = try LedgerFile()
        let ledger = try file.open()
        let error = await #expect(throws: HSSError.self) { try await ledger.begin(.of("r"), resuming: .run("gone")) }
        #expect(error?.message == "the ledger \(file.path) knows no run gone")
        #expect(try ledger.runs().isEmpty)
    }

    @Test func `two processes record into one ledger`() async throws {
        let file = try LedgerFile()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 1...4 {
                group.addTask {
                    let ledger = try TaskLedger(path: file.path)
                    let run = try await ledger.begin(.of("r\(worker)"))
                    for number in 1...50 {
                        try await run.call(number, .of("\(number)"), end: .created("t-\(worker)-\(number)"))
                    }
                    try await run.end(status: "ok", exitStatus: 0)
                }
            }
            try await group.waitForAll()
        }
        let ledger = try file.open()
        #expect(Set(try ledger.calls(of: .all).compactMap(\.taskID)).count == 200)
        for run in try ledger.runs() {
            #expect(run.status == "ok")
            #expect(run.counts == [.created: 50])
            #expect(run.arguments == ["a b"])
        }
    }

    @Test func `runs are listed with what became of them, the newest first`() async throws {
        let file = try LedgerFile()
        _ = try await Self.run(file, "r1", [("a", .created("t")), ("b", .failed), ("c", .sent)])
        _ = try await Self.run(file, "r2", resuming: .last, [("a", .failed), ("b", .created("u"))], exit: 0)
        let runs = try file.open().runs()
        #expect(runs.map(\.runID) == ["r2", "r1"])
        #expect(runs.map(\.parent) == ["r1", nil])
        #expect(runs.map(\.status) == ["ok", "died"])
        #expect(runs.map(\.exitStatus) == [0, nil])
        #expect(runs.map(\.counts) == [[.created: 1], [.created: 1, .failed: 1, .sent: 1]])
        #expect(runs.map(\.reused) == [1, 0])
        #expect(runs[1].endedAt == nil)
    }
}
