import HSSClient
import HSSSchema
import HSSScript
import Testing

/// `task:wait` and `hss.wait` where all goes well (contract section 2).
@Suite(.timeLimit(.minutes(2))) struct FollowWaitTests {
    private static func test(_ looks: [String: [String]] = [:]) -> ScriptUnderTest {
        .following(.tasks(looks))
    }

    private static let task = "local task = hss.export\(ScriptUnderTest.request())\n"

    @Test func `task wait gives the task, which has changed`() async throws {
        let test = Self.test(["task-1": ["running", "running", "success"]])
        let source =
            Self.task + """
                print(task:wait() == task, task.task_status, task.file_id, task.file_name, task.state)
                """
        let ended = try await test.follow(source)
        #expect(ended.output == "true\tsuccess\tfile-of-task-1\treport.zip\tcreated\n")
        #expect(test.transport.looks.count == 3)
        #expect(ended.report.tasks.map(\.taskStatus) == ["success"])
        #expect(ended.report.tasks.map(\.fileID) == ["file-of-task-1"])
        #expect(ended.report.status == .ok)
    }

    @Test func `what is known is not asked for`() async throws {
        let test = Self.test()
        let source = Self.task + "task:wait() task:wait() hss.wait{ task } task:refresh() hss.wait{ task, task }"
        #expect(try await test.follow(source).report.error == nil)
        #expect(test.transport.looks.count == 2, "the wait, and the refresh")
    }

    @Test func `hss wait gives the very list, with its tasks updated`() async throws {
        let source =
            ScriptUnderTest.tasks(3) + """
                print(hss.wait(tasks) == tasks, tasks[1].task_status, tasks[2].task_status, tasks[3].file_id)
                """
        try await Self.test(["task-2": ["running", "success"]]).expectFollowing(
            source,
            prints: "true\tsuccess\tsuccess\tfile-of-task-3\n"
        )
    }

    static let lists = [
        Snippet("nothing", "print(#hss.wait{})", "0\n"),
        Snippet("a task twice", "hss.wait{ tasks[1], tasks[1] } print(tasks[1].task_status)", "success\n"),
        Snippet(
            "holes",
            "hss.wait{ nil, tasks[2], nil, tasks[3] } print(tasks[1].task_status, tasks[3].task_status)",
            "nil\tsuccess\n"
        ),
        Snippet(
            "a hole at the end of many",
            "local t = { [100] = tasks[1] } hss.wait(t) print(t[100].task_status)",
            "success\n"
        ),
        Snippet(
            "what a map that collected gives",
            """
            local results, errors = hss.map({ 1, 2, 3 }, function(i) if i == 2 then error("no") end return tasks[i] end,
                { on_error = "collect" })
            hss.wait(results)
            print(results[1].task_status, results[2], results[3].task_status, errors[2].kind)
            """,
            "success\tnil\tsuccess\tscript\n"
        ),
    ]

    @Test(arguments: lists)
    func `hss wait takes`(_ snippet: Snippet) async throws {
        try await Self.test().expectFollowing(ScriptUnderTest.tasks(3) + snippet.source, prints: snippet.output)
    }

    static let misuses: [(source: String, message: String)] = [
        ("hss.wait()", "hss.wait: argument 1 must be a list of tasks, not nil"),
        ("hss.wait(tasks[1])", "hss.wait: argument 1 must be a list of tasks, not Task"),
        ("hss.wait('task-1')", "hss.wait: argument 1 must be a list of tasks, not string"),
        ("hss.wait{ tasks[1], 'task-2' }", "hss.wait: element 2 of the list is no task, but a string"),
        ("hss.wait{ tasks }", "hss.wait: element 1 of the list is no task, but a table"),
        ("hss.wait{ nil, hss.filter{} }", "hss.wait: element 2 of the list is no task, but a Filter"),
        ("hss.wait{ first = tasks[1] }", "hss.wait: argument 1 must be a list of tasks; it has the key first"),
        ("hss.wait(tasks, 60)", "hss.wait: options must be a table such as { timeout = 3600 }, not number"),
        ("hss.wait(tasks, { timeuot = 60 })", "hss.wait: there is no option \"timeuot\"; did you mean \"timeout\"?"),
        ("hss.wait(tasks, { overwrite = true })", "hss.wait: there is no option \"overwrite\""),
        ("hss.wait(tasks, { timeout = '60' })", "hss.wait: option timeout must be a number of seconds above 0"),
        ("hss.wait(tasks, { timeout = 0 })", "hss.wait: option timeout must be a number of seconds above 0"),
        ("hss.wait(tasks, { interval = -1 })", "hss.wait: option interval must be a number of seconds above 0"),
        ("hss.wait(tasks, { interval = 0/0 })", "hss.wait: option interval must be a number of seconds above 0"),
        ("hss.wait(tasks, { on_status = 'x' })", "hss.wait: argument on_status must be a function, not string"),
        ("tasks[1]:wait(60)", "task:wait: options must be a table such as { timeout = 3600 }, not number"),
        ("tasks[1]:wait{ on_status = print }", "task:wait: there is no option \"on_status\""),
        ("tasks[1]:wait{ intreval = 1 }", "task:wait: there is no option \"intreval\"; did you mean \"interval\"?"),
        ("tasks[1].wait()", "task:wait: call it with a colon on a task: task:wait()"),
        ("tasks[1].wait{}", "task:wait: call it with a colon on a task: task:wait()"),
        ("tasks[1].wait('task-1')", "task:wait: call it with a colon on a task: task:wait()"),
    ]

    @Test(arguments: misuses)
    func `refused`(_ source: String, _ message: String) async throws {
        let test = Self.test()
        let error = try await test.follow(ScriptUnderTest.tasks(2) + source).report.error
        #expect(error?.message == message)
        #expect(error?.kind == .argument)
        #expect(error?.place == "test.lua:2")
        #expect(test.transport.looks.isEmpty)
    }

    @Test func `on_status is told of every change, in the job that waits`() async throws {
        let test = Self.test([
            "task-1": ["running", "running", "success"], "task-2": ["queued", "running", "success"],
        ])
        let source =
            ScriptUnderTest.tasks(2) + """
                local main, told = coroutine.running(), {}
                hss.wait(tasks, { on_status = function(task)
                    assert(coroutine.running() == main)
                    told[task] = (told[task] or "") .. " " .. task.task_status
                end })
                print(told[tasks[1]], told[tasks[2]])
                """
        try await test.expectFollowing(source, prints: " running success\t queued running success\n")
    }

    @Test func `on_status may call hss functions, and pause`() async throws {
        let test = Self.test(["task-1": ["running", "success"]])
        let source =
            ScriptUnderTest.tasks(2) + """
                hss.wait(tasks, { on_status = function(task)
                    hss.sleep(10)
                    if task.task_status == "success" then print(task:wait() == task, task:refresh().task_status) end
                    if task.task_id == "task-1" and not third then third = hss.export(task.request) end
                end })
                print(third:wait().task_status)
                """
        let ended = try await test.follow("third = nil\n" + source)
        #expect(ended.report.error == nil, "\(ended.report.error?.message ?? "")")
        #expect(ended.output == "true\tsuccess\ntrue\tsuccess\nsuccess\n")
        #expect(ended.report.tasks.count == 3)
    }

    @Test func `an on_status that raises ends the wait, and the tasks live on`() async throws {
        let test = Self.test(["task-1": ["running", "success"], "task-2": ["running", "success"]])
        let source =
            ScriptUnderTest.tasks(2) + """
                local mine = {}
                local ok, e = pcall(hss.wait, tasks, { on_status = function() error(mine) end })
                print(ok, e == mine)
                hss.wait(tasks)
                print(tasks[1].task_status, tasks[2].task_status)
                """
        let ended = try await test.follow(source)
        #expect(ended.output == "false\ttrue\nsuccess\tsuccess\n")
        #expect(ended.report.failures.isEmpty)
        #expect(ended.report.status == .ok)
    }

    @Test func `two waits for one task are both told, and share the looks`() async throws {
        let test = Self.test(["task-1": ["running", "success"]])
        let source =
            ScriptUnderTest.tasks(1) + """
                local told = hss.map({ 1, 2 }, function()
                    local said = ""
                    hss.wait(tasks, { on_status = function(task) said = said .. " " .. task.task_status end })
                    return said
                end)
                print(told[1], told[2])
                """
        let ended = try await test.follow(source)
        #expect(ended.output.contains("success"))
        #expect(ended.report.error == nil)
        #expect(test.transport.looks.count == 2)
    }

    @Test func `a refresh between the looks does not keep a change from on_status`() async throws {
        let test = Self.test(["task-1": ["running"]])
        let clock = test.clock
        let source =
            ScriptUnderTest.tasks(1) + """
                local job = hss.spawn(hss.wait, tasks, { on_status = function(task) print("told", task.task_status) end })
                hss.sleep(1)
                print("refreshed", tasks[1]:refresh().task_status)
                job:join()
                """
        let ended = try await test.run(source) { host, talk in
            await clock.waitForSleepers(2)
            clock.advance(by: .seconds(1))
            await talk.says("refreshed\trunning")
            clock.advance(by: .seconds(4))
            await talk.says("told\trunning")
            await host.stop(.interrupted)
        }
        #expect(ended.report.exitStatus == .interrupted)
    }

    @Test func `jobs that nobody joined are waited for`() async throws {
        let test = Self.test(["task-1": ["running", "success"]])
        let source = ScriptUnderTest.tasks(1) + "hss.spawn(function() print(tasks[1]:wait().task_status) end)"
        try await test.expectFollowing(source, prints: "success\n")
    }

    @Test(arguments: [ScriptMode.dryRun, .check])
    func `planned tasks are there at once`(_ mode: ScriptMode) async throws {
        var test = Self.test()
        test.configure = { configuration in
            configuration.mode = mode
            configuration.countsPlannedRows = false
        }
        let source =
            ScriptUnderTest.tasks(2) + """
                print(tasks[1]:wait().task_status, hss.wait(tasks) == tasks, tasks[2].file_id)
                hss.wait(tasks, { timeout = 1, on_status = function() print("never") end })
                """
        let ended = try await test.follow(source)
        #expect(ended.report.error == nil)
        #expect(ended.output == "success\ttrue\tnil\n")
        #expect(test.transport.calls.isEmpty)
        #expect(ended.report.exitStatus == .success)
    }
}
