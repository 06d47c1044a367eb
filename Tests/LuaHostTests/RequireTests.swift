import Testing

@testable import LuaHost

@Suite struct RequireTests {
    let root = TemporaryFolder()

    func script(_ functions: [HostFunction] = [.echo, .pause, .fail]) -> Script {
        let path = root.path
        return Script(functions: functions) { $0.moduleFolders = ["\(path)/scripts", "\(path)/shared"] }
    }

    func write(_ modules: [String: String]) {
        for (name, text) in modules { root.write(name, text) }
    }

    static let found: [(String, [String: String], String, String)] = [
        ("a table", ["scripts/m.lua": "return {x = 1}"], "print(require 'm'.x)", "1\n"),
        ("nested", ["scripts/a/b.lua": "return ..."], "print((require 'a.b'))", "a.b\n"),
        ("nothing is true", ["scripts/m.lua": ""], "print((require 'm'))", "true\n"),
        (
            "false stays false", ["scripts/m.lua": "print('once') return false"], "print((require 'm'), (require 'm'))",
            "once\nfalse\tfalse\n"
        ),
        ("once", ["scripts/m.lua": "print('loaded') return {}"], "print(require 'm' == require 'm')", "loaded\ntrue\n"),
        ("its path", ["scripts/m.lua": "return 1"], "print(select(2, require 'm'))", "%/scripts/m.lua\n"),
        ("module path", ["shared/s.lua": "return 's'"], "print((require 's'))", "s\n"),
        (
            "the first folder wins", ["scripts/m.lua": "return 1", "shared/m.lua": "return 2"], "print((require 'm'))",
            "1\n"
        ),
        ("libraries", [:], "print(require 'string' == string, require 'io' == io)", "true\ttrue\n"),
        ("pauses", ["scripts/m.lua": "return {x = t.pause(5)}"], "print(require 'm'.x)", "5\n"),
        (
            "its functions pause", ["scripts/m.lua": "return {f = function(x) return t.pause(x) end}"],
            "print(require 'm'.f(6))", "6\n"
        ),
        ("declares globals", ["scripts/m.lua": "shared = 7"], "require 'm' print(shared)", "7\n"),
        (
            "shebang and byte order mark", ["scripts/m.lua": "\u{FEFF}#!/usr/bin/lua\nreturn 8"],
            "print((require 'm'))", "8\n"
        ),
        (
            "requires another", ["scripts/a.lua": "return require 'b' + 1", "scripts/b.lua": "return 1"],
            "print((require 'a'))", "2\n"
        ),
        (
            "again after an error",
            ["scripts/m.lua": "n = (rawget(_G, 'n') or 0) + 1 if n < 2 then error('x', 0) end return n"],
            "print(pcall(require, 'm')) print((require 'm'))", "false\tx\n2\n"
        ),
        (
            "in a coroutine", ["scripts/m.lua": "coroutine.yield('y') return t.pause('r')"],
            "local c = coroutine.wrap(function() return (require 'm') end) print(c(), c())", "y\tr\n"
        ),
    ]

    @Test("require finds modules of the script's folder and the module path, and runs them once", arguments: found)
    func finds(_ name: String, _ modules: [String: String], _ source: String, _ expected: String) async throws {
        write(modules)
        try await script().expect(source, prints: expected.replacing("%", with: root.path))
    }

