import Foundation
import HSSSchema
import HSSSimulator
import Testing

/// Results (contract section 1): what `--output` and `--output-file` write.
@Suite(.timeLimit(.minutes(10))) struct ResultTests {
    /// Two exports whose second call is answered first, one failure that is caught.
    static let script = """
        print("talk")
        local first = hss.spawn(function()
          return hss.export{ operate_all = true, namespace = "a", export_size = 1, security_report_type = "apps" }
        end)
        hss.export{ operate_all = true, namespace = "b", export_size = 2, security_report_type = "files",
          enterprise_project_id = "0" }
        first:join()
        pcall(hss.export, { operate_all = true })
        """

    static let members = [
        "run_id", "script", "status", "exit_status", "started_at", "elapsed_s", "tasks", "failures", "warnings",
        "counts", "error", "parent_run_id",
    ]
    static let taskMembers = [
        "task_id", "request", "enterprise_project_id", "state", "project_id", "endpoint", "reused", "attempts",
        "created_at", "task_status", "file_id", "file_name", "path", "sha256", "size",
    ]
    static let countMembers = ["created", "reused", "planned", "failed", "downloaded", "http_calls"]

    private func run(_ script: String, _ options: [String], in scratch: Scratch) async throws -> Ended {
        try scratch.write("nightly.lua", script)
        return try await Hss(["run", "--simulate"] + options + ["nightly.lua"], in: scratch).run()
    }

    @Test func `json has the members of the contract, in order`() async throws {
        let ended = try await run(Self.script, ["--output", "json"], in: try Scratch())
        #expect(ended.status == 0)
        let json = try ended.json()
        #expect(json.keys == Self.members)
        #expect(json["script"] == "nightly.lua")
        #expect(json["status"] == "partial")
        #expect(json["exit_status"] == 0)
        #expect(json["error"] == .null)
        #expect(json["started_at"]?.stringValue?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
        #expect(json["counts"]?.objectValue?.keys == Self.countMembers)
        #expect(
            json["counts"] == ["created": 2, "reused": 0, "planned": 0, "failed": 1, "downloaded": 0, "http_calls": 2]
        )
        let tasks = (json["tasks"]?.arrayValue ?? []).compactMap(\.objectValue)
        #expect(tasks.map(\.keys) == [Self.taskMembers, Self.taskMembers])
        #expect(
            tasks.map { $0["request"] } == [
                ["export_size": 2, "security_report_type": "files", "operate_all": true, "namespace": "b"],
                ["export_size": 1, "security_report_type": "apps", "operate_all": true, "namespace": "a"],
            ],
            "the main chunk makes its call before the job starts"
        )
        #expect(tasks.map { $0["enterprise_project_id"] } == ["0", .null])
        #expect(tasks.map { $0["state"] } == ["created", "created"])
        let failures = (json["failures"]?.arrayValue ?? []).compactMap(\.objectValue)
        #expect(failures.count == 1)
        #expect(failures.first?.keys.prefix(3) == ["kind", "message", "request"])
        #expect(failures.first?["kind"] == "argument")
        #expect(failures.first?["request"] == ["operate_all": true])
    }

    @Test func `tasks stand in the order of their calls, not of the answers`() async throws {
        let script = """
            local jobs = {}
            for i = 1, 30 do
              jobs[i] = hss.spawn(function()
                return hss.export{ operate_all = true, export_size = i, security_report_type = "apps" }
              end)
            end
            for i = 30, 1, -1 do jobs[i]:join() end
            """
        let ended = try await run(
            script,
            ["--output", "json", "--latency-ms", "5", "--concurrency", "7"],
            in: try Scratch()
        )
        let tasks = try ended.json()["tasks"]?.arrayValue ?? []
        #expect(tasks.map { $0["request"]?["export_size"]?.integerValue } == (1...30).map { $0 })
    }

    @Test(arguments: ["json", "jsonl", "csv", "table"])
    func `what the script prints goes to standard error`(_ form: String) async throws {
        let ended = try await run(Self.script, ["--output", form], in: try Scratch())
        #expect(ended.errorLines.first == "talk")
        #expect(!ended.output.contains("talk"))
        #expect(!ended.output.isEmpty)
    }

    @Test func `jsonl is one object a line, failures included`() async throws {
        let ended = try await run(Self.script, ["--output", "jsonl"], in: try Scratch())
        let lines = try ended.outputLines.map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(lines.map { $0["state"] } == ["created", "created", "failed"])
        #expect(lines.prefix(2).allSatisfy { $0.objectValue?.keys == Self.taskMembers })
        #expect(lines.last?["kind"] == "argument")
    }

    @Test func `jsonl is written at once`() async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", "\(Scripts.export)\nhss.sleep(600)")
        let running = try Hss(["run", "--simulate", "--output", "jsonl", "s.lua"], in: scratch).start()
        try await running.says("\"state\":\"created\"")
        running.send(SIGINT)
        #expect(try await running.ended().status == 130)
    }

    @Test func `csv has the columns of the tasks, the request as JSON in one of them`() async throws {
        let lines = try await run(Self.script, ["--output", "csv"], in: try Scratch()).outputLines
        #expect(lines.count == 4)
        #expect(lines.first?.hasPrefix(Self.taskMembers.joined(separator: ",")) == true)
        #expect(
            lines[1].contains(
                #","{""export_size"":2,""security_report_type"":""files"",""operate_all"":true,""namespace"":""b""}",0,created,"#
            )
        )
        #expect(lines[3].contains(",failed,"))
    }

    @Test func `table is for reading`() async throws {
        let lines = try await run(Self.script, ["--output", "table"], in: try Scratch()).outputLines
        #expect(lines.first?.split(separator: " ") == ["TASK_ID", "STATE", "STATUS", "REQUEST"])
        #expect(lines.dropFirst().map { $0.split(separator: " ")[1] } == ["created", "created", "failed"])
    }

    @Test(arguments: [
        (["--output-file", "r.json"], "{\n"), (["--output-file", "r"], "{\n"),
        (["--output-file", "r.jsonl"], "{\"task_id\""),
        (["--output-file", "r.csv"], "task_id,"), (["--output-file", "r.csv", "--output", "json"], "{\n"),
        (["--output", "table", "--output-file", "r.json"], "TASK_ID"), (["--output-file", "r.txt"], "{\n"),
    ])
    func `a file gets the results, in the form asked for or of its ending`(_ options: [String], _ start: String)
        async throws
    {
        let scratch = try Scratch()
        let ended = try await run(Self.script, options, in: scratch)
        #expect(ended.output == "talk\n", "standard output stays the script's")
        let name = try #require(options.first { $0.hasPrefix("r") })
        #expect(try scratch.text(name).hasPrefix(start))
        #expect(scratch.names == ["nightly.lua", name], "no temporary file stays")
    }

    @Test func `a results file is replaced whole, and a folder of that name is no reason to leave a temporary one`()
        async throws
    {
        let scratch = try Scratch()
        try scratch.write("r.json", "old")
        _ = try await run(Self.script, ["--output-file", "r.json"], in: scratch)
        #expect(try scratch.text("r.json").hasPrefix("{\n"))
        try scratch.folder("taken")
        let ended = try await run(Self.script, ["--output-file", "taken"], in: scratch)
        #expect(ended.status == 73)
        #expect(ended.error.contains("error[io]: cannot write taken: Is a directory; the results follow\n"))
        #expect(scratch.names == ["nightly.lua", "r.json", "taken"])
    }

    @Test func `results that cannot be written are not lost`() async throws {
        let ended = try await run(Scripts.export, ["--output-file", "missing/r.json"], in: try Scratch())
        #expect(ended.status == 73)
        let id = try #require(ended.outputLines.first)
        #expect(ended.error.contains(id), "\(ended.error)")
    }

    @Test func `results are written when the script fails`() async throws {
        let ended = try await run("\(Scripts.export)\nerror('late')", ["--output", "json"], in: try Scratch())
        #expect(ended.status == 1)
        let json = try ended.json()
        #expect(json["status"] == "error")
        #expect(json["exit_status"] == 1)
        #expect(json["tasks"]?.arrayValue?.count == 1)
        #expect(json["error"]?["kind"] == "script")
        #expect(json["error"]?["where"] == "nightly.lua:2")
    }

    @Test func `warnings are listed and said`() async throws {
        let script = """
            hss.export{ operate_all = true, image_id_list = { "1" }, export_size = 1, security_report_type = "apps" }
            """
        let ended = try await run(script, ["--output", "json"], in: try Scratch())
        #expect(ended.status == 0)
        let warnings = try ended.json()["warnings"]?.arrayValue?.compactMap(\.stringValue)
        #expect(warnings?.count == 1)
        #expect(warnings?.first?.contains("image_id_list") == true)
        #expect(ended.errorLines.first?.hasPrefix("warning: image_id_list: ") == true)
    }

    @Test func `--fail-on-failures ends with the status of the first failure`() async throws {
        let ended = try await run(Self.script, ["--output", "json", "--fail-on-failures"], in: try Scratch())
        #expect(ended.status == 65)
        #expect(try ended.json()["exit_status"] == 65)
        #expect(try ended.json()["status"] == "partial")
    }

    @Test func `one line closes a run, and --quiet leaves it out`() async throws {
        let scratch = try Scratch()
        let ended = try await run(Self.script, [], in: scratch)
        let line = try #require(ended.errorLines.last)
        #expect(
            line.wholeMatch(of: /hss: partial: created 2, reused 0, failed 1 in \d+\.\d\d s \(run [-0-9TZa-f]+\)/)
                != nil
        )
        #expect(try await run(Self.script, ["--quiet"], in: scratch).error == "")
    }
}
