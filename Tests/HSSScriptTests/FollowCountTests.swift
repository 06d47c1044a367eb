import HSSClient
import HSSSchema
import HSSScript
import Testing

/// `hss.count` (contract section 2): a read, checked like a request.
@Suite(.timeLimit(.minutes(2))) struct FollowCountTests {
    private static func test() -> ScriptUnderTest {
        var test = ScriptUnderTest()
        test.transport = FakeTransport { (_, call) throws(TransportFailure) in
            call.path.hasSuffix("/statistic") ? .json(["total_num": 42]) : .json(["task_id": "task-1"])
        }
        return test
    }

    @Test(arguments: [
        ("without a size", "{ operate_all = true, security_report_type = 'apps' }", #"{"operate_all":true}"#),
        (
            "with a size", "{ operate_all = true, security_report_type = 'apps', export_size = 7 }",
            #"{"operate_all":true}"#
        ),
        (
            "a filter", "hss.filter{ operate_all = true, security_report_type = 'apps', namespace = 'shop' }",
            #"{"operate_all":true,"namespace":"shop"}"#
        ),
        (
            "ids", "{ operate_all = false, security_report_type = 'apps', image_id_list = { '7' } }",
            #"{"image_id_list":["7"],"operate_all":false}"#
        ),
    ])
    func `counts the rows of`(_ name: String, _ request: String, _ body: String) async throws {
        let test = Self.test()
        let ended = try await test.run("local n = hss.count(\(request)) print(n, math.type(n))")
        #expect(ended.output == "42\tinteger\n")
        #expect(test.transport.calls.count == 1)
        let call = try #require(test.transport.calls.first)
        #expect(call.target == "/v5/project-1/image/security-report/statistic?security_report_type=apps")
        #expect(try JSONValue(parsing: call.body) == JSONValue(parsing: Array(body.utf8)))
    }

    @Test func `counts images of a list, with the type that an export would send`() async throws {
        let source = """
            local images = hss.chunks(hss.images{ family = "cicd" }, 4)()
            local request = { operate_all = false, security_report_type = "apps", image_id_list = images }
            print(hss.count(request) > 0)
            """
        let test = try ScriptUnderTest.withService()
        try await test.expect(source, prints: "true\n")
        let body = try #require(test.transport.bodies.last)
        #expect(body["image_type"] == "cicd")
        #expect(body["image_id_list"]?.arrayValue?.count == 4)
    }

    @Test func `an export holds as many rows as were counted`() async throws {
        let source = """
            local request = hss.filter{ operate_all = true, security_report_type = "malwares", namespace = "shop" }
            local n = hss.count(request)
            print(n, hss.count(request{ export_size = n }) == n, hss.export(request{ export_size = n }).request.export_size == n)
            """
        let ended = try await ScriptUnderTest.withService().run(source)
        #expect(ended.output.firstMatch(of: /^[1-9]\d*\ttrue\ttrue\n$/) != nil, "\(ended.output)")
    }

    @Test(arguments: [
        ("{}", "security_report_type required,operate_all required"),
        ("{ operate_all = true, security_report_type = 'vulnerability' }", "security_report_type enum"),
        ("{ operate_all = true, security_report_type = 'apps', export_size = 0 }", "export_size range"),
        ("{ operate_all = true, security_report_type = 'apps', namspace = 'x' }", "namspace unknown"),
        ("{ operate_all = false, security_report_type = 'apps' }", "image_id_list conflict"),
        ("'shop'", " type"),
        ("nil", " type"),
    ])
    func `an invalid request is refused, and nothing is sent`(_ request: String, _ violations: String) async throws {
        let test = Self.test()
        let source = """
            local ok, e = pcall(hss.count,
                \(request))
            local all = {}
            for i, v in ipairs(e.violations) do all[i] = v.field .. " " .. v.code end
            print(ok, e.kind, e.where, e.message:match("^hss.count: ") ~= nil, table.concat(all, ","))
            """
        let ended = try await test.run(source)
        #expect(ended.output == "false\targument\ttest.lua:1\ttrue\t\(violations)\n")
        #expect(test.transport.calls.isEmpty)
        #expect(ended.report.failures.isEmpty, "no export failed")
    }

    @Test func `a count is no task`() async throws {
        let ended = try await Self.test().run("hss.count\(ScriptUnderTest.request())")
        #expect(ended.report.tasks.isEmpty)
        #expect(ended.events.isEmpty)
        #expect(ended.report.status == .ok)
        #expect(ended.report.httpCalls == 1)
    }

    @Test func `what an export would be warned of is a warning here, and an error where warnings are`() async throws {
        let source = "hss.count{ operate_all = true, security_report_type = 'apps', cicd_name = 'x' }"
        var test = Self.test()
        let report = try await test.run(source).report
        #expect(report.warnings.count == 1)
        #expect(report.warnings.first?.hasPrefix("hss.count: cicd_name") == true, "\(report.warnings)")
        test.configure = { $0.isStrict = true }
        #expect(try await test.run(source).report.exitStatus.code == 65)
    }

    @Test func `a refused count raises what HSS said`() async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport(400, #"{"error_code":"HSS.0001","error_msg":"bad","request_id":"r1"}"#)
        let source = """
            local ok, e = pcall(hss.count, \(ScriptUnderTest.request()))
            print(ok, e.kind, e.error_code, e.request_id, e.where)
            """
        try await test.expect(source, prints: "false\tservice\tHSS.0001\tr1\ttest.lua:1\n")
    }
}
