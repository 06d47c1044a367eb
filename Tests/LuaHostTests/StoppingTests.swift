import Synchronization
import Testing

@testable import LuaHost

@Suite(.timeLimit(.minutes(10))) struct StoppingTests {
    static let limit = StopReason(kind: "limit", message: "the script used 60 s of CPU")

    @Test("A stopped run tells the waiting calls, and <close> variables run")
    func waiting() async throws {
        let gate = Gate()
        let source = """
            local function job(name)
              local x <close> = setmetatable({}, {__close = function() print(name .. ' closed') end})
              t.wait(name)
              print('not reached')
            end
            spawn(job, 'a')
            spawn(function() coroutine.wrap(job)('b') end)
            spawn(job, 'main'):join()
            """
        let outcome = try await Script(functions: gate.functions).run(Array(source.utf8)) { runtime in
            for name in ["a", "b", "main"] { await gate.arrival(of: name) }
            await runtime.stop(Self.limit, grace: .seconds(3600))
        }
        #expect(outcome.failure?.errorFields?["kind"] == .text("limit"))
        #expect(outcome.failure?.errorFields?["message"] == .text("the script used 60 s of CPU"))
        #expect(Set(outcome.output.split(separator: "\n")) == ["a closed", "b closed", "main closed"])
    }

    static let holdingOn: [(String, String)] = [
        ("a loop", "t.arrive('loop') while true do end"),
        ("pcall in a loop", "t.arrive('loop') while true do pcall(function() while true do end end) end"),
        ("xpcall", "local function f() t.arrive('loop') while true do end end while true do xpcall(f, f) end"),
        ("a coroutine", "coroutine.wrap(function() t.arrive('loop') while true do end end)()"),
        (
            "resume in a loop",
            "while true do coroutine.resume(coroutine.create(function() t.arrive('loop') while true do end end)) end"
        ),
        ("a comparator", "table.sort({2, 1}, function() t.arrive('loop') while true do end end)"),
        ("a goto", "t.arrive('loop') ::again:: goto again"),
        ("a job", "spawn(function() t.arrive('loop') while true do pcall(error) end end):join()"),
        (
            "<close> in a loop",
            """
            local function hold() while true do pcall(print) end end
            local x <close> = setmetatable({}, {__close = hold}) t.arrive('loop') hold()
            """
        ),
        (
            "a sleeping coroutine as <close>",
            """
            local asleep = coroutine.wrap(function() coroutine.yield() while true do end end) asleep()
            local x <close> = setmetatable({}, {__close = asleep})
            t.arrive('loop') while true do end
            """
        ),
        (
            "<close> of a coroutine that is being closed",
            """
            local c = coroutine.create(function()
              local x <close> = setmetatable({}, {__close = function() t.arrive('loop') while true do end end})
              coroutine.yield()
            end)
            coroutine.resume(c) coroutine.close(c) while true do end
            """
        ),
        (
            "<close> of a wrapped coroutine that failed",
            """
            pcall(coroutine.wrap(function()
              local x <close> = setmetatable({}, {__close = function() t.arrive('loop') while true do end end})
              error('x')
            end))
            while true do end
            """
        ),
        (
            "<close> of a coroutine that a stop killed",
            """
            coroutine.wrap(function()
              local x <close> = setmetatable({}, {__close = function() while true do end end})
              while true do pcall(function() t.arrive('loop') while true do end end) end
            end)()
            """
        ),
        ("jobs without end", "local function f() t.arrive('loop') spawn(f) pcall(error) end f()"),
        (
            "a tostring",
            "local o = setmetatable({}, {__tostring = function() t.arrive('loop') while true do end end}) error(o)"
        ),
    ]

    @Test("Nothing holds on after the grace", arguments: holdingOn)
    func loops(_ name: String, _ source: String) async throws {
        let gate = Gate()
        let outcome = try await Script(functions: gate.functions + [.echo]).run(Array(source.utf8)) { runtime in
            await gate.arrival(of: "loop")
            await runtime.stop(Self.limit, grace: .milliseconds(1))
        }
        #expect(outcome.failure != nil)
        if name == "a loop" { #expect(outcome.failure?.text == "test.lua:1: the script used 60 s of CPU") }
        if name == "a goto" { #expect(outcome.failure?.errorFields?["kind"] == .text("limit")) }
    }

    @Test("Within the grace a script may catch the stop and clean up, once")
    func grace() async throws {
        let gate = Gate()
        let source = """
            local ok, e = pcall(function() t.arrive('loop') while true do end end)
            print(ok, e.kind, e.message)
            for i = 1, 1000 do pcall(error) end
            print('cleaned up')
            print(pcall(t.wait, 'more'))
            """
        let outcome = try await Script(functions: gate.functions).run(Array(source.utf8)) { runtime in
            await gate.arrival(of: "loop")
            await runtime.stop(.interrupted, grace: .seconds(3600))
        }
        #expect(outcome.output.hasPrefix("false\tcancelled\tthe run was interrupted\ncleaned up\nfalse\t"))
    }

    @Test("A stop that comes between two stretches of Lua is not lost", arguments: [1, 50])
    func betweenStretches(_ graceMilliseconds: Int) async throws {
        for _ in 0..<100 {
            let gate = Gate()
            let source = Array("t.wait('answer') while true do end".utf8)
            let outcome = try await Script(functions: gate.functions).run(source) { runtime in
                await gate.arrival(of: "answer")
                gate.answer("answer")
                await runtime.stop(Self.limit, grace: .milliseconds(graceMilliseconds))
            }
            #expect(outcome.failure?.errorFields?["kind"] == .text("limit"))
        }
    }

    @Test("A stop for good is not weakened by one that comes after it")
    func forGood() throws {
        let interrupter = Mutex<Interrupter?>(nil)
        let stop = HostFunction.immediate("stop") { _ in
            interrupter.withLock { interrupter in
                interrupter?.interruptForGood()
                interrupter?.interruptOnce(Self.limit)
            }
            return .nothing
        }
        let prelude = Prelude(name: "test", source: Array("local host = ... stop = host.functions.stop".utf8))
        let sandbox = Sandbox(streams: .init(output: { _ in }, error: { _ in }, warning: { _ in }))
        let state = try LuaState(functions: sandbox.functions + [stop], preludes: [Sandbox.prelude, prelude])
        interrupter.withLock { $0 = state.interrupter }
        let source = Array("pcall(function() stop() local x = 1 end) for i = 1, 10 do pcall(error) end".utf8)
        let job = try state.load(source, chunkName: "@test.lua", arguments: [])
        guard case .failed(let failure) = state.resume(job, with: nil) else {
            Issue.record("the script held on")
            return
        }
        #expect(failure.errorFields?["kind"] == .text("limit"))
    }

    @Test(
        "Cancelling the task of a run stops it",
        arguments: [
            ("waiting", "t.arrive('there') t.wait('call')"), ("running", "t.arrive('there') while true do end"),
            ("joining", "local j = spawn(t.wait, 'call') spawn(t.arrive, 'there') j:join()"),
        ]
    )
    func taskCancellation(_ name: String, _ source: String) async throws {
        let gate = Gate()
        let script = Script(functions: gate.functions)
        let runtime = try script.runtime(streams: .init(output: { _ in }, error: { _ in }, warning: { _ in }))
        let task = Task { await Script.failure(of: runtime, Array(source.utf8), "@test.lua", []) }
        await gate.arrival(of: "there")
        task.cancel()
        #expect(await task.value?.errorFields?["kind"] == .text("cancelled"))
    }

    @Test("A run whose task is cancelled before it begins never runs the script")
    func cancelledBefore() async throws {
        let gate = Gate()
        let outcome = try await Script(functions: gate.functions).run(Array("t.arrive('x') print('ran')".utf8)) { _ in }
        #expect(outcome.output == "ran\n")
        let runtime = try Script(functions: [.echo]).runtime(
            streams: .init(output: { _ in Issue.record("the script ran") }, error: { _ in }, warning: { _ in })
        )
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await Script.failure(of: runtime, Array("print('ran')".utf8), "@test.lua", [])
        }
        #expect(await task.value?.errorFields?["kind"] == .text("cancelled"))
    }

    @Test("An uncaught error of the main chunk cancels the jobs; those that have not begun never do")
    func mainFails() async throws {
        let gate = Gate()
        let source = """
            local function close(name) return setmetatable({}, {__close = function() print(name .. ' closed') end}) end
            spawn(function() local x <close> = close('waiting') t.wait('call') end)
            spawn(function()
              local x <close> = close('catching')
              local ok, e = pcall(t.wait, 'other') print(e.kind)
              print(pcall(t.wait, 'third'))
            end)
            t.wait('main')
            spawn(function() print('never') end)
            error('main', 0)
            """
        let outcome = try await Script(functions: gate.functions).run(Array(source.utf8)) { _ in
            for name in ["call", "other", "main"] { await gate.arrival(of: name) }
            gate.answer("main")
        }
        #expect(outcome.failure?.text == "main")
        #expect(
            Set(outcome.output.split(separator: "\n")) == [
                "waiting closed", "cancelled", "false\ttest.lua:6: the script ended with an error", "catching closed",
            ]
        )
    }
}
