import HSSClient
import HSSSchema
import HSSScript
import Testing

/// What `hss.export` gives: a Task (contract section 2).
@Suite(.timeLimit(.minutes(2))) struct TaskTests {
    static let task = "local task = hss.export\(ScriptUnderTest.request())\n"

    static let reads = [
        Snippet(
            "fields",
            "print(task.task_id, task.state, task.reused, task.request.export_size)",
            "task-1\tcreated\tfalse\t100\n"
        ),
        Snippet(
            "documented fields that are not known yet",
            "print(task.task_status, task.file_id, task.file_name)",
            "nil\tnil\tnil\n"
        ),
        Snippet("tostring", "print(tostring(task), task)", "task-1\ttask-1\n"),
        Snippet("..", "print(task .. '', '<' .. task .. '>', task .. task)", "task-1\t<task-1>\ttask-1task-1\n"),
        Snippet("in a format", "print(('%s'):format(task))", "task-1\n"),
        Snippet("as a key", "local t = {} t[task] = 1 print(t[task])", "1\n"),
        Snippet("getmetatable shows nothing", "print(getmetatable(task), type(task))", "false\tuserdata\n"),
        Snippet(
            "refresh updates the same task",
            "local same = task:refresh() print(same == task, task.task_status, task.file_id, task.file_name, same)",
            "true\tsuccess\tfile-1\treport.zip\ttask-1\n"
        ),
    ]

    @Test(arguments: reads)
    func `a task gives`(_ snippet: Snippet) async throws {
        try await ScriptUnderTest().expect(Self.task + snippet.source, prints: snippet.output)
    }

    @Test(arguments: [
        ("task.task_id = 'x'", "a task is read-only: 'task_id' cannot be set"),
        ("task.more = 1", "a task is read-only: 'more' cannot be set"),
        ("print(task.taskid)", "a task has no 'taskid'; did you mean 'task_id'?"),
        ("print(task.stat)", "a task has no 'stat'; did you mean 'state'?"),
        ("print(task.qqqqqqqq)", "a task has no 'qqqqqqqq'"),
        ("print(task[1])", "a task has no '1'"),
    ])
    func `a task refuses`(_ source: String, _ message: String) async throws {
        try await ScriptUnderTest().expect(Self.task + source, failsWith: message, .script)
    }

    @Test(arguments: [
        "rawset(task, 'task_id', 'x')", "setmetatable(task, {})", "rawget(task, 'task_id')", "task()",
        "#task.task_id.x",
    ])
    func `no way leads around that`(_ source: String) async throws {
        let ended = try await ScriptUnderTest().run(
            "\(Self.task)print(pcall(function() return \(source) end)) print(task.task_id)"
        )
        #expect(ended.output.hasPrefix("false\t"), "\(ended.output)")
        #expect(ended.output.hasSuffix("\ntask-1\n"))
    }

    @Test(arguments: ["task.refresh()", "task.refresh({})", "task.refresh('task-1')", "task.refresh(hss.run)"])
    func `refresh wants a task`(_ source: String) async throws {
        try await ScriptUnderTest().expect(
            Self.task + source,
            failsWith: "task:refresh: call it with a colon on a task: task:refresh()"
        )
    }

    @Test(arguments: [
        "task.request.export_size = 7", "task.request.image_id_list[1] = 'z'",
        "table.insert(task.request.image_id_list, 'z')",
        "rawset(task.request, 'export_size', 7)", "table.remove(task.request.image_id_list)",
    ])
    func `a task's request cannot be changed`(_ change: String) async throws {
        let source = """
            local task = hss.export\(ScriptUnderTest.request("image_id_list = { 'a', 'b' }"))
            print(pcall(function() \(change) end))
            print(task.request.export_size, #task.request.image_id_list, task.request.image_id_list[1])
            """
        let output = try await ScriptUnderTest().run(source).output
        #expect(output.hasPrefix("false\t"), "\(output)")
        #expect(output.hasSuffix("\n100\t2\ta\n"), "\(output)")
    }

    @Test func `a task's request can be sent again`() async throws {
        let test = ScriptUnderTest()
        _ = try await test.run(Self.task + "hss.export(task.request) hss.export(task.request{ export_size = 7 })")
        let first = test.transport.bodies[0]
        #expect(test.transport.bodies[1] == first)
        #expect(test.transport.bodies[2].objectValue?["export_size"] == 7)
    }

    @Test func `refresh asks for the task in its enterprise project, and the results know what it said`() async throws {
        let test = ScriptUnderTest()
        let ended = try await test.run("hss.export\(ScriptUnderTest.request("enterprise_project_id = 'e1'")):refresh()")
        #expect(test.transport.calls.last?.target == "/v5/project-1/export-task/task-1?enterprise_project_id=e1")
        #expect(ended.report.tasks.map(\.taskStatus) == ["success"])
        #expect(ended.report.tasks.map(\.fileName) == ["report.zip"])
        #expect(ended.report.httpCalls == 2)
    }

    @Test func `a refused look raises, and the task stays as it was`() async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport { (number, call) throws(TransportFailure) in
            if call.method == .post { return try FakeTransport.standard(number, call) }
            return .json(["error_code": "HSS.0011", "error_msg": "no such task"], status: 400)
        }
        let source = """
            local ok, e = pcall(task.refresh, task)
            print(ok, e.kind, e.error_code, e.status, e.message:match("^[^ ]+"), task.task_status)
            """
        try await test.expect(Self.task + source, prints: "false\tservice\tHSS.0011\t400\ttask:refresh:\tnil\n")
    }
}
