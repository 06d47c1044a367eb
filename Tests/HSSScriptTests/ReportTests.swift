import HSSClient
import HSSSchema
import HSSScript
import Testing

/// What a run came to (contract section 1, Results), as a value for other Swift programs.
@Suite(.timeLimit(.minutes(2))) struct ReportTests {
    static let request = ScriptUnderTest.request()

    @Test func `an empty script comes to nothing`() async throws {
        let ended = try await ScriptUnderTest().run("")
        #expect(ended.report.status == .ok)
        #expect(ended.report.exitStatus == .success)
        #expect(ended.report.script == "test.lua")
        #expect(ended.report.startedAt == ScriptUnderTest.start)
        #expect(ended.report.tasks.isEmpty && ended.report.failures.isEmpty && ended.report.warnings.isEmpty)
        #expect(
            ended.report.counts == [
                "created": 0, "reused": 0, "planned": 0, "failed": 0, "downloaded": 0, "http_calls": 0,
            ]
        )
        #expect(ended.output + ended.errorOutput == "")
        #expect(ended.logs == [])
    }

    @Test func `tasks, failures and counts`() async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport { (number, call) throws(TransportFailure) in
            number == 2
                ? .json(["error_code": "HSS.1002", "error_msg": "used up", "request_id": "r1"], status: 400)
                : try FakeTransport.standard(number, call)
        }
        let ended = try await test.run(
            """
            hss.export\(Self.request)
            pcall(hss.export, \(ScriptUnderTest.request("namespace = 'x'")))
            pcall(hss.export, { operate_all = 1 })
            hss.sleep(2)
            hss.export\(ScriptUnderTest.request("namespace = 'y'"))
            pcall(hss.map, { 1 }, error)
            """
        )
        let report = ended.report
        #expect(report.status == .partial)
        #expect(report.exitStatus == .success)
        #expect(report.tasks.map(\.taskID) == ["task-1", "task-3"])
        #expect(report.tasks.map(\.createdAt) == [ScriptUnderTest.start, ScriptUnderTest.start + 2000])
        #expect(
            report.tasks.allSatisfy {
                $0.projectID == "project-1" && $0.endpoint == "http://hss.test" && $0.attempts == 1
            }
        )
        #expect(
            report.failures.map(\.kind) == ["service", "argument"],
            "an error of the script's own is no failed call"
        )
        #expect(report.failures.map(\.errorCode) == ["HSS.1002", nil])
        #expect(report.failures.map(\.sent) == [true, false])
        #expect(report.failures.first?.request?["namespace"] == "x")
        #expect(report.failures.last?.request == ["operate_all": 1])
        #expect(
            report.counts == ["created": 2, "reused": 0, "planned": 0, "failed": 2, "downloaded": 0, "http_calls": 3]
        )
        #expect(report.elapsed == .seconds(2))
    }

    @Test func `the observer hears of tasks and failures in the order of completion`() async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport(holds: true)
        let transport = test.transport
        let ended = try await test.run(
            "hss.map({ 'a', 'b', 'c' }, function(n) return hss.export(\(ScriptUnderTest.request("namespace = n"))) end) pcall(hss.export)"
        ) { _, _ in
            await transport.arrival(of: 3)
            transport.release(3, 1, 2)
        }
        let heard = ended.events.map { event in
            switch event {
            case .task(let task), .report(let task): task.request.namespace ?? "?"
            case .failure(let failure): failure.kind
            }
        }
        #expect(heard.sorted() == ["a", "argument", "b", "c"])
        #expect(heard.last == "argument")
        #expect(
            ended.report.tasks.map(\.request.namespace) == ["a", "b", "c"],
            "the report keeps the order of the calls"
        )
    }

    @Test(
        arguments: [
            ("pcall(hss.export, {})", 65, ScriptReport.Status.partial), ("", 0, .ok), ("pcall(error, 'x')", 0, .ok),
            ("pcall(hss.export, {}) error('x')", 1, .error), ("pcall(hss.export, {}) hss.export()", 65, .error),
        ] as [(String, Int32, ScriptReport.Status)]
    )
    func `failsOnFailures counts caught failures`(_ source: String, _ status: Int32, _ word: ScriptReport.Status)
        async throws
    {
        var test = ScriptUnderTest()
        test.configure = { $0.failsOnFailures = true }
        let report = try await test.run(source).report
        #expect(report.exitStatus.code == status)
        #expect(report.status == word)
    }

    @Test(arguments: [ScriptMode.dryRun, .check])
    func `a plan sends nothing`(_ mode: ScriptMode) async throws {
        var test = ScriptUnderTest()
        test.configure = { configuration in
            configuration.mode = mode
            configuration.client.projectID = nil
            configuration.client.credentials = CredentialChain([])
        }
        let ended = try await test.run(
            "local t = hss.export\(Self.request) print(t, t.state, t.task_status, t.reused, t:refresh().task_status, hss.run.dry_run)"
        )
        #expect(ended.output == "planned-1\tplanned\tsuccess\tfalse\tsuccess\ttrue\n")
        #expect(test.transport.calls.isEmpty)
        #expect(ended.report.counts["planned"] == 1)
        #expect(ended.report.httpCalls == 0)
    }

    @Test(arguments: [
        (EndpointChoice(region: "nowhere"), "\"nowhere\" is no region of HSS"),
        (EndpointChoice(), "neither a region nor an endpoint is known"),
    ])
    func `credentials and region are looked for when the first call is made`(_ choice: EndpointChoice, _ text: String)
        async throws
    {
        var test = ScriptUnderTest()
        test.configure = { configuration in
            configuration.client.endpoint = choice
            configuration.client.credentials = CredentialChain([])
        }
        try await test.expect("print(hss.run.endpoint, hss.validate\(Self.request))", prints: "nil\ttrue\n")
        let report = try await test.run("hss.export\(Self.request)").report
        #expect(report.exitStatus.code == 78)
        #expect(report.error?.message.hasPrefix("hss.export: \(text)") == true, "\(report.error?.message ?? "")")
        #expect(test.transport.calls.isEmpty)
    }

    @Test func `a host's settings are the script's`() async throws {
        var test = ScriptUnderTest()
        test.configure = { configuration in
            configuration.isSimulated = true
            configuration.client.endpoint = EndpointChoice(region: "cn-north-4")
        }
        try await test.expect(
            "print(hss.run.simulated, hss.run.region, hss.run.endpoint)",
            prints: "true\tcn-north-4\thttps://hss.cn-north-4.myhuaweicloud.com\n"
        )
    }
}