    static let failing: [(String, [String: String], String, String)] = [
        (
            "missing", [:], "require 'none'",
            "test.lua:1: module 'none' not found in the script's folder or --module-path"
        ),
        (
            "a path", ["x.lua": "return 1"], "require '../x'",
            "test.lua:1: module '../x' not found in the script's folder or --module-path"
        ),
        (
            "dots", ["x.lua": "return 1"], "require '..x'",
            "test.lua:1: module '..x' not found in the script's folder or --module-path"
        ),
        (
            "absolute", [:], "require '/etc/passwd'",
            "test.lua:1: module '/etc/passwd' not found in the script's folder or --module-path"
        ),
        (
            "itself", ["scripts/a.lua": "local a = require 'a'"], "require 'a'",
            "%/scripts/a.lua:1: module 'a' requires itself, directly or through others"
        ),
        (
            "itself, by a tail call", ["scripts/a.lua": "return require 'a'"], "\nrequire 'a'",
            "test.lua:2: module 'a' requires itself, directly or through others"
        ),
        (
            "a circle", ["scripts/a.lua": "require 'b'", "scripts/b.lua": "\nlocal a = require 'a'"], "require 'a'",
            "%/scripts/b.lua:2: module 'a' requires itself, directly or through others"
        ),
        ("an error", ["scripts/m.lua": "\n\nerror('boom')"], "require 'm'", "%/scripts/m.lua:3: boom"),
        ("a host error", ["scripts/m.lua": "\nt.fail()"], "require 'm'", "%/scripts/m.lua:2: t.fail: refused"),
        (
            "syntax", ["scripts/m.lua": "\nreturn ("], "require 'm'",
            "module 'm' does not compile: %/scripts/m.lua:2: unexpected symbol near <eof>"
        ),
        (
            "binary", ["scripts/m.lua": "\u{1B}Lua"], "require 'm'",
            "module 'm' does not compile: attempt to load a binary chunk (mode is 't')"
        ),
        (
            "strict globals", ["scripts/m.lua": "local function f() oops = 1 end\nf()"], "require 'm'",
            "%/scripts/m.lua:1: assignment to undeclared global 'oops'; write 'local oops' or declare it in the main chunk"
        ),
        ("no name", [:], "require()", "test.lua:1: bad argument #1 to 'require' (string expected, got nil)"),
    ]

    @Test("A module that cannot be had says why", arguments: failing)
    func fails(_ name: String, _ modules: [String: String], _ source: String, _ expected: String) async throws {
        write(modules)
        let text = try await script().run(source).failure?.text
        // Lua shortens long paths in its messages from the left.
        let wanted = expected.replacing("%", with: root.path)
        #expect(text == wanted, "\(text ?? "no failure")")
    }

    @Test("A link out of the folder is not followed, a link inside is; a folder or pipe is no module")
    func links() async throws {
        write(["outside.lua": "return 'outside'", "scripts/inside.lua": "return 'inside'"])
        root.link("scripts/out.lua", to: "\(root.path)/outside.lua")
        root.link("scripts/within.lua", to: "inside.lua")
        root.folder("scripts/folder.lua")
        root.fifo("scripts/pipe.lua")
        try await script().expect(
            "for _, name in ipairs {'out', 'within', 'folder', 'pipe'} do print((pcall(require, name))) end",
            prints: "false\ntrue\nfalse\nfalse\n"
        )
    }

    @Test("A job that needs a module which another job is loading waits for it")
    func concurrent() async throws {
        write(["scripts/m.lua": "print('loading') t.pause() t.wait('load') return {x = 1}"])
        let gate = Gate()
        let source = """
            local function use() return require 'm' end
            local a, b, c = spawn(use), spawn(use), spawn(function() print('meanwhile') t.arrive('other') end)
            print(a:join() == b:join(), require 'm' == a:join())
            """
        let outcome = try await script([.pause] + gate.functions).run(Array(source.utf8)) { _ in
            await gate.arrival(of: "load")
            await gate.arrival(of: "other")
            gate.answer("load")
        }
        #expect(outcome.failure == nil, "\(outcome.failure?.text ?? "")")
        #expect(outcome.output == "loading\nmeanwhile\ntrue\ttrue\n")
    }

    @Test("A module whose loading failed in one job is loaded again by the job that waited")
    func concurrentFailure() async throws {
        write([
            "scripts/m.lua":
                "n = (rawget(_G, 'n') or 0) + 1 local mine = n t.pause() if mine == 1 then error('x', 0) end return mine"
        ])
        try await script().expect(
            """
            local a = spawn(require, 'm') local b = spawn(require, 'm')
            print(pcall(a.join, a)) print((b:join()))
            """,
            prints: "false\tx\n2\n"
        )
    }

    @Test("Modules that require each other from two jobs are an error, not a standstill", .timeLimit(.minutes(10)))
    func concurrentCircle() async throws {
        write([
            "scripts/a.lua": "t.pause() t.pause() return require 'b'",
            "scripts/b.lua": "t.pause() t.pause() return require 'a'",
        ])
        let outcome = try await script().run("local a, b = spawn(require, 'a'), spawn(require, 'b') a:join() b:join()")
        let text = outcome.failure?.text ?? "no failure"
        #expect(text.contains("require: these jobs wait for each other") || text.contains("requires itself"), "\(text)")
    }
}
