import Testing

@testable import LuaHost

/// The coroutine library is the host's own; to scripts it is Lua's.
@Suite struct CoroutineTests {
    @Test(
        "Coroutines do what Lua's manual says",
        arguments: [
            (
                "the main chunk cannot yield", "print(pcall(coroutine.yield, 1))",
                "false\tattempt to yield from outside a coroutine\n"
            ),
            (
                "a job cannot yield", "print(spawn(function() return pcall(coroutine.yield) end):join())",
                "false\tattempt to yield from outside a coroutine\n"
            ),
            (
                "a dead coroutine", "local c = coroutine.create(print) coroutine.resume(c) print(coroutine.resume(c))",
                "\nfalse\tcannot resume dead coroutine\n"
            ),
            (
                "itself",
                "local c c = coroutine.create(function() return coroutine.resume(c) end) print(coroutine.resume(c))",
                "true\tfalse\tcannot resume non-suspended coroutine\n"
            ),
            (
                "its resumer",
                "local c c = coroutine.wrap(function(f) return coroutine.resume(f) end) print(coroutine.wrap(function() return c(coroutine.running()) end)())",
                "false\tcannot resume non-suspended coroutine\n"
            ),
            ("wrap adds the place", "print(pcall(coroutine.wrap(function() error('x', 0) end)))", "false\tx\n"),
            (
                "wrap in a function",
                "local f = coroutine.wrap(function() error('x', 0) end) print(pcall(function() f() end))",
                "false\ttest.lua:1: x\n"
            ),
            (
                "wrap keeps objects",
                "local e = {} print(select(2, pcall(coroutine.wrap(function() error(e) end))) == e)", "true\n"
            ),
            (
                "close",
                "local c = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() print('closed') end}) coroutine.yield() end) coroutine.resume(c) print(coroutine.close(c), coroutine.status(c))",
                "closed\ntrue\tdead\n"
            ),
            (
                "close with an error",
                "local c = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() error('x', 0) end}) coroutine.yield() end) coroutine.resume(c) print(coroutine.close(c))",
                "false\tx\n"
            ),
            (
                "close a running one", "print(pcall(coroutine.close, (coroutine.running())))",
                "false\tcannot close a running coroutine\n"
            ),
            (
                "status",
                "local c c = coroutine.create(function() print(coroutine.status(c), coroutine.status(coroutine.running())) end) print(coroutine.status(c)) coroutine.resume(c) print(coroutine.status(c))",
                "suspended\nrunning\trunning\ndead\n"
            ),
            (
                "many results", "print(select('#', coroutine.wrap(function() return table.unpack({}, 1, 200) end)()))",
                "200\n"
            ),
            (
                "no coroutine", "print(pcall(coroutine.resume, 1))",
                "false\tbad argument #1 to 'coroutine.resume' (coroutine expected, got number)\n"
            ),
            ("error on error", "print(coroutine.resume(coroutine.create(function() error() end)))", "false\tnil\n"),
        ]
    )
    func manual(_ name: String, _ source: String, _ expected: String) async throws {
        try await Script().expect(source, prints: expected)
    }

    @Test("A coroutine that waits in a host call belongs to its job")
    func busy() async throws {
        let gate = Gate()
        let source = """
            local c = coroutine.create(function() return t.wait('held') end)
            local job = spawn(function() return coroutine.resume(c) end)
            spawn(function()
              print(coroutine.status(c))
              print(coroutine.resume(c))
              print(pcall(coroutine.close, c))
              t.wait('looked')
            end):join()
            print(job:join())
            print(coroutine.status(c))
            """
        let outcome = try await Script(functions: gate.functions).run(Array(source.utf8)) { _ in
            await gate.arrival(of: "looked")
            gate.answer("looked")
            gate.answer("held", .value(.text("answer")))
        }
        #expect(outcome.failure == nil, "\(outcome.failure?.text ?? "")")
        #expect(
            outcome.output == """
                normal
                false\tcannot resume non-suspended coroutine
                false\tcannot close a normal coroutine
                true\tanswer
                dead

                """
        )
    }

    @Test("A job's own coroutine can be neither resumed nor closed by another job, before and after its end")
    func jobThread() async throws {
        let gate = Gate()
        let source = """
            local thread
            local job = spawn(function() thread = coroutine.running() return t.wait('held') end)
            spawn(function()
              print(coroutine.status(thread), coroutine.resume(thread))
              print(pcall(coroutine.close, thread))
              print(pcall(coroutine.wrap(function() return coroutine.resume(thread, 1, 2, 3) end)))
              t.wait('looked')
            end):join()
            print(job:join())
            print(coroutine.status(thread), coroutine.resume(thread))
            """
        let outcome = try await Script(functions: gate.functions).run(Array(source.utf8)) { _ in
            await gate.arrival(of: "looked")
            gate.answer("looked")
            gate.answer("held", .value(.text("answer")))
        }
        #expect(outcome.failure == nil, "\(outcome.failure?.text ?? "")")
        #expect(
            outcome.output == """
                normal\tfalse\tcannot resume non-suspended coroutine
                false\tcannot close a normal coroutine
                true\tfalse\tcannot resume non-suspended coroutine
                answer
                dead\tfalse\tcannot resume dead coroutine

                """
        )
    }

    @Test(
        "Coroutines that close each other without end are an error, not a crash",
        arguments: [
            """
            local function nest(n)
              local c = coroutine.create(function()
                local x <close> = setmetatable({}, {__close = function() nest(n - 1) end}) coroutine.yield()
              end)
              coroutine.resume(c)
              if n > 0 then assert(coroutine.close(c)) end
            end
            print(pcall(nest, 20000))
            """,
            """
            local function nest(n)
              coroutine.wrap(function()
                local x <close> = setmetatable({}, {__close = function() if n > 0 then nest(n - 1) end end}) error('x', 0)
              end)()
            end
            print(pcall(nest, 20000))
            """,
        ]
    )
    func closing(_ source: String) async throws {
        let outcome = try await Script().run(source)
        #expect(outcome.failure == nil)
        #expect(outcome.output.hasPrefix("false\t"))
        #expect(outcome.output.contains("C stack overflow"))
    }
}
