import Testing

@testable import LuaHost

@Suite struct JobTests {
    @Test(
        "Jobs give their results and errors to those who join them",
        arguments: [
            ("results", "print(spawn(function(...) return ... end, 1, nil, 3):join())", "1\tnil\t3\n"),
            ("no result", "print(select('#', spawn(function() end):join()))", "0\n"),
            ("many", "print(select('#', spawn(table.unpack, {}, 1, 5000):join()))", "5000\n"),
            ("twice", "local j = spawn(t.pause, 1) print(j:join(), j:join())", "1\t1\n"),
            ("error text", "print(pcall(function() spawn(error, 'x', 0):join() end))", "false\tx\n"),
            (
                "error value", "local e = {} print(select(2, pcall(function() spawn(error, e):join() end)) == e)",
                "true\n"
            ),
            ("error object", "local ok, e = pcall(function() spawn(t.fail):join() end) print(e.kind)", "service\n"),
            ("nil error", "print(pcall(function() spawn(error):join() end))", "false\tnil\n"),
            (
                "error twice", "local j = spawn(error, 'x', 0) print(pcall(j.join, j)) print(pcall(j.join, j))",
                "false\tx\nfalse\tx\n"
            ),
            ("status", "local j = spawn(t.pause) print(j:status()) j:join() print(j:status())", "running\ndone\n"),
            ("failed status", "local j = spawn(error) pcall(j.join, j) print(j:status())", "failed\n"),
            ("tostring", "print(spawn(print))", "Job\n\n"),
            ("one value", "local j = spawn(t.pause) print(t.echo(j).join == j.join)", "true\n"),
            (
                "several wait for one",
                "local j = spawn(t.pause, 5) local a, b = spawn(j.join, j), spawn(j.join, j) print(a:join(), b:join())",
                "5\t5\n"
            ),
            ("a job that nobody holds", "spawn(function() t.pause() print('ran') end) collectgarbage()", "ran\n"),
            (
                "no function", "print(pcall(spawn, 1))",
                "false\tbad argument #1 to 'spawn' (function expected, got number)\n"
            ),
        ]
    )
    func joins(_ name: String, _ source: String, _ expected: String) async throws {
        try await Script().expect(source, prints: expected)
    }

    @Test("Jobs start in the order in which they were spawned, after the job that spawned them")
    func order() async throws {
        try await Script().expect(
            "for i = 1, 5 do spawn(print, i) end print('main')",
            prints: "main\n1\n2\n3\n4\n5\n"
        )
    }

    @Test("A job that waits holds up no other")
    func independence() async throws {
        let gate = Gate()
        let source = """
            spawn(function() print('slow', t.wait('slow')) end)
            spawn(function() print('quick', t.wait('quick')) end)
            print('main', t.wait('main'))
            """
        let outcome = try await Script(functions: gate.functions).run(Array(source.utf8)) { _ in
            for name in ["slow", "quick", "main"] { await gate.arrival(of: name) }
            gate.answer("main", .value(.integer(1)))
            gate.answer("quick", .value(.integer(2)))
            gate.answer("slow", .value(.integer(3)))
        }
        #expect(outcome.failure == nil)
        #expect(Set(outcome.output.split(separator: "\n")) == ["main\t1", "quick\t2", "slow\t3"])
    }

    @Test("Jobs that keep each other busy do not hold up an answer")
    func fairness() async throws {
        let gate = Gate()
        let source = """
            local answered = false
            spawn(function() t.wait('call') answered = true end)
            t.arrive('busy')
            while not answered do spawn(function() end):join() end
            print('answered')
            """
        let outcome = try await Script(functions: gate.functions).run(Array(source.utf8)) { _ in
            await gate.arrival(of: "call")
            gate.answer("call")
        }
        #expect(outcome.output == "answered\n")
    }

    @Test("A thousand jobs wait at once", .timeLimit(.minutes(10)))
    func thousand() async throws {
        try await Script().expect(
            """
            local jobs, sum = {}, 0
            for i = 1, 1000 do jobs[i] = spawn(function(n) return t.pause(n) + t.pause(n) end, i) end
            for i = 1, 1000 do sum = sum + jobs[i]:join() end
            print(sum)
            """,
            prints: "1001000\n"
        )
    }

    @Test(
        "Jobs that wait for each other in a circle get an error that names it",
        arguments: [
            ("itself", "local j j = spawn(function() j:join() end) j:join()", "2 -> job 2"),
            (
                "two",
                "local a, b a = spawn(function() b:join() end) b = spawn(function() a:join() end) a:join()",
                "3 -> job 2 -> job 3"
            ),
            (
                "three",
                """
                local a, b, c
                a = spawn(function() b:join() end) b = spawn(function() c:join() end) c = spawn(function() a:join() end)
                a:join()
                """,
                "4 -> job 2 -> job 3 -> job 4"
            ),
        ]
    )
    func circles(_ name: String, _ source: String, _ circle: String) async throws {
        let outcome = try await Script().run(source)
        let message = outcome.failure?.errorFields?["message"].text
        #expect(message == "job:join: these jobs wait for each other: job \(circle)")
    }

    @Test("The error of a job that nobody joined is the run's, the first of them; the others run on")
    func unjoined() async throws {
        let outcome = try await Script().run(
            """
            spawn(function() t.pause() error('first', 0) end)
            spawn(function() t.pause() t.pause() error('second', 0) end)
            spawn(function() t.pause() t.pause() t.pause() print('third') end)
            local joined = spawn(error, 'joined', 0)
            print(pcall(joined.join, joined))
            """
        )
        #expect(outcome.failure?.text == "first")
        #expect(outcome.output == "false\tjoined\nthird\n")
    }

    @Test("A joined failure is the joiner's to handle, however late it joins")
    func joinedLate() async throws {
        try await Script().expect(
            "local j = spawn(error, 'x', 0) while j:status() == 'running' do t.pause() end print(pcall(j.join, j))",
            prints: "false\tx\n"
        )
    }

    @Test("A spawn that lacks memory starts nothing")
    func spawnWithoutMemory() async throws {
        var script = Script()
        script.memoryLimit = 4 << 20
        let outcome = try await script.run(
            """
            local jobs, ran = {}, 0
            local function job() ran = ran + 1 end
            local function start() jobs[#jobs + 1] = spawn(job) end
            local ok, e
            repeat ok, e = pcall(start) until not ok
            local started = #jobs
            jobs = nil
            collectgarbage()
            t.pause()
            t.keep(e, started > 100, ran == started)
            """
        )
        #expect(outcome.failure == nil, "\(outcome.failure?.text ?? "")")
        #expect(outcome.kept == [[.text("not enough memory"), .boolean(true), .boolean(true)]])
    }
}
