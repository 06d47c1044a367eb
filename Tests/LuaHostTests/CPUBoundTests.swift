import Testing

@testable import LuaHost

/// CPU time: what counts, and that nothing which a script does holds on to it.
@Suite(.timeLimit(.minutes(5))) struct CPUBoundTests {
    static let limit = Duration.milliseconds(60)
    static let reason = StopReason(kind: "limit", message: "too much CPU")

    private static let spin = "while true do end"

    static let evasions: [(String, String)] = [
        ("a loop", spin),
        ("a pcall loop", "while true do pcall(function() \(spin) end) end"),
        ("pcall in pcall", "local function f() pcall(f) \(spin) end while true do pcall(f) end"),
        ("an xpcall handler", "while true do xpcall(function() \(spin) end, function() \(spin) end) end"),
        ("an xpcall handler that fails", "local function f() error(1) end while true do xpcall(f, f) end"),
        ("coroutine.wrap", "while true do pcall(coroutine.wrap(function() \(spin) end)) end"),
        ("coroutine.resume", "while true do coroutine.resume(coroutine.create(function() \(spin) end)) end"),
        (
            "nested coroutines",
            """
            local function deep(n)
              if n == 0 then \(spin) end
              while true do coroutine.resume(coroutine.create(deep), n - 1) end
            end
            deep(20)
            """
        ),
        (
            "a coroutine that was asleep",
            "local c = coroutine.wrap(function() while true do coroutine.yield() end end) while true do c() end"
        ),
        (
            "<close>",
            """
            while true do
              pcall(function()
                local c <close> = setmetatable({}, {__close = function() \(spin) end})
                \(spin)
              end)
            end
            """
        ),
        (
            "<close> in <close>",
            """
            local function closing(n)
              local c <close> = setmetatable({}, {__close = function() closing(n + 1) end})
              \(spin)
            end
            closing(1)
            """
        ),
        ("__gc, which is refused", "while true do pcall(setmetatable, {}, {__gc = function() \(spin) end}) end"),
        (
            "__index",
            "local o = setmetatable({}, {__index = function() \(spin) end}) while true do pcall(next, o[1]) end"
        ),
        ("__tostring", "error(setmetatable({}, {__tostring = function() \(spin) end}))"),
        ("__lt in a sort", "table.sort({1, 2, 3}, function() \(spin) end)"),
        ("gsub", "while true do pcall(string.gsub, 'aaa', 'a', function() \(spin) end) end"),
        ("a reader of load", "while true do pcall(load, function() return ' ' end) end"),
        ("jobs", "local function f() spawn(f) pcall(f) end f()"),
        ("a job that is joined", "while true do pcall(function() spawn(function() \(spin) end):join() end) end"),
        ("short stretches", "while true do t.pause() end"),
        ("short stretches in pcall", "while true do pcall(t.pause) end"),
        ("calls that answer at once", "while true do t.echo(1) end"),
        ("want of memory", "while true do pcall(string.rep, 'x', 1e10) end"),
        ("table.move", "table.move({}, 1, 1e15, 2)"),
        ("table.move backwards", "while true do pcall(table.move, {}, 1, math.maxinteger - 1, 2) end"),
        ("table.insert", "table.insert(setmetatable({}, {__len = function() return 1e15 // 1 | 0 end}), 1, 1)"),
        ("table.remove", "table.remove(setmetatable({}, {__len = function() return 1e15 // 1 | 0 end}), 1)"),
        (
            "table.concat",
            "local s = setmetatable({}, {__index = setmetatable({}, {__index = function() return '' end})}) "
                + "while true do pcall(table.concat, s, '', 1, math.maxinteger) end"
        ),
    ]

    @Test("Nothing holds on to the CPU", arguments: evasions)
    func evasion(_ name: String, _ source: String) async throws {
        let script = Script(memoryLimit: 64 << 20)
        let outcome = try await script.run(Array(source.utf8)) { runtime in
            try await runtime.waitForCPUTime(Self.limit)
            await runtime.stop(Self.reason, grace: .milliseconds(50))
            // Twice the grace is in it, and the time that a busy machine takes to wake up whoever ends the script.
            #expect(runtime.cpuTime < Self.limit + .milliseconds(1500), "\(name)")
        }
        #expect(outcome.failure != nil || name == "a job that is joined")
    }

    @Test("The script's line is known, even if it catches the stop")
    func place() async throws {
        let source = Array("print('x')\npcall(function()\n  \(Self.spin)\nend)".utf8)
        let outcome = try await Script().run(source) { runtime in
            try await runtime.waitForCPUTime(Self.limit)
            await runtime.stop(Self.reason, grace: .seconds(60))
            #expect(runtime.stoppedAt == "test.lua:3")
        }
        #expect(outcome.failure == nil)
    }

    @Test("Waiting, and what the host does meanwhile, does not count")
    func waiting() async throws {
        let work = HostFunction.pausing("work") { _, _ in
            let start = ContinuousClock.now
            while start.duration(to: .now) < .milliseconds(100) {}
            return .nothing
        }
        let source = Array("for i = 1, 3 do t.work() end t.wait('end')".utf8)
        let gate = Gate()
        _ = try await Script(functions: gate.functions + [work]).run(source) { runtime in
            await gate.arrival(of: "end")
            #expect(runtime.cpuTime < .milliseconds(100))
            #expect(runtime.cpuTime > .zero)
            gate.answer("end")
        }
    }

    @Test("Until the next look there is no way to use up the rest")
    func looks() {
        #expect(CPUWatch.wait(used: .zero, limit: .seconds(60)) == .seconds(60))
        #expect(CPUWatch.wait(used: .seconds(59), limit: .seconds(60)) == .seconds(1))
        #expect(CPUWatch.wait(used: .milliseconds(59_999), limit: .seconds(60)) == .milliseconds(50))
        #expect(CPUWatch.wait(used: .seconds(60), limit: .seconds(60)) == nil)
    }
}
