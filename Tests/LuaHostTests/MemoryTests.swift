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

    @Test("Uncaught, it ends the script with the bound, what was in use, and the place", arguments: hogs)
    func uncaught(_ name: String, _ source: String) async throws {
        let failure = try await Self.script.run("local x\n\(source)").failure
        #expect(failure?.errorFields?["kind"] == .text("limit"))
        let message = failure?.errorFields?["message"].text ?? ""
        #expect(message.hasPrefix("the script reached the 8 MiB of --memory-limit: "))
        #expect(message.contains(" were in use, and it asked for ") && message.hasSuffix(" more"))
        #expect(failure?.place == "test.lua:2", "\(name): \(failure?.place ?? "nil")")
    }

    @Test(
        "What is raised again, or through another coroutine, is still the bound",
        arguments: [
            ("raised again", "local ok, e = pcall(string.rep, 'x', 1e9) error(e, 0)"),
            ("raised again with a place", "local ok, e = pcall(string.rep, 'x', 1e9) error(e)"),
            (
                "coroutines",
                "coroutine.wrap(function() coroutine.wrap(function() return ('x'):rep(1e9) end)() end)()"
            ), ("a job", "spawn(function() return ('x'):rep(1e9) end):join()"),
            ("<close>", "local c <close> = setmetatable({}, {__close = function() ('x'):rep(1e9) end}) error('x')"),
        ]
    )
    func raisedAgain(_ name: String, _ source: String) async throws {
        let failure = try await Self.script.run(source).failure
        #expect(failure?.errorFields?["kind"] == .text("limit"), "\(failure?.text ?? "")")
        #expect(failure?.place == "test.lua:1")
    }

    @Test("A script's own words are its own")
    func ownWords() async throws {
        let outcome = try await Self.script.run("error('not enough memory', 0)")
        #expect(outcome.failure?.value == .text("not enough memory"))
    }

    @Test("The stack is told, too")
    func stack() async throws {
        let source = """
            local function fill()
              return ('x'):rep(1e10)
            end
            local function work() local s = fill() return s end
            work()
            """
        let failure = try await Self.script.run(source).failure
        #expect(
            failure?.stack == [
                "test.lua:2 in function 'fill'", "test.lua:4 in function 'work'", "test.lua:5 in main chunk",
            ]
        )
        #expect(failure?.text.hasPrefix("test.lua:2: the script reached the 8 MiB of --memory-limit: ") == true)
        #expect(failure?.text.hasSuffix(", and it asked for 9.3 GiB more") == true)
    }

    static let full = """
        local hold, held = {}, 0
        for _, size in ipairs { 100000, 5000, 200, 24 } do
          local function fill() while true do hold[held + 1] = ('x'):rep(size) .. held held = held + 1 end end
          pcall(fill)
        end
        pcall(function() while true do hold = { hold } end end)

        """

    @Test(
        "At the bound the host still answers and reports",
        arguments: [
            ("a reply", "for i = 1, 20 do assert(t.pause(i) == i and t.echo(i) == i) end", nil),
            ("an error of the host", "t.fail()", "t.fail: refused"),
            ("a table", "error({})", nil),
            ("a number", "error(42)", nil),
        ] as [(String, String, String?)]
    )
    func atTheBound(_ name: String, _ source: String, _ message: String?) async throws {
        let outcome = try await Self.script.run(Self.full + source)
        if name == "a reply" { #expect(outcome.failure == nil, "\(outcome.failure?.text ?? "")") }
        if let message { #expect(outcome.failure?.errorFields?["message"] == .text(message)) }
        if let failure = outcome.failure {
            #expect(failure.place == "test.lua:7", "\(failure.text)")
            #expect(failure.stack == ["test.lua:7 in main chunk"])
        }
    }

    @Test("A script that asks again and again gets an answer each time")
    func inALoop() async throws {
        try await Self.script.expect(
            "local n = 0 for i = 1, 5000 do if not pcall(string.rep, 'x', 1e10) then n = n + 1 end end print(n)",
            prints: "5000\n"
        )
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
        #expect(outcome.failure?.text == "reported")
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
