import HSSClient
import HSSScript
import Testing

/// `hss.spawn`, `hss.sleep` and the jobs of a run (contract section 2).
@Suite(.timeLimit(.minutes(2))) struct JobTests {
    static let jobs: [Snippet] = [
        Snippet("results", "print(hss.spawn(function(a, b) return b, a, nil end, 1, 2):join())", "2\t1\tnil\n"),
        Snippet("results again", "local j = hss.spawn(function() return 7 end) print(j:join(), j:join())", "7\t7\n"),
        Snippet("its error", "print(pcall(function() hss.spawn(error, 'x'):join() end))", "false\tx\n"),
        Snippet(
            "status",
            "local j = hss.spawn(hss.sleep, 1) print(j:status()) j:join() print(j:status())",
            "running\ndone\n"
        ),
        Snippet(
            "status of a failure",
            "local j = hss.spawn(error, 'x') pcall(j.join, j) print(j:status())",
            "failed\n"
        ),
        Snippet(
            "jobs start when the starter pauses",
            "hss.spawn(print, 'job') print('main') hss.sleep(0)",
            "main\njob\n"
        ),
        Snippet(
            "a job that nobody joins is awaited",
            "hss.spawn(function() hss.sleep(5) print('late') end) print('main')",
            "main\nlate\n"
        ),
        Snippet(
            "jobs of jobs",
            "hss.spawn(function() hss.spawn(function() hss.sleep(1) print('inner') end) end)",
            "inner\n"
        ),
        Snippet(
            "join by two",
            "local j = hss.spawn(function() hss.sleep(1) return 1 end) print(hss.spawn(j.join, j):join(), j:join())",
            "1\t1\n"
        ),
        Snippet(
            "status is readable in a comparator",
            "local j = hss.spawn(print) table.sort({ 1, 2 }, function() j:status() return false end)",
            "\n"
        ),
        Snippet(
            "a thousand",
            """
            local jobs, sum = {}, 0
            for i = 1, 1000 do
              jobs[i] = hss.spawn(function() hss.sleep(i % 7) return #hss.export\(ScriptUnderTest.request()).task_id end)
            end
            for _, job in ipairs(jobs) do sum = sum + job:join() end
            print(sum)
            """,
            "7893\n"
        ),
    ]

    @Test(arguments: jobs)
    func `a job gives`(_ snippet: Snippet) async throws {
        try await ScriptUnderTest().expect(snippet.source, prints: snippet.output)
    }

    @Test(arguments: [
        ("hss.spawn()", "hss.spawn: argument 1 must be a function, not nil", HSSError.Kind.argument),
        ("hss.spawn({})", "hss.spawn: argument 1 must be a function, not table", .argument),
        ("hss.spawn(print).result = 1", "a job is read-only: 'result' cannot be set", .script),
        ("print(hss.spawn(print).stauts)", "a job has no 'stauts'; did you mean 'status'?", .script),
        ("hss.sleep()", "hss.sleep: expected a number of seconds of 0 or more, not nil", .argument),
        ("hss.sleep(-1)", "hss.sleep: expected a number of seconds of 0 or more, not -1", .argument),
        ("hss.sleep('1')", "hss.sleep: expected a number of seconds of 0 or more, not 1", .argument),
        ("hss.sleep(0/0)", "hss.sleep: expected a number of seconds of 0 or more, not nan", .argument),
        ("hss.sleep(1/0)", "hss.sleep: expected a number of seconds of 0 or more, not inf", .argument),
    ])
    func `wrong use is refused`(_ source: String, _ message: String, _ kind: HSSError.Kind) async throws {
        try await ScriptUnderTest().expect(source, failsWith: message, kind)
    }

    @Test func `sleepers wake in the order of their times, and others go on`() async throws {
        var test = ScriptUnderTest()
        test.clock = VirtualClock(wallMilliseconds: ScriptUnderTest.start)
        let clock = test.clock
        let source = """
            for _, s in ipairs{ 3, 1, 2, 0.5, 1 } do hss.spawn(function() hss.sleep(s) print(s) end) end
            print("main")
            hss.sleep(2.5)
            print("main again", hss.export\(ScriptUnderTest.request()))
            """
        let ended = try await test.run(source) { _, talk in
            await clock.waitForSleepers(6)
            for line in ["0.5\n", "1\n1\n", "2\n", "main again\ttask-1\n", "3\n"] {
                clock.advanceToNextSleeper()
                await talk.says(line)
            }
        }
        #expect(ended.output == "main\n0.5\n1\n1\n2\nmain again\ttask-1\n3\n")
        #expect(ended.report.elapsed == .seconds(3))
    }

    @Test func `an error of a job that nobody joined counts as uncaught, after all others have ended`() async throws {
        let report = try await ScriptUnderTest().run(
            "hss.spawn(function() hss.export{} end) hss.spawn(function() hss.sleep(9) hss.export\(ScriptUnderTest.request()) end)"
        ).report
        #expect(report.status == .error)
        #expect(report.exitStatus.code == 65)
        #expect(report.tasks.count == 1)
    }

    @Test func `an uncaught error of the main chunk cancels the jobs, whose close variables run`() async throws {
        var test = ScriptUnderTest()
        test.clock = VirtualClock()
        let source = """
            hss.spawn(function()
              local held <close> = setmetatable({}, { __close = function() print("closed") end })
              print(select(2, pcall(hss.sleep, 1000)).kind)
            end)
            hss.spawn(function() hss.sleep(1000) print("never") end)
            hss.spawn(print, "not begun"):join()
            error("end")
            """
        let ended = try await test.run(source)
        #expect(ended.output == "not begun\ncancelled\nclosed\n")
        #expect(ended.report.error?.message == "test.lua:7: end")
        #expect(ended.report.status == .error)
    }

    @Test func `jobs that wait for each other in a circle get an error that names it`() async throws {
        let source = """
            local a, b
            a = hss.spawn(function() hss.sleep(0) return b:join() end)
            b = hss.spawn(function() hss.sleep(0) return a:join() end)
            print(pcall(a.join, a))
            pcall(b.join, b)
            """
        let ended = try await ScriptUnderTest().run(source)
        #expect(ended.output.contains("job:join: these jobs wait for each other: job "), "\(ended.output)")
        #expect(ended.report.exitStatus.code == 0)
    }

    @Test func `64 are in flight with a concurrency of 64, of a thousand jobs`() async throws {
        var test = ScriptUnderTest()
        test.configure = { configuration in
            configuration.client.concurrency = 64
            configuration.client.pace = .none
        }
        test.transport = FakeTransport(holds: true)
        let transport = test.transport
        let source = "for i = 1, 1000 do hss.spawn(function() hss.export\(ScriptUnderTest.request()) end) end"
        let ended = try await test.run(source) { _, _ in
            for number in 1...1000 {
                await transport.arrival(of: min(1000, number + 63))
                transport.release(number)
            }
        }
        #expect(test.transport.mostInFlight == 64)
        #expect(ended.report.tasks.count == 1000)
        #expect(ended.report.httpCalls == 1000)
    }
}
