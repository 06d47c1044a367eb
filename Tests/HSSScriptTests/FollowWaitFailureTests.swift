import HSSClient
import HSSSchema
import HSSScript
import Testing

/// Tasks that fail, or take too long, and runs that end while they are waited for.
@Suite(.timeLimit(.minutes(2))) struct FollowWaitFailureTests {
    private static func test(_ looks: [String: [String]]) -> ScriptUnderTest {
        .following(.tasks(looks))
    }

    @Test func `a task that failed raises at once, and uncaught ends the run with 69`() async throws {
        let test = Self.test(["task-1": ["running", "failure"]])
        let report = try await test.follow(ScriptUnderTest.tasks(1) + "tasks[1]:wait()").report
        #expect(report.exitStatus.code == 69)
        #expect(report.error?.kind == .exportFailed)
        #expect(report.error?.message == "task:wait: export task task-1 ended in failure; HSS gives no reason")
        #expect(report.error?.place == "test.lua:2")
        #expect(report.failures.map(\.kind) == ["export_failed"])
        #expect(report.failures.map(\.taskID) == ["task-1"])
        #expect(report.failures.first?.request?["namespace"] == "n1")
        #expect(report.tasks.map(\.taskStatus) == ["failure"])
        #expect(test.transport.looks.count == 2)
    }

    @Test func `that a task failed is asked once and listed once, however often it is waited for`() async throws {
        let test = Self.test(["task-1": ["failure"]])
        let source =
            ScriptUnderTest.tasks(1) + """
                for _, wait in ipairs{ tasks[1].wait, tasks[1].wait, tasks[1].download } do
                    local ok, e = pcall(wait, tasks[1])
                    print(ok, e.kind, e.task_id)
                    assert(e.task == tasks[1] and hss.json.decode(hss.json.encode(e)).task.task_status == "failure")
                end
                print(select(2, pcall(hss.wait, tasks)).kind, tasks[1].task_status)
                """
        let ended = try await test.follow(source)
        #expect(
            ended.output == String(repeating: "false\texport_failed\ttask-1\n", count: 3) + "export_failed\tfailure\n"
        )
        #expect(test.transport.looks.count == 1)
        #expect(ended.report.failures.count == 1)
        #expect(ended.report.status == .partial)
        #expect(ended.report.exitStatus == .success)
    }

    @Test func `hss wait waits for all, and lists those that failed in the order of their calls`() async throws {
        let test = Self.test([
            "task-1": ["running", "running", "running", "success"], "task-2": ["running", "running", "failure"],
            "task-4": ["failure"],
        ])
        let source =
            ScriptUnderTest.tasks(4) + """
                local ok, e = pcall(hss.wait, { tasks[4], tasks[3], tasks[2], tasks[1] })
                print(ok, e.kind, e.where)
                print(e.message)
                for _, f in ipairs(e.failures) do print(f.task_id, f.kind, f.message) end
                print(tasks[1].task_status, tasks[3].task_status)
                """
        let ended = try await test.follow(source)
        #expect(
            ended.output == """
                false\texport_failed\ttest.lua:2
                hss.wait: 2 of 4 export tasks ended in failure: task-2, task-4
                task-2\texport_failed\texport task task-2 ended in failure; HSS gives no reason
                task-4\texport_failed\texport task task-4 ended in failure; HSS gives no reason
                success\tsuccess

                """
        )
        #expect(ended.report.failures.count == 2)
    }

    @Test func `one task that failed of one is named alone`() async throws {
        let report = try await Self.test(["task-1": ["failure"]]).follow(ScriptUnderTest.tasks(1) + "hss.wait(tasks)")
            .report
        #expect(report.error?.message == "hss.wait: export task task-1 ended in failure; HSS gives no reason")
        #expect(report.exitStatus.code == 69)
    }

    @Test func `a wait that is too long says what was last seen, and how to go on`() async throws {
        let source =
            ScriptUnderTest.tasks(1) + """
                local ok, e = pcall(tasks[1].wait, tasks[1], { timeout = 60 })
                print(ok, e.kind, e.sent, e.task_id, e.where)
                print(e.message)
                print(e.explanation)
                print(tasks[1].task_status)
                """
        let ended = try await Self.test(["task-1": ["running"]]).follow(source)
        #expect(
            ended.output == """
                false\ttimeout\ttrue\ttask-1\ttest.lua:2
                task:wait: export task task-1 has not ended after 60 s; its last status was "running"
                the task lives on: wait longer, or follow it up later with `hss wait task-1` and `hss download task-1`
                running

                """
        )
        #expect(ended.report.failures.map(\.kind) == ["timeout"])
    }

    @Test func `a wait that is too long for several tells of all, and uncaught ends the run with 75`() async throws {
        let test = Self.test(["task-1": ["running"], "task-2": ["running"]])
        let report = try await test.follow(ScriptUnderTest.tasks(3) + "hss.wait(tasks, { timeout = 60 })").report
        #expect(report.exitStatus.code == 75)
        #expect(
            report.error?.message.hasPrefix(
                "hss.wait: 2 of 3 did not end as far as is known: task-1, task-2; the first: export task task-1 has"
            ) == true
        )
        #expect(report.error?.explanation?.contains("`hss wait`") == true)
        #expect(report.error?.explanation?.contains("task-1") == false)
        #expect(report.tasks.map(\.taskStatus) == ["running", "running", "success"])
    }

    @Test func `a task that nobody knows is told with what HSS says of it`() async throws {
        let test = Self.test(["task-2": ["404"]])
        let report = try await test.follow(ScriptUnderTest.tasks(2) + "hss.wait(tasks)").report
        #expect(report.error?.kind == .service)
        #expect(report.error?.message.contains("1 of 2 did not end as far as is known: task-2; ") == true)
        #expect(report.error?.message.contains("no such task") == true, "\(report.error?.message ?? "")")
        #expect(report.exitStatus.code == 69)
        #expect(report.failures.map(\.errorCode) == ["HSS.0011"])
    }

    @Test func `a task that failed beside one that takes too long is the worse of both`() async throws {
        let test = Self.test(["task-1": ["running"], "task-2": ["failure"]])
        let report = try await test.follow(ScriptUnderTest.tasks(3) + "hss.wait(tasks, { timeout = 9 })").report
        #expect(report.error?.kind == .exportFailed)
        #expect(report.error?.message.contains("1 of 3 export tasks ended in failure: task-2") == true)
        #expect(report.error?.message.contains("1 of 3 did not end as far as is known: task-1") == true)
        #expect(Set(report.failures.map(\.kind)) == ["export_failed", "timeout"])
    }

    @Test func `a look that is not found at first is one that came too early`() async throws {
        let test = Self.test(["task-1": ["404", "404", "running", "success"]])
        try await test.expectFollowing(
            ScriptUnderTest.tasks(1) + "print(tasks[1]:wait().task_status)",
            prints: "success\n"
        )
    }

    @Test func `an interval of next to nothing is not a storm of calls`() async throws {
        let test = Self.test(["task-1": ["running"]])
        let source =
            ScriptUnderTest.tasks(1) + "print(pcall(tasks[1].wait, tasks[1], { interval = 1e-9, timeout = 60 }))"
        _ = try await test.follow(source)
        #expect(test.transport.looks.count < 40)
    }

    static let waits = [
        "tasks[1]:wait()", "hss.wait(tasks)", "hss.wait(tasks, { on_status = print })", "tasks[1]:download()",
        "while true do pcall(hss.wait, tasks) end", "hss.map(tasks, function(task) return task:wait() end)",
        "hss.spawn(function() tasks[2]:wait() end)",
    ]

    @Test(arguments: waits, [ScriptHost.Ending.interrupted, .terminated, .timeLimit(.seconds(9))])
    func `the end of a run ends`(_ source: String, _ ending: ScriptHost.Ending) async throws {
        let test = Self.test([:])
        let clock = test.clock
        let ended = try await test.run(ScriptUnderTest.tasks(2) + "print('ready')\n\(source)") { host, talk in
            await talk.says("ready")
            await clock.waitForSleepers(1)
            await host.stop(ending)
        }
        #expect(ended.report.exitStatus == ending.exitStatus)
        #expect(ended.report.failures.isEmpty, "\(ended.report.failures)")
        #expect(ended.report.tasks.map(\.taskID) == ["task-1", "task-2"])
        #expect(test.transport.looks.isEmpty)
    }

    @Test func `the end of a run ends a look that is on its way`() async throws {
        let test = ScriptUnderTest.following(FakeTransport(holds: true))
        let transport = test.transport
        let ended = try await test.follow(ScriptUnderTest.tasks(1) + "hss.wait(tasks)") { host, _ in
            await transport.arrival(of: 1)
            transport.release(1)
            await transport.arrival(of: 2)
            await host.stop(.interrupted)
        }
        #expect(ended.report.exitStatus.code == 130)
        #expect(ended.report.failures.isEmpty)
    }
}
