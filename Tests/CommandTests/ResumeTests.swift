import Foundation
import HSSSchema
import HSSSimulator
import Testing

/// The ledger and going on from an earlier run (contract section 6), as processes against a simulator of the test's own.
@Suite(.timeLimit(.minutes(10))) struct ResumeTests {
    /// Prints each task's id and whether it was reused. Words: the namespaces, in order; "!" raises.
    static let script = """
        for _, namespace in ipairs(arg) do
            if namespace == "!" then error("stop here", 0) end
            local ok, task = pcall(hss.export, {
                operate_all = true, namespace = namespace, export_size = 100, security_report_type = "malwares",
                start_latest_scan_time = hss.time.ago{ days = 1 },
            })
            print(namespace, ok and task.task_id or task.kind, ok and task.reused)
        end
        """

    private static func run(
        _ simulator: Simulator,
        _ scratch: Scratch,
        _ options: [String] = [],
        _ words: String...
    ) async throws -> Ended {
        try scratch.write("s.lua", script)
        return try await Hss(["run"] + options + ["s.lua"] + words, in: scratch, environment: simulator.account).run()
    }

    private static func list(_ scratch: Scratch, _ verb: String, _ options: String...) async throws -> [JSONObject] {
        let ended = try await Hss([verb, "--output", "json"] + options, in: scratch).run()
        #expect(ended.status == 0, "\(ended)")
        return try ended.json()[verb]?.arrayValue?.compactMap(\.objectValue) ?? []
    }

    @Test func `a resumed run reuses what was created and sends the rest, with the same times`() async throws {
        try await withSimulator { simulator in
            let scratch = try Scratch()
            let first = try await Self.run(simulator, scratch, [], "a", "b", "!")
            #expect(first.status == 1)
            let ids = simulator.tasks.compactMap { $0["task_id"]?.stringValue }
            let second = try await Self.run(simulator, scratch, ["--resume", "last"], "b", "c", "a")
            #expect(second.status == 0)
            let all = simulator.tasks.compactMap { $0["task_id"]?.stringValue }
            #expect(all.count == 3)
            #expect(
                second.output == "b\t\(ids[1])\ttrue\nc\t\(all[2])\tfalse\na\t\(ids[0])\ttrue\n"
            )
            #expect(second.errorLines.last?.contains("created 1, reused 2, failed 0") == true)
            #expect(second.errorLines.last?.contains(", resuming ") == true)
            // One run, one now.
            #expect(Set(simulator.tasks.map { $0["body"]?["start_latest_scan_time"] }).count == 1)

            let third = try await Self.run(simulator, scratch, ["--resume", "last"], "a")
            #expect(third.status == 78)
            #expect(third.error.contains("holds no run of s.lua to resume"))
            #expect(simulator.tasks.count == 3)
        }
    }

    @Test func `results tell created from reused, and runs and tasks list both`() async throws {
        try await withSimulator { simulator in
            let scratch = try Scratch()
            _ = try await Self.run(simulator, scratch, [], "a", "!")
            let json = try await Self.run(simulator, scratch, ["--resume", "last", "--output", "json"], "a", "b").json()
            let tasks = json["tasks"]?.arrayValue ?? []
            #expect(tasks.map { $0["state"] } == ["reused", "created"])
            #expect(tasks.map { $0["reused"] } == [true, false])
            #expect(tasks.map { $0["attempts"] } == [0, 1])
            #expect(json["counts"]?["created"] == 1)
            #expect(json["counts"]?["reused"] == 1)

            let runs = try await Self.list(scratch, "runs")
            #expect(runs.map { $0["run_id"] } == [json["run_id"], json["parent_run_id"]])
            #expect(runs.map { $0["status"] } == ["ok", "error"])
            #expect(runs.map { $0["exit_status"] } == [0, 1])
            #expect(runs.map { $0["arguments"] } == [["a", "b"], ["a", "!"]])

            let last = try await Self.list(scratch, "tasks")
            #expect(last.map { $0["run_id"] } == [json["run_id"], json["run_id"]])
            #expect(last.map { $0["task_id"] } == tasks.map { $0["task_id"] })
            #expect(last.map { $0["state"] } == ["created", "created"])
            #expect(last.map { $0["reused"] } == [true, false])
            #expect(last.map { $0["request"] } == simulator.tasks.map { $0["body"] })
            let parent = try #require(json["parent_run_id"]?.stringValue)
            #expect(try await Self.list(scratch, "tasks", "--run", parent).count == 1)
            #expect(try await Self.list(scratch, "tasks", "--run", "all").count == 3)
        }
    }

    @Test func `lists come in every form`() async throws {
        try await withSimulator { simulator in
            let scratch = try Scratch()
            _ = try await Self.run(simulator, scratch, [], "a", "b")
            for verb in ["runs", "tasks"] {
                let table = try await Hss([verb], in: scratch).run()
                let csv = try await Hss([verb, "--output", "csv"], in: scratch).run()
                let lines = try await Hss([verb, "--output", "jsonl"], in: scratch).run()
                let count = verb == "runs" ? 1 : 2
                #expect(table.outputLines.count == count + 1)
                #expect(table.output.hasPrefix("RUN  "))
                #expect(csv.outputLines.count == count + 1)
                #expect(csv.output.hasPrefix("run_id,"))
                #expect(lines.outputLines.count == count)
                for line in lines.outputLines { _ = try JSONValue(parsing: Array(line.utf8)) }
            }
        }
    }

    @Test func `a call whose answer was lost is in doubt, and sent again only by who did not ask for strictness`()
        async throws
    {
        var configuration = SimulatorConfiguration()
        configuration.faults = [try FaultRule(parsing: "POST export-tasks: cut-after once")]
        try await withSimulator(configuration) { simulator in
            let scratch = try Scratch()
            let first = try await Self.run(simulator, scratch, ["--fail-on-failures"], "a", "b")
            #expect(first.status == 75)
            #expect(
                first.outputLines.map { $0.prefix(11) } == ["a\tambiguous", "b\t\(simulator.tasks[1].id.prefix(9))"]
            )
            #expect(try await Self.list(scratch, "tasks").map { $0["state"] } == ["ambiguous", "created"])

            let strict = try await Self.run(
                simulator,
                scratch,
                ["--resume", "last", "--strict", "--fail-on-failures"],
                "a",
                "b"
            )
            #expect(strict.status == 75)
            #expect(strict.outputLines.first == "a\tambiguous\tfalse")
            #expect(simulator.tasks.count == 2)

            let lax = try await Self.run(simulator, scratch, ["--resume", "last", "--output", "json"], "a", "b")
            #expect(lax.status == 0)
            let json = try lax.json()
            #expect(json["warnings"]?.arrayValue?.count == 1)
            #expect(json["counts"]?["created"] == 1)
            #expect(json["counts"]?["reused"] == 1)
            #expect(lax.error.contains("sent this request and does not know what became of it"))
            #expect(simulator.tasks.count == 3)
        }
    }

    @Test func `simulated and planned runs use no ledger unless one is named`() async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", Scripts.export)
        for options in [["run", "--simulate"], ["run", "--dry-run"], ["check"]] {
            #expect(try await Hss(options + ["s.lua"], in: scratch).run().status == 0)
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.state))
        let none = try await Hss(["tasks"], in: scratch).run()
        #expect(none.status == 78)
        #expect(none.error.contains("there is no ledger at \(scratch.state)/hss/ledger.sqlite"))
        #expect(try await Hss(["run", "--simulate", "--ledger", "l.db", "s.lua"], in: scratch).run().status == 0)
        #expect(try await Self.list(scratch, "tasks", "--ledger", "l.db").map { $0["state"] } == ["created"])
    }

    @Test func `a script that creates nothing needs no ledger`() async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", "print('done')")
        let nowhere = ["XDG_STATE_HOME": "/dev/null"]
        #expect(try await Hss(["run", "s.lua"], in: scratch, environment: nowhere).run().status == 0)
        #expect(try await Hss(["run", "s.lua"], in: scratch).run().status == 0)
        #expect(!FileManager.default.fileExists(atPath: scratch.state))
        try scratch.write("s.lua", "error('own')")
        #expect(try await Hss(["run", "s.lua"], in: scratch, environment: nowhere).run().status == 1)

        try await withSimulator { simulator in
            try scratch.write("s.lua", Scripts.export)
            let environment = simulator.account.merging(nowhere) { $1 }
            let ended = try await Hss(["run", "s.lua"], in: scratch, environment: environment).run()
            #expect(ended.status == 78)
            #expect(
                ended.error.contains("error[config]: hss.export: the ledger /dev/null/hss/ledger.sqlite cannot be used")
            )
            #expect(simulator.callCount == 0)
        }
    }

    @Test func `a run that failed before it created anything can be resumed`() async throws {
        try await withSimulator { simulator in
            let scratch = try Scratch()
            #expect(try await Self.run(simulator, scratch, [], "!").status == 1)
            #expect(try await Self.list(scratch, "runs").map { $0["status"] } == ["error"])
            #expect(try await Self.run(simulator, scratch, ["--resume", "last"], "a").status == 0)
            #expect(simulator.tasks.count == 1)
        }
    }

    @Test func `a dry run shows what resuming would send, and changes nothing`() async throws {
        try await withSimulator { simulator in
            let scratch = try Scratch()
            let ledger = "\(scratch.state)/hss/ledger.sqlite"
            _ = try await Self.run(simulator, scratch, [], "a", "!")
            for _ in 1...2 {
                let dry = try await Self.run(
                    simulator,
                    scratch,
                    ["--dry-run", "--ledger", ledger, "--resume", "last", "--output", "json"],
                    "a",
                    "b"
                )
                let json = try dry.json()
                #expect(json["tasks"]?.arrayValue?.map { $0["state"] } == ["reused", "planned"])
                #expect(json["tasks"]?.arrayValue?.first?["task_id"] == simulator.tasks.first?["task_id"])
            }
            #expect(simulator.tasks.count == 1)
            #expect(try await Self.list(scratch, "runs").count == 1)
        }
    }

    @Test func `a dry run tells of a call in doubt what the run itself would`() async throws {
        var configuration = SimulatorConfiguration()
        configuration.faults = [try FaultRule(parsing: "POST export-tasks: cut-after once")]
        try await withSimulator(configuration) { simulator in
            let scratch = try Scratch()
            let options = ["--dry-run", "--ledger", "\(scratch.state)/hss/ledger.sqlite", "--resume", "last"]
            _ = try await Self.run(simulator, scratch, [], "a", "!")
            let lax = try await Self.run(simulator, scratch, options, "a")
            #expect(lax.outputLines == ["a\tplanned-1\tfalse"])
            #expect(lax.error.contains("sent this request and does not know what became of it"))
            let strict = try await Self.run(simulator, scratch, options + ["--strict"], "a")
            #expect(strict.outputLines == ["a\tambiguous\tfalse"])
            #expect(simulator.tasks.count == 1)
        }
    }

    @Test func `without a ledger nothing is recorded`() async throws {
        try await withSimulator { simulator in
            let scratch = try Scratch()
            #expect(try await Self.run(simulator, scratch, ["--no-ledger"], "a").status == 0)
            #expect(!FileManager.default.fileExists(atPath: scratch.state))
        }
    }

    @Test(arguments: [
        ["--no-ledger", "--ledger", "l.db"], ["--no-ledger", "--resume", "last"], ["--simulate", "--resume", "last"],
        ["--dry-run", "--resume", "last"], ["--ledger", ""],
    ])
    func `these options do not go together`(_ options: [String]) async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", "")
        #expect(try await Hss(["run"] + options + ["s.lua"], in: scratch).run().status == 64)
    }

    @Test func `a ledger that cannot be used ends the run before anything is sent`() async throws {
        try await withSimulator { simulator in
            let scratch = try Scratch()
            try scratch.write("l.db", "my notes")
            let ended = try await Self.run(simulator, scratch, ["--ledger", "l.db", "--output", "json"], "a")
            #expect(ended.status == 78)
            #expect(
                ended.block == """
                    error[config]: l.db is no ledger: it is no SQLite database; it is left as it is
                    name another file with --ledger, or go without one with --no-ledger
                    nothing was sent
                    """
            )
            #expect(try ended.json()["status"] == "error")
            #expect(try scratch.text("l.db") == "my notes")
            #expect(simulator.callCount == 0)
        }
    }
}

extension JSONObject {
    fileprivate var id: String { self["task_id"]?.stringValue ?? "" }
}
