import HSSClient
import HSSSchema
import HSSScript
import Testing

/// Ending a run from outside, running several at once, and leaving nothing behind.
@Suite(.timeLimit(.minutes(2))) struct StoppingTests {
    static let bodies = [
        "hss.sleep(1000)", "while true do end", "hss.export\(ScriptUnderTest.request())",
        "hss.map({ 1, 2, 3 }, function() hss.sleep(1000) end)", "hss.spawn(hss.sleep, 1000):join()",
        "while true do pcall(hss.sleep, 1000) end",
    ]

    private static func held(_ body: String) -> (ScriptUnderTest, String) {
        var test = ScriptUnderTest()
        test.clock = VirtualClock(wallMilliseconds: ScriptUnderTest.start)
        test.transport = FakeTransport(holds: true)
        let source = """
            local held <close> = setmetatable({}, { __close = function() print("closed") end })
            print("ready")
            \(body)
            print("never")
            """
        return (test, source)
    }

    @Test(arguments: bodies, [ScriptHost.Ending.interrupted, .terminated])
    func `stop ends`(_ body: String, _ ending: ScriptHost.Ending) async throws {
        let (test, source) = Self.held(body)
        let ended = try await test.run(source) { host, talk in
            await talk.says("ready\n")
            await host.stop(ending)
        }
        #expect(ended.report.status == .interrupted)
        #expect(ended.report.exitStatus.code == (ending == .interrupted ? 130 : 143))
        #expect(ended.report.error == nil)
        #expect(!ended.output.contains("never"))
        if !body.contains("pcall") { #expect(ended.output == "ready\nclosed\n") }
    }

    @Test(arguments: bodies)
    func `cancelling the task that runs a script interrupts it`(_ body: String) async throws {
        let (test, source) = Self.held(body)
        let talk = ScriptUnderTest.Talk()
        let host = try test.host(talk)
        let running = Task { await host.run(Script(name: "test.lua", source: Array(source.utf8))) }
        await talk.says("ready\n")
        running.cancel()
        let report = await running.value
        #expect(report.status == .interrupted)
        #expect(report.exitStatus == .interrupted)
        #expect(report.error == nil)
    }

    @Test func `a task that is cancelled already runs nothing`() async throws {
        let test = ScriptUnderTest()
        for _ in 0..<20 {
            let talk = ScriptUnderTest.Talk()
            let host = try test.host(talk)
            let running = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await host.run(
                    Script(name: "test.lua", source: Array("hss.export\(ScriptUnderTest.request())".utf8))
                )
            }
            let report = await running.value
            #expect(report.status == .interrupted)
            #expect(report.exitStatus == .interrupted)
        }
        #expect(test.transport.calls.isEmpty)
    }

    @Test func `a host that is stopped before it runs runs nothing`() async throws {
        let talk = ScriptUnderTest.Talk()
        let host = try ScriptUnderTest().host(talk)
        await host.stop(.terminated)
        let report = await host.run(Script(name: "test.lua", source: Array("print('never')".utf8)))
        #expect(talk.ended(report).output == "")
        #expect(report.exitStatus == .terminated)
    }

    @Test func `what was created before the end is in the report, and what was in flight is in doubt`() async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport(holds: true)
        let transport = test.transport
        let source = """
            hss.export(\(ScriptUnderTest.request()))
            hss.map({ "a", "b" }, function(n) return hss.export(\(ScriptUnderTest.request("namespace = n"))) end)
            """
        let ended = try await test.run(source) { host, _ in
            await transport.arrival(of: 1)
            transport.release(1)
            await transport.arrival(of: 3)
            await host.stop(.interrupted)
        }
        #expect(ended.report.tasks.map(\.taskID) == ["task-1"])
        #expect(ended.report.failures.map(\.kind) == ["cancelled", "cancelled"])
        #expect(ended.report.failures.map(\.sent) == ["unknown", "unknown"])
        #expect(ended.report.httpCalls == 3)
    }

    @Test(arguments: [ScriptHost.Ending.interrupted, .terminated, .timeLimit(.seconds(7))])
    func `an answer that comes after the end is in the report, and the script's variables are closed`(
        _ ending: ScriptHost.Ending
    ) async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport(holds: true, givesGrace: true)
        let transport = test.transport
        let source = """
            local function closing(name)
                return setmetatable({}, { __close = function() print(name .. " closed") end })
            end
            local main <close> = closing("main")
            hss.map({ "a", "b" }, function(n)
                local job <close> = closing(n)
                hss.export(\(ScriptUnderTest.request("namespace = n")))
                print("never")
            end)
            """
        let ended = try await test.run(source) { host, _ in
            await transport.arrival(of: 2)
            // Returns only once the run has ended, which these answers allow.
            async let stopped: Void = host.stop(ending)
            await transport.cancellation(of: 2)
            transport.release(1, 2)
            await stopped
        }
        #expect(ended.report.tasks.map(\.taskID) == ["task-1", "task-2"])
        #expect(ended.report.failures.isEmpty)
        #expect(ended.output.split(separator: "\n").sorted() == ["a closed", "b closed", "main closed"])
        #expect(ended.report.httpCalls == 2)
    }

    static let endless = [
        "hss.sleep(1000)", "while true do end", "while true do pcall(hss.sleep, 1) end",
        "hss.map({ 1, 2 }, function() hss.sleep(1000) end)", "hss.export\(ScriptUnderTest.request())",
    ]

    @Test(arguments: endless) func `a run that takes too long ends with limit`(_ body: String) async throws {
        var (test, source) = Self.held(body)
        let clock = test.clock
        test.configure = { $0.timeLimit = .seconds(1.5) }
        let ended = try await test.run(source) { _, talk in
            await talk.says("ready\n")
            clock.advance(by: .seconds(1.5))
        }
        #expect(ended.report.status == .limit)
        #expect(ended.report.exitStatus.code == 79)
        #expect(ended.report.error?.kind == .limit)
        #expect(ended.report.error?.message == "the run took longer than the 1.5 s of --time-limit")
        #expect(ended.report.error?.place?.hasPrefix("test.lua:") == true)
        #expect(!ended.output.contains("never"))
    }

    @Test func `a run that is quicker than its time limit hears nothing of it`() async throws {
        var test = ScriptUnderTest()
        test.clock = VirtualClock(wallMilliseconds: ScriptUnderTest.start)
        test.configure = { $0.timeLimit = .seconds(1) }
        let ended = try await test.run("print('done')")
        #expect(ended.report.status == .ok)
        #expect(ended.output == "done\n")
        #expect(test.clock.sleeperCount == 0)
    }

    @Test func `two hosts run at once and share nothing`() async throws {
        let (one, other) = (ScriptUnderTest(), ScriptUnderTest())
        func source(_ name: String, _ count: Int) -> String {
            """
            shared = (rawget(_G, "shared") or 0) + 1
            for i = 1, \(count) do hss.export(\(ScriptUnderTest.request("namespace = '\(name)'"))) end
            print("\(name)", shared)
            """
        }
        async let first = one.run(source("one", 50))
        async let second = other.run(source("other", 30))
        let (left, right) = try await (first, second)
        #expect(left.output == "one\t1\n")
        #expect(right.output == "other\t1\n")
        #expect(left.report.tasks.count == 50)
        #expect(right.report.tasks.count == 30)
        #expect(left.report.runID != right.report.runID)
    }
}
