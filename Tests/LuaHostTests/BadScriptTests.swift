import Testing

@testable import LuaHost

@Suite struct BadScriptTests {
    static let texts: [(String, String, String, String?)] = [
        ("syntax", "\n\nlocal x = = 1", "test.lua:3: unexpected symbol near '='", "test.lua:3"),
        ("unfinished", "if true then", "test.lua:1: 'end' expected near <eof>", "test.lua:1"),
        ("goto", "goto nowhere", "test.lua:1: no visible label 'nowhere' for <goto> at line 1", "test.lua:1"),
        ("constant", "local x <const> = 1 x = 2", "test.lua:1: attempt to assign to const variable 'x'", "test.lua:1"),
        ("NUL", "local x\0 = 1", "test.lua:1: unexpected symbol", "test.lua:1"),
        ("not UTF-8", "\nlocal \u{E9}t\u{E9} = 1", "test.lua:2: <name> expected near '<\\195>'", "test.lua:2"),
        (
            "a long string without end", "x = [[\n\n",
            "test.lua:3: unfinished long string (starting at line 1) near <eof>", "test.lua:3"
        ),
        ("binary", "\u{1B}Lua", "test.lua: this is a compiled chunk; scripts are text", nil),
        (
            "binary after a byte order mark", "\u{FEFF}\u{1B}Lua",
            "test.lua: this is a compiled chunk; scripts are text", nil
        ),
        ("line after a shebang", "#!/usr/bin/hss run\nx = =", "test.lua:2: unexpected symbol near '='", "test.lua:2"),
        ("nested too deep", String(repeating: "(", count: 300), "test.lua:1: chunk has too many syntax levels", nil),
    ]

    @Test("A script that does not compile says where", arguments: texts)
    func compiling(_ name: String, _ source: String, _ text: String, _ place: String?) async throws {
        let outcome = try await Script().run(source)
        #expect(outcome.output.isEmpty)
        if name == "nested too deep" {
            #expect(outcome.failure?.text.contains("C stack overflow") == true, "\(outcome.failure?.text ?? "")")
        } else {
            #expect(outcome.failure?.text == text)
            #expect(outcome.failure?.place == place)
        }
    }

    @Test(
        "What may stand before and in a script",
        arguments: [
            ("empty", "", ""),
            ("blank", "\n \t\r\n", ""),
            ("byte order mark", "\u{FEFF}print(1)", "1\n"),
            ("shebang", "#!/usr/bin/hss run\nprint(1)", "1\n"),
            ("both", "\u{FEFF}#!x\nprint(1)", "1\n"),
            ("only a shebang", "#!x", ""),
            ("carriage returns", "print(1)\r\nprint(2)\r\n", "1\n2\n"),
            ("returns", "return 1, 2, 3", ""),
            ("arguments", "print(...)", "a\t-b\t\n"),
        ]
    )
    func unusual(_ name: String, _ source: String, _ expected: String) async throws {
        let outcome = try await Script().run(source, arguments: ["a", "-b", ""])
        #expect(outcome.failure == nil)
        #expect(outcome.output == expected)
    }

    @Test(
        "Lines are right after a shebang, and names are as given",
        arguments: [
            ("@nightly.lua", "nightly.lua:3: boom"), ("@/srv/a b/nightly.lua", "/srv/a b/nightly.lua:3: boom"),
            ("=stdin", "stdin:3: boom"), ("@C:12: x.lua", "C:12: x.lua:3: boom"),
        ]
    )
    func places(_ chunkName: String, _ expected: String) async throws {
        let outcome = try await Script().run("#!/usr/bin/hss run\n\nerror('boom')", chunkName: chunkName)
        #expect(outcome.failure?.text == expected)
        #expect(outcome.failure?.place == String(expected.dropLast(": boom".count)))
        #expect(outcome.failure?.stack == ["\(expected.dropLast(": boom".count)) in main chunk"])
    }

