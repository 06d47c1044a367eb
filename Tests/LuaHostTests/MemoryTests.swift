import Testing

@testable import LuaHost

@Suite struct MemoryTests {
    static let script = Script(memoryLimit: 8 << 20)

    static let hogs: [(String, String)] = [
        ("string.rep", "('x'):rep(1 << 30)"),
        ("concatenation", "local s = 'x' while true do s = s .. s end"),
        ("a table", "local l = {} while true do l[#l + 1] = #l end"),
        ("tables", "local l while true do l = {l} end"),
        ("table.concat", "local l = {} for i = 1, 20 do l[i] = ('x'):rep(1 << 20) end table.concat(l)"),
        ("coroutines", "local l = {} while true do l[#l + 1] = coroutine.create(print) end"),
        ("closures", "local l = {} while true do l[#l + 1] = function() return l end end"),
        ("jobs", "while true do spawn(t.pause) end"),
        ("string.format", "('%s'):format(('x'):rep(4 << 20) .. ('y'):rep(4 << 20))"),
        ("gsub", "('x'):rep(1 << 20):gsub('x', ('y'):rep(100))"),
        ("load", "load('return \"' .. ('x'):rep(4 << 20) .. '\"')"),
        ("a host's reply", "t.echo(('x'):rep(5 << 20))"),
        ("a host's late reply", "t.pause(('x'):rep(5 << 20))"),
        ("in a coroutine", "coroutine.wrap(function() t.pause() return ('x'):rep(1 << 30) end)()"),
    ]

    @Test("Memory beyond the bound is Lua's error, which may be caught", arguments: hogs.filter { $0.0 != "jobs" })
    func caught(_ name: String, _ source: String) async throws {
        let outcome = try await Self.script.run(
            "print(pcall(function() \(source) end)) collectgarbage() print(t.pause('goes on'))"
        )
        #expect(outcome.failure == nil, "\(outcome.failure?.text ?? "")")
        #expect(outcome.output == "false\tnot enough memory\ngoes on\n")
    }

    @Test("Uncaught, it ends the script", arguments: hogs)
    func uncaught(_ name: String, _ source: String) async throws {
        let failure = try await Self.script.run(source).failure
        #expect(failure?.text == "not enough memory")
        #expect(failure?.value == .text("not enough memory"))
    }

    @Test("The host's own work is not bounded: a failure beyond the bound is reported whole")
    func reporting() async throws {
        let outcome = try await Self.script.run(
            """
            local hold = {}
            pcall(function() while true do hold[#hold + 1] = ('x'):rep(1000) .. #hold end end)
            pcall(function() while true do hold[#hold + 1] = {} end end)
            error('reported', 0)
            """
        )
        #expect(outcome.failure?.text == "reported" || outcome.failure?.text == "not enough memory")
    }

    @Test("A pause that is on its way up is not lost for want of memory")
    func pausing() async throws {
        let outcome = try await Script(memoryLimit: 1 << 20).run(
            """
            local hold, held = {}, 0
            local function fill(size)
              local ok
              repeat ok = pcall(function() hold[held + 1] = ('x'):rep(size) .. held held = held + 1 end) until not ok
            end
            local function once()
              return coroutine.wrap(function() return coroutine.wrap(function() return t.pause('answer') end)() end)()
            end
            local paused, refused = 0, 0
            for round = 1, 300 do
              fill(50000) fill(1000) fill(100)
              for i = 1, round % 60 do hold[held] = nil held = held - 1 end
              local ok, got = pcall(once)
              if ok then paused = paused + 1 else refused = refused + 1 end
              hold, held = {}, 0
              assert(got == 'answer' or got == 'not enough memory', got)
              local yielded = coroutine.wrap(function() coroutine.yield('own') end)
              assert(yielded() == 'own')
            end
            t.keep(paused > 0, refused > 0)
            """
        )
        #expect(outcome.failure == nil, "\(outcome.failure?.text ?? "")")
        #expect(outcome.kept == [[.boolean(true), .boolean(true)]])
    }

    @Test("Without a bound there is none")
    func none() async throws {
        try await Script().expect("print(#('x'):rep(20 << 20))", prints: "20971520\n")
    }
}
