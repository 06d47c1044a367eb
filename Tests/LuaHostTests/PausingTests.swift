import Testing

@testable import LuaHost

@Suite struct PausingTests {
    static let places: [(String, String, String)] = [
        ("plain code", "print(t.pause(1, 'a', nil, true))", "1\ta\tnil\ttrue\n"),
        ("pcall", "print(pcall(t.pause, 7))", "true\t7\n"),
        ("nested pcall", "print(pcall(pcall, pcall, t.pause, 7))", "true\ttrue\ttrue\t7\n"),
        ("xpcall", "print(xpcall(function() return t.pause(3) end, print))", "true\t3\n"),
        ("tail call", "local function f() return t.pause(4) end print(f())", "4\n"),
        ("vararg", "local function f(...) return t.pause(...), ... end print(f(1, 2))", "1\t1\t2\n"),
        (
            "iterator",
            "for v in function(_, c) c = (c or 0) + 1 if c < 4 then return t.pause(c) end end do print(v) end",
            "1\n2\n3\n"
        ),
        (
            "<close>", "do local x <close> = setmetatable({}, {__close = function() print(t.pause('closed')) end}) end",
            "closed\n"
        ),
        (
            "<close> after an error",
            """
            print(pcall(function()
              local x <close> = setmetatable({}, {__close = function(_, e) print(t.pause('closing'), e) end})
              error('boom', 0)
            end))
            """,
            "closing\tboom\nfalse\tboom\n"
        ),
        (
            "coroutine",
            """
            local c = coroutine.wrap(function(a) local d = coroutine.yield(t.pause(a)) return t.pause(d) end)
            print(c(1)) print(c(2))
            """,
            "1\n2\n"
        ),
        (
            "coroutine in coroutine",
            """
            local function deep(n) if n == 0 then return t.pause('deep') end return coroutine.wrap(deep)(n - 1) end
            print(deep(20))
            """,
            "deep\n"
        ),
        (
            "resume",
            """
            local c = coroutine.create(function() return t.pause(1), t.pause(2) end)
            print(coroutine.resume(c)) print(coroutine.status(c))
            """,
            "true\t1\t2\ndead\n"
        ),
        ("a host function as a coroutine", "print(coroutine.wrap(t.pause)(5))", "5\n"),
        (
            "coroutine as iterator",
            "for v in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(t.pause(i)) end end) do print(t.pause(v)) end",
            "1\n2\n3\n"
        ),
        (
            "coroutine that pauses between its yields",
            """
            local c = coroutine.create(function(...) t.pause() local got = coroutine.yield(...) t.pause() return got end)
            print(coroutine.resume(c, 1, 2)) print(coroutine.status(c)) print(coroutine.resume(c, 'end'))
            """,
            "true\t1\t2\nsuspended\ntrue\tend\n"
        ),
        (
            "error of a coroutine after a pause",
            "print(pcall(coroutine.wrap(function() t.pause() error('boom', 0) end)))",
            "false\tboom\n"
        ),
        (
            "a coroutine's view of itself",
            """
            local c c = coroutine.wrap(function() t.pause() return coroutine.isyieldable(), select(2, coroutine.running()) end)
            print(c()) print(coroutine.isyieldable(), select(2, coroutine.running()))
            """,
            "true\tfalse\nfalse\ttrue\n"
        ),
        (
            "pairs with __pairs",
            "for k in pairs(setmetatable({}, {__pairs = function() return next, {t.pause('k')} end})) do print(k) end",
            "1\n"
        ),
        ("load", "print(load('return t.pause(6)')())", "6\n"),
        (
            "a reader of load",
            "local n = 0 print(load(function() n = n + 1 return t.pause(({'return ', '8'})[n]) end)())",
            "8\n"
        ),
    ]

    @Test("A host call pauses wherever Lua can", arguments: places)
    func pauses(_ place: String, _ source: String, _ expected: String) async throws {
        try await Script().expect(source, prints: expected)
    }

