import HSSSchema
import Testing

@testable import HSSSimulator

/// What is refused before the service looks at a body, and what is counted.
@Suite struct GatewayTests {
    @Test(
        "an unknown path or method is 404 APIGW.0101, and counted",
        arguments: [
            ("GET", "/image/security-report/export-tasks"), ("DELETE", "/export-task/x"), ("POST", "/export-task"),
            ("GET", "/export-task/"), ("GET", "/export-task/a/b"), ("GET", "/nope"),
        ]
    )
    func unknownPath(method: String, path: String) {
        var service = ServiceUnderTest()
        let answer = service.send(method, path)
        #expect(answer.status == 404)
        #expect(answer.errorCode == "APIGW.0101")
        #expect(answer.json["request_id"] == .string(answer.requestID))
        #expect(service.state.object("calls") == JSONObject([("\(method) /v5/{project_id}\(path)", .integer(1))]))
        #expect(service.state.object("rejected") == ["404": 1])
    }

    @Test("another project is refused with 403", arguments: ["POST", "GET"])
    func wrongProject(method: String) {
        var service = ServiceUnderTest()
        let path = method == "POST" ? ServiceUnderTest.exportPath : "/export-task/x"
        let answer = service.sendRaw(method, "/v5/00000000000000000000000000000000\(path)")
        #expect(answer.status == 403)
        #expect(answer.errorCode == "APIGW.0310")
    }

    @Test("a body over 12 MB is refused with 413 APIGW.0201")
    func tooLarge() {
        var service = ServiceUnderTest()
        let answer = service.sendRaw(
            "POST",
            "/v5/\(service.configuration.projectID)\(ServiceUnderTest.exportPath)",
            body: nil
        )
        #expect(answer.status == 413)
        #expect(answer.errorCode == "APIGW.0201")
    }

    @Test("the token opens, nothing else does")
    func token() {
        var service = ServiceUnderTest()
        let cases: [([(String, String)], Int, String?)] = [
            ([("x-auth-token", service.configuration.token)], 200, nil),
            ([("x-auth-token", service.configuration.token + "x")], 401, "APIGW.0301"),
            ([("x-auth-token", "")], 401, "APIGW.0301"),
            ([("x-auth-token", service.configuration.expiredToken)], 401, "APIGW.0307"),
            ([], 401, "APIGW.0301"),
            ([("authorization", "Bearer \(service.configuration.token)")], 401, "APIGW.0301"),
        ]
        for (headers, status, code) in cases {
            let body = ServiceUnderTest.seedBody
            let answer = service.send("POST", ServiceUnderTest.exportPath, body: body, headers: headers)
            #expect(answer.status == status, "\(headers)")
            #expect(answer.errorCode == code, "\(headers)")
        }
        #expect(service.state.array("tasks").count == 1)
        #expect(service.state.object("rejected") == ["401": 5])
    }

    @Test("refused calls are counted under their path template, by status")
    func state() {
        var service = ServiceUnderTest()
        _ = service.export()
        _ = service.export("{}")
        _ = service.send("GET", "/export-task/no-such-task")
        _ = service.sendRaw("GET", "/_sim/state")
        #expect(
            service.state.object("calls") == [
                "GET /v5/{project_id}/export-task/{task_id}": 1,
                "POST /v5/{project_id}/image/security-report/export-tasks": 2,
            ]
        )
        #expect(service.state.object("rejected") == ["400": 2])
    }

    @Test("GET /_sim/state answers the state, POST /_sim/reset empties it, both without an account")
    func control() {
        var service = ServiceUnderTest()
        let first = service.export()
        #expect(service.sendRaw("GET", "/_sim/state", headers: []).json == service.state)
        #expect(service.sendRaw("POST", "/_sim/reset", headers: []).status == 200)
        #expect(service.state == ["calls": [:], "rejected": [:], "tasks": []])
        #expect(service.send("GET", "/export-task/\(first.taskID)").errorCode == "HSS.0011")
        #expect(service.export().taskID == first.taskID)
        #expect(service.sendRaw("GET", "/_sim/reset", headers: []).status == 404)
        #expect(service.sendRaw("GET", "/_sim/other", headers: []).status == 404)
    }

    @Test("every answer of the service has a request id of its own and the latency asked for; /_sim answers at once")
    func requestIDsAndLatency() {
        var configuration = SimulatorConfiguration()
        configuration.latencyMilliseconds = 250
        var service = ServiceUnderTest(configuration)
        let answers = [service.export(), service.export("{}"), service.send("GET", "/nope")]
        let control = service.sendRaw("GET", "/_sim/state")
        #expect(answers.map(\.delayMilliseconds) == [250, 250, 250])
        #expect(control.delayMilliseconds == 0)
        let ids = (answers + [control]).map(\.requestID)
        #expect(Set(ids).count == 4)
        #expect(ids.allSatisfy { $0.utf8.count == 32 })
    }
}
