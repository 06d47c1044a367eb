import HSSClient
import HSSScript
import Synchronization
import Testing

/// The bounds on a script's memory and CPU time, as a run tells of them.
@Suite(.timeLimit(.minutes(5))) struct BoundTests {
    private static let spin = "while true do end"
    private static let message = "the script used more than the 0.1 s of CPU time of --cpu-limit"

    private static func bounded() -> ScriptUnderTest {
        var test = ScriptUnderTest()
        test.configure = { $0.cpuLimit = .milliseconds(100) }
        return test
    }

    /// A task is created before, so that there is something to report.
    private static func prologue(_ body: String) -> String {
        """
        local held <close> = setmetatable({}, { __close = function() print("closed") end })
        hss.export\(ScriptUnderTest.request())
        \(body)
        """
    }

    static let endless = [
        "a loop": spin,
        "a pcall loop": "while true do pcall(function() \(spin) end) end",
        "an xpcall handler": "while true do xpcall(error, function() \(spin) end) end",
        "coroutines": "while true do coroutine.resume(coroutine.create(function() \(spin) end)) end",
        "a job": "hss.spawn(function() \(spin) end):join()",
        "a job beside another": "hss.spawn(function() hss.sleep(1000) \(spin) end) hss.spawn(function() \(spin) end)",
        "hss.map": "hss.map({ 1, 2, 3 }, function() while true do pcall(function() \(spin) end) end end)",
        "hss.map that collects": "hss.map({ 1, 2 }, function() \(spin) end, { on_error = 'collect' }) \(spin)",
        "calls in pcall": "while true do pcall(hss.sleep, 1) end",
        "hss.validate": "while true do hss.validate{} end",
        "a handler of a caught stop": "pcall(function() \(spin) end) \(spin)",
        "a stop that is caught": "pcall(function() \(spin) end)",
    ]

    /// Those that do not hold on have time for their `<close>` variables.
    static let letsGo = ["a loop", "a job", "a job beside another", "hss.validate", "a stop that is caught"]

    @Test(arguments: endless.keys.sorted())
    func `CPU time beyond the bound ends the run, and what was created is told`(_ name: String) async throws {
        let ended = try await Self.bounded().run(Self.prologue(Self.endless[name, default: ""]))
        let report = ended.report
        #expect(report.status == .limit)
        #expect(report.exitStatus.code == 79)
        #expect(report.error?.kind == .limit)
        #expect(report.error?.message == Self.message)
        #expect(report.error?.place == "test.lua:3")
        #expect(report.tasks.map(\.taskID) == ["task-1"])
        if Self.letsGo.contains(name) { #expect(ended.output == "closed\n") }
    }

    @Test func `many short stretches of Lua with waits between them use little`() async throws {
        var test = Self.bounded()
        test.configure = { $0.cpuLimit = .seconds(30) }
        let ended = try await test.run("for i = 1, 2000 do hss.sleep(1000) end print('done')")
        #expect(ended.report.status == .ok)
        #expect(ended.output == "done\n")
    }

    static let hogs = [
        "a table": "local l = {} while true do l[#l + 1] = ('x'):rep(1000) .. #l end",
        "string.rep": "local s = ('x'):rep(1e10)",
        "a job": "hss.spawn(function() return ('x'):rep(1e10) end):join()",
        "hss.map": "hss.map({ 1 }, function() return ('x'):rep(1e10) end)",
        "raised again": "local ok, e = pcall(string.rep, 'x', 1e10) error(e, 0)",
        "a job that nobody joined": "hss.spawn(function() return ('x'):rep(1e10) end)",
    ]

    @Test(arguments: hogs.keys.sorted())
    func `memory beyond the bound ends the run, if nobody catches it`(_ name: String) async throws {
        var test = Self.bounded()
        test.configure = { $0.memoryLimit = 32 << 20 }
        let ended = try await test.run(Self.prologue(Self.hogs[name, default: ""]))
        #expect(ended.report.status == .limit)
        #expect(ended.report.exitStatus.code == 79)
        #expect(ended.report.error?.kind == .limit)
        let message = ended.report.error?.message ?? ""
        #expect(message.hasPrefix("the script reached the 32 MiB of --memory-limit: "), "\(message)")
        #expect(ended.report.error?.place == "test.lua:3")
        #expect(ended.report.error?.stack.isEmpty == false)
        #expect(ended.report.tasks.count == 1)
        #expect(ended.output == "closed\n")
    }

    @Test func `want of memory that is caught leaves the script where it was`() async throws {
        var test = Self.bounded()
        test.configure = { $0.memoryLimit = 4 << 20 }
        try await test.expect(
            """
            print(pcall(string.rep, 'x', 1e10))
            local hold = {}
            pcall(function() while true do hold[#hold + 1] = ('x'):rep(100) .. #hold end end)
            hold = nil
            print(#hss.export\(ScriptUnderTest.request()).task_id)
            """,
            prints: "false\tnot enough memory\n6\n"
        )
    }

    @Test func `a script's own error at the bound keeps its message, place and stack`() async throws {
        let source = """
            local hold = {}
            for _, size in ipairs { 100000, 1000, 10 } do
                pcall(function() while true do hold[#hold + 1] = ('x'):rep(size) .. #hold end end)
            end
            local function stop() error("stopped", 0) end
            stop()
            """
        var test = Self.bounded()
        test.configure = { $0.memoryLimit = 4 << 20 }
        let error = try await test.run(source).report.error
        #expect(error?.kind == .script)
        #expect(error?.message == "stopped")
        #expect(error?.stack == ["test.lua:5 in function 'stop'", "test.lua:6 in main chunk"])
    }

    @Test(arguments: [ScriptHost.Ending.interrupted, .timeLimit(.seconds(7))])
    func `a run that no stop reaches is told of from outside, once`(_ ending: ScriptHost.Ending) async throws {
        var test = ScriptUnderTest()
        let (reports, told) = AsyncStream.makeStream(of: ScriptReport.self)
        test.configure = {
            $0.abandon = { told.yield($0) }
            $0.abandonsAfter = .milliseconds(100)
        }
        // What is stopped first is the loop; the search takes about a second, and then ends after all.
        let source = Self.prologue(
            "pcall(function() print('ready') while true do end end) local s = ('a'):rep(24) s:find(('a?'):rep(24) .. s)"
        )
        let ended = try await test.run(source) { host, talk in
            await talk.says("ready\n")
            await host.stop(ending)
        }
        told.finish()
        var all: [ScriptReport] = []
        for await report in reports { all.append(report) }
        #expect(all.count == 1)
        #expect(all.first?.exitStatus == ending.exitStatus)
        #expect(all.first?.tasks.map(\.taskID) == ["task-1"])
        #expect(ended.report.exitStatus == ending.exitStatus)
        if case .timeLimit = ending {
            let why =
                "the run took longer than the 7 s of --time-limit; it was inside a function that cannot be stopped"
            #expect(all.first?.error?.message == why)
        } else {
            #expect(all.first?.error == nil)
        }
    }

    @Test func `a run that a stop reaches is not given up`() async throws {
        var test = Self.bounded()
        let configure = test.configure
        test.configure = {
            configure(&$0)
            $0.abandon = { _ in Issue.record("it was in reach") }
        }
        let ended = try await test.run(Self.prologue("while true do pcall(function() \(Self.spin) end) end"))
        #expect(ended.report.status == .limit)
    }
}