    @Test(
        "A host call pauses inside a metamethod",
        arguments: [
            ("index", "o.x"), ("add", "o + 1"), ("sub", "1 - o"), ("unm", "-o"), ("concat", "o .. 'x'"), ("len", "#o"),
            ("call", "o(1)"), ("eq", "o == other"), ("lt", "o < other"), ("le", "o <= other"), ("idiv", "o // 1"),
            ("band", "o & 1"), ("shl", "o << 1"), ("newindex", "(function() o.y = 1 return true end)()"),
        ]
    )
    func metamethods(_ event: String, _ expression: String) async throws {
        try await Script().expect(
            """
            local paused = 0
            local meta = {__\(event) = function() paused = paused + t.pause(1) return true end}
            local o, other = setmetatable({}, meta), setmetatable({}, meta)
            print(\(expression), paused)
            """,
            prints: "true\t1\n"
        )
    }

    @Test("A host call that fails raises an error object, in pcall and out of it")
    func failing() async throws {
        let source = """
            local function export() -- line 1

              t.fail()
            end
            local ok, e = pcall(export)
            print(ok, e.kind, e.message, e.status, e.where)
            print(tostring(e), e .. '!', type(e), e.sent)
            print(pcall(function() e.kind = 'x' end))
            error(e)
            """
        let outcome = try await Script().run(source.replacing("e.sent", with: "rawequal(e, e)"))
        #expect(
            outcome.output == """
                false\tservice\tt.fail: refused\t400\ttest.lua:3
                test.lua:3: t.fail: refused\ttest.lua:3: t.fail: refused!\tuserdata\ttrue
                false\ttest.lua:8: an error object is read-only

                """
        )
        #expect(outcome.failure?.text == "test.lua:3: t.fail: refused")
        #expect(outcome.failure?.errorFields?["status"] == .integer(400))
        #expect(outcome.failure?.place == "test.lua:9")
    }

    @Test(
        "A failed host call knows its line wherever it was called",
        arguments: [
            ("main chunk", "\nt.fail()", "test.lua:2"),
            ("coroutine", "coroutine.wrap(function()\nt.fail() end)()", "test.lua:2"),
            (
                "metamethod", "local o = setmetatable({}, {__index = function()\nt.fail() end})\n\nlocal x = o.x",
                "test.lua:2"
            ),
            ("job", "spawn(function()\n\nt.fail() end):join()", "test.lua:3"),
            ("through pcall", "pcall(print)\nlocal ok, e = pcall(t.fail) error(e)", "test.lua:2"),
            ("loaded", "load('\\n\\nt.fail()', '=part')()", "part:3"),
        ]
    )
    func lines(_ name: String, _ source: String, _ expected: String) async throws {
        let outcome = try await Script().run(source)
        #expect(outcome.failure?.errorFields?["where"] == .text(expected))
        #expect(outcome.failure?.text == "\(expected): t.fail: refused")
    }

    @Test("The stack of an uncaught error names the script's frames, innermost first, and none of the host")
    func stack() async throws {
        let outcome = try await Script().run(
            """
            function export_one(list)
              t.fail(list)
            end

            local function all()
              pcall(print)
              export_one({})
            end
            all()
            """
        )
        #expect(
            outcome.failure?.stack
                == [
                    "test.lua:2 in function 'export_one'", "test.lua:7 in upvalue 'all'", "test.lua:9 in main chunk",
                ].map { $0.replacing("upvalue", with: "function") }
        )
    }

    @Test("A reply may hold no value, many, and nil among them")
    func replies() async throws {
        var script = Script()
        script.functions.append(
            .pausing("many", name: "t.many") { _, arguments in
                guard case .integer(let count)? = arguments.first else { return .nothing }
                return .values((0..<count).map { .integer($0) })
            }
        )
        try await script.expect(
            "print(select('#', t.many()), select('#', t.many(0)), select('#', t.many(5000)), t.pause(nil, nil))",
            prints: "0\t0\t5000\tnil\tnil\n"
        )
    }
}
