import Foundation
import HSSSchema
import HSSSimulator
import Testing

/// The bounds on a script as the process keeps them (contract section 7).
@Suite(.timeLimit(.minutes(5))) struct BoundCommandTests {
    private static let create = #"hss.export{ operate_all = true, export_size = 1, security_report_type = "apps" }"#
    private static let hint =
        "the script reached a bound; allow it more, or let it do less in one run (hss explain limit)"

    private func run(_ lines: [String], _ options: [String]) async throws -> Ended {
        let scratch = try Scratch()
        try scratch.write("nightly.lua", lines.joined(separator: "\n"))
        return try await Hss(["run", "--simulate", "--output", "json"] + options + ["nightly.lua"], in: scratch).run()
    }

    private func expectResults(_ ended: Ended) throws {
        #expect(ended.status == 79)
        let json = try ended.json()
        #expect(json["status"] == "limit")
        #expect(json["exit_status"] == 79)
        #expect(json["error"]?["kind"] == "limit")
        #expect(json["tasks"]?.arrayValue?.map { $0["state"] } == ["created"])
        #expect(ended.errorLines.last?.hasPrefix("hss: limit: created 1, ") == true)
    }

    @Test func `CPU time, to the letter`() async throws {
        let ended = try await run(
            [Self.create, "local function spin()", "  while true do end", "end", "spin()"],
            ["--cpu-limit", "0.2"]
        )
        try expectResults(ended)
        #expect(
            ended.block == """
                error[limit]: the script used more than the 0.2 s of CPU time of --cpu-limit
                 --> nightly.lua:3
                  |
                3 |   while true do end
                  |
                \(Self.hint)
                stack: nightly.lua:3 in function 'spin' <- nightly.lua:5 in main chunk
                """
        )
    }

    @Test func `memory, to the letter`() async throws {
        let ended = try await run([Self.create, "local s = ('x'):rep(1 << 30)"], ["--memory-limit", "16MiB"])
        try expectResults(ended)
        // How much is in use at the start is nobody's business.
        let block = ended.block.replacing(#/[0-9.]+ KiB were/#, with: "N KiB were")
        #expect(
            block == """
                error[limit]: the script reached the 16 MiB of --memory-limit: N KiB were in use, and it asked for 1 GiB more
                 --> nightly.lua:2
                  |
                2 | local s = ('x'):rep(1 << 30)
                  |
                \(Self.hint)
                stack: nightly.lua:2 in main chunk
                """
        )
    }

    static let beyondReach = [
        "a pattern": "local s = ('a'):rep(40) s:find(('a?'):rep(40) .. s)",
        "a table that is its own __call": "local t = setmetatable({}, {}) getmetatable(t).__call = t t()",
        "a pattern in a coroutine in a job":
            "hss.spawn(coroutine.wrap(function() local s = ('a'):rep(40) s:find(('a?'):rep(40) .. s) end)):join()",
    ]

    @Test(arguments: beyondReach.keys.sorted(), ["--cpu-limit", "--time-limit"])
    func `where nothing can stop Lua, the process ends within 2 seconds`(_ name: String, _ option: String) async throws
    {
        let scratch = try Scratch()
        try scratch.write("s.lua", "\(Self.create) print('ready')\n\(Self.beyondReach[name, default: ""])")
        try await withSimulator { simulator in
            let call = Hss(
                ["run", option, "0.3", "--output", "json", "s.lua"],
                in: scratch,
                environment: simulator.account
            )
            let running = try call.start()
            try await running.says("ready\n")
            let start = ContinuousClock.now
            let ended = try await running.ended()
            // A machine that is busy with other tests is in it.
            #expect(start.duration(to: .now) < .seconds(3.5))
            try expectResults(ended)
            #expect(ended.error.contains("; it was inside a function that cannot be stopped\n"))
            let runs = try await Hss(["runs", "--output", "json"], in: scratch).run().json()
            #expect(runs["runs"]?.arrayValue?.map { $0["status"] } == ["limit"])
            let listed = try await Hss(["tasks", "--output", "json"], in: scratch).run().json()
            #expect(listed["tasks"]?.arrayValue?.map { $0["state"] } == ["created"])
        }
    }

    @Test func `results go to their file then, too`() async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", "\(Self.create) local s = ('a'):rep(40) s:find(('a?'):rep(40) .. s)")
        let options = ["--cpu-limit", "0.2", "--output", "json", "--output-file", "results.json"]
        let ended = try await Hss(["run", "--simulate"] + options + ["s.lua"], in: scratch).run()
        #expect(ended.status == 79)
        let text = try String(contentsOfFile: "\(scratch.path)/results.json", encoding: .utf8)
        let json = try JSONValue(parsing: Array(text.utf8))
        #expect(json["status"] == "limit")
        #expect(json["tasks"]?.arrayValue?.count == 1)
    }

    static let wrong = [
        (
            ["--memory-limit", "much"],
            "a size is a whole number of bytes or of KiB, MiB, GiB, KB, MB, GB, such as 64MiB"
        ),
        (["--memory-limit", "12XB"], "a size is a whole number of bytes or of"),
        (["--memory-limit", "-1"], "--memory-limit"), (["--memory-limit", ""], "a size is a whole number"),
        (["--memory-limit", "1.5GiB"], "a size is a whole number"),
        (["--memory-limit", "99999999999999999999"], "more than this machine can count"),
        (["--memory-limit", "99999999999TiB"], "more than this machine can count"),
        (["--memory-limit", "1023KiB"], "a script needs at least 1 MiB"),
        (["--memory-limit", "0"], "a script needs at least 1 MiB"),
        (["--cpu-limit", "0"], "--cpu-limit must be above 0"),
        (["--cpu-limit", "nan"], "--cpu-limit must be above 0"), (["--cpu-limit", "1e300"], "--cpu-limit must be"),
        (["--cpu-limit", "soon"], "--cpu-limit"),
    ]

    @Test(arguments: wrong) func `a bound that is none is wrong use`(_ options: [String], _ message: String)
        async throws
    {
        let ended = try await run(["print('never')"], options)
        #expect(ended.status == 64)
        #expect(ended.error.contains(message), "\(ended.error)")
        #expect(!ended.error.contains("never"))
    }

    @Test(arguments: ["64MiB", "1GiB", "500MB", "1048576", "2M", "2mib", "20000 kB"])
    func `sizes are taken as people write them`(_ size: String) async throws {
        let ended = try await run(["print('ran')"], ["--memory-limit", size])
        #expect(ended.status == 0, "\(ended.error)")
    }
}