    @Test(
        "An error value of any type is readable",
        arguments: [
            ("error('x', 0)", "x", LuaValue.text("x")),
            ("error('x')", "test.lua:1: x", .text("test.lua:1: x")),
            ("error()", "nil", .nil),
            ("error(nil)", "nil", .nil),
            ("error(42)", "42", .integer(42)),
            ("error(false)", "false", .boolean(false)),
            ("error(print)", "function: builtin", .opaque("function")),
            ("error({code = 1})", "table: ", .table(LuaTable(["code": .integer(1)]))),
            ("error(setmetatable({}, {__tostring = function() return 'mine' end}))", "mine", .table(LuaTable())),
            (
                "error(setmetatable({}, {__tostring = function() error('again') end}))",
                "(error object is a table value)", .table(LuaTable())
            ),
            (
                "error(setmetatable({}, {__tostring = function() return {} end}))", "(error object is a table value)",
                .table(LuaTable())
            ),
            (
                "error(setmetatable({}, {__tostring = function() t.pause() end}))", "(error object is a table value)",
                .table(LuaTable())
            ),
            (
                "error(setmetatable({}, {__tostring = function(s) return tostring(s) end}))",
                "(error object is a table value)", .table(LuaTable())
            ),
            (
                "error({kind = 'service', message = 'forged'})", "table: ",
                .table(LuaTable(["kind": .text("service"), "message": .text("forged")]))
            ),
            (
                "local x = nil + 1", "test.lua:1: attempt to perform arithmetic on a nil value",
                .text("test.lua:1: attempt to perform arithmetic on a nil value")
            ),
            ("error(('x'):rep(70 << 20))", "an error without a message", .tooLarge),
        ]
    )
    func errorValues(_ source: String, _ text: String, _ value: LuaValue) async throws {
        let failure = try #require(await Script().run(source).failure)
        if text.hasSuffix(" ") || text.hasPrefix("function") {
            #expect(failure.text.hasPrefix(text.hasPrefix("function") ? "function: " : text))
        } else {
            #expect(failure.text == text)
        }
        #expect(Set(failure.value.canonical) == Set(value.canonical))
        #expect(failure.errorFields == nil)
    }

    @Test(
        "An error in a <close> variable replaces the error before it",
        arguments: [
            ("alone", "local x <close> = setmetatable({}, {__close = function() error('closing', 0) end})", "closing"),
            (
                "after another",
                "local x <close> = setmetatable({}, {__close = function(_, e) error(e .. ', closing', 0) end}) error('first', 0)",
                "first, closing"
            ),
            (
                "that pauses",
                "local x <close> = setmetatable({}, {__close = function(_, e) t.pause() error(e .. ', closing', 0) end}) error('first', 0)",
                "first, closing"
            ),
            (
                "that lets it pass",
                "local x <close> = setmetatable({}, {__close = function(_, e) t.pause() pcall(error, 'other') end}) error('first')",
                "test.lua:1: first"
            ),
            (
                "of the host",
                "local x <close> = setmetatable({}, {__close = function() t.fail() end}) error('first', 0)",
                "test.lua:1: t.fail: refused"
            ),
            ("no closable value", "local x <close> = {}", "test.lua:1: variable 'x' got a non-closable value"),
        ]
    )
    func closing(_ name: String, _ source: String, _ expected: String) async throws {
        try await Script().expect(source, failsWith: expected)
    }

    @Test(
        "Recursion without end is an error, whatever recurses",
        arguments: [
            ("Lua", "local function f() return 1 + f() end f()", "stack overflow"),
            (
                "metamethod",
                "local m = {} m.__index = function(o, k) return o[k .. 'x'] end print(setmetatable({}, m).a)",
                "overflow"
            ),
            ("gsub", "local function f() return (('x'):gsub('x', f)) end f()", "C stack overflow"),
            (
                "pcall", "local function f() return pcall(f) end print(f()) local function g() g() end g()",
                "stack overflow"
            ),
            ("coroutines", "local function f() return coroutine.wrap(f)() end f()", "C stack overflow"),
            (
                "tostring",
                "local o o = setmetatable({}, {__tostring = function() return tostring(o) end}) tostring(o)",
                "C stack overflow"
            ),
            (
                "after a pause", "local function f(n) if n % 1000 == 0 then t.pause() end return 1 + f(n + 1) end f(1)",
                "overflow"
            ),
            (
                "handlers",
                "local function f() error(f) end local ok = xpcall(f, f) error(tostring(ok) .. ' overflow')", "overflow"
            ),
        ]
    )
    func recursion(_ name: String, _ source: String, _ expected: String) async throws {
        let failure = try await Script().run(source).failure
        #expect(failure?.text.contains(expected) == true, "\(failure?.text.suffix(300) ?? "no failure")")
    }
}
