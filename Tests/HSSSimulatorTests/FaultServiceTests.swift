import HSSSchema
import NIOCore
import Testing

@testable import HSSSimulator

/// What a fault does to the service: what is carried out, counted and said.
@Suite struct FaultServiceTests {
    static func service(_ rules: FaultRule..., change: (inout SimulatorConfiguration) -> Void = { _ in })
        -> ServiceUnderTest
    {
        var configuration = SimulatorConfiguration()
        configuration.faults = rules
        change(&configuration)
        return ServiceUnderTest(configuration)
    }

    static let effects: [(FaultRule.Effect, SimulatedAnswer.Delivery, created: Int, rejected: JSONObject)] = [
        (.status(429), .whole, 0, ["429": 1]),
        (.status(200), .whole, 0, ["200": 1]),
        (.cutBefore, .cut, 0, [:]),
        (.cutAfter, .cut, 1, [:]),
        (.delay(milliseconds: 5), .whole, 1, [:]),
        (.half, .half, 1, [:]),
        (.html, .whole, 0, [:]),
        (.huge, .gigabyte, 0, [:]),
        (.wrongLength, .shortLength, 1, [:]),
    ]

    @Test(arguments: effects)
    func `a fault decides whether a call is carried out; it is counted in any case`(
        _ effect: FaultRule.Effect,
        _ delivery: SimulatedAnswer.Delivery,
        _ created: Int,
        _ rejected: JSONObject
    ) {
        var service = Self.service(FaultRule(method: "POST", pathPart: "export-tasks", effect))
        #expect(service.export().delivery == delivery)
        #expect(service.state.array("tasks").count == created)
        #expect(service.state.object("rejected") == rejected)
        #expect(service.state.object("calls") == ["POST /v5/{project_id}/image/security-report/export-tasks": 1])
        #expect(service.look().errorCode == "HSS.0011", "the rule is for creations only")
    }

    static let statuses: [(Int, code: String?, type: String?, said: String)] = [
        (200, nil, "application/json", "{}"), (204, nil, nil, ""), (302, nil, nil, ""), (304, nil, nil, ""),
        (400, "HSS.0001", "application/json", "Invalid parameter"),
        (401, "APIGW.0301", "application/json", "Incorrect IAM authentication information"),
        (403, "APIGW.0302", "application/json", "not allowed"), (404, "APIGW.0101", "application/json", "not exist"),
        (413, "APIGW.0201", "application/json", "too large"), (418, "APIGW.0201", "application/json", "Bad request"),
        (
            429, "APIGW.0308", "application/json",
            "The throttling threshold has been reached: policy user over ratelimit,limit:200,time:1 second"
        ),
        (500, "APIGW.0601", "application/json", "Internal server error"),
        (502, "APIGW.0201", "application/json", "Backend unavailable"),
        (503, nil, "text/plain; charset=utf-8", "503 Service Unavailable"),
        (504, "APIGW.0201", "application/json", "Backend timeout"),
        (599, "APIGW.0601", "application/json", "Internal server error"),
    ]

    @Test(arguments: statuses)
    func `a status comes with the body that usually goes with it`(
        _ status: Int,
        _ code: String?,
        _ type: String?,
        _ said: String
    ) {
        var service = Self.service(FaultRule(.status(status)))
        let answer = service.export()
        #expect(answer.status == status)
        #expect(answer.errorCode == code)
        #expect(answer.contentType == type)
        #expect(answer.text.contains(said) || answer.text == said, "\(answer.text)")
        #expect(answer.header("Retry-After") == nil)
        #expect(answer.requestID.isEmpty == (status == 503 || status == 302))
    }

    @Test(
        arguments: [
            (503, "APIGW.0613", "IAM"), (502, "APIG.0610", "backend"), (429, "APIG.0308", "limit:200"),
            (429, "X", "refused"), (400, "HSS.0011", "not found"),
        ]
    )
    func `a code that is asked for comes with its text`(_ status: Int, _ code: String, _ said: String) {
        var service = Self.service(FaultRule(.status(status, code: code, retryAfter: "soon")))
        let answer = service.export()
        #expect(answer.status == status)
        #expect(answer.errorCode == code)
        #expect(answer.errorMessage.contains(said), "\(answer.errorMessage)")
        #expect((answer.json["request_id"] == .string(answer.requestID)) == code.hasPrefix("API"))
        #expect(answer.header("Retry-After") == "soon")
    }

    @Test(
        arguments: [
            (.none, 1, true, ",limit:200,time:1 second"), (.none, 10, true, ",limit:200,time:0.1 second"),
            (.documented, 1, true, ",limit:5,time:1 minute"), (.perMinute(30), 60, true, ",limit:30,time:1 second"),
            (.documented, 1, false, "ratelimit"),
        ] as [(SimulatorQuota, Double, Bool, String)]
    )
    func `a 429 by a fault states the limit of the service, or none when that is kept secret`(
        _ quota: SimulatorQuota,
        _ scale: Double,
        _ states: Bool,
        _ said: String
    ) {
        var service = Self.service(FaultRule(.status(429))) {
            ($0.quota, $0.timeScale, $0.quotaStatesLimit) = (quota, scale, states)
        }
        let message = service.export().errorMessage
        #expect(message.hasSuffix(said), "\(message)")
    }

    @Test(arguments: [204, 304])
    func `an answer that can have no body has none, whatever code is asked for`(_ status: Int) {
        var service = Self.service(FaultRule(.status(status, code: "APIGW.0613")))
        #expect(service.export().text.isEmpty)
    }

    @Test func `a fault strikes before authentication, and unknown paths too`() {
        var service = Self.service(FaultRule(.status(500), .first(2)))
        #expect(service.sendRaw("GET", "/v5/x/export-task/y", headers: []).status == 500)
        #expect(service.send("GET", "/nope").status == 500)
        #expect(service.sendRaw("GET", "/v5/x/export-task/y", headers: []).status == 401)
    }

    @Test func `what is carried out may be a refusal`() {
        var service = Self.service(FaultRule(.half))
        let answer = service.export("{}")
        #expect(answer.status == 400)
        #expect(answer.delivery == .half)
        #expect(service.state.object("rejected") == ["400": 1])
    }

    @Test func `calls to the simulator itself meet no faults`() {
        var service = Self.service(FaultRule(.cutBefore), FaultRule(pathPart: "_sim", .html))
        let state = service.sendRaw("GET", "/_sim/state", headers: [])
        #expect(state.delivery == .whole)
        #expect(state.json == ["calls": [:], "rejected": [:], "tasks": []])
        #expect(service.sendRaw("POST", "/_sim/reset", headers: []).status == 200)
    }

    @Test func `a delay adds to the latency, and a cut is never held back`() {
        var service = Self.service(
            FaultRule(.delay(milliseconds: 1000), .first(1)),
            FaultRule(.cutAfter, .first(1)),
            FaultRule(.status(500), .first(1))
        ) { $0.latencyMilliseconds = 30 }
        #expect((0..<4).map { _ in service.export().delayMilliseconds } == [1030, 0, 30, 30])
    }

    @Test func `a reset starts the faults anew`() {
        var service = Self.service(FaultRule(.status(500), .once), FaultRule(.status(502), .percent(50)))
        let first = (0..<20).map { _ in service.export().status }
        #expect(Set(first) == [200, 500, 502])
        _ = service.sendRaw("POST", "/_sim/reset", headers: [])
        #expect((0..<20).map { _ in service.export().status } == first)
    }

    @Test func `a huge answer is one JSON text of a gigabyte, made of small parts`() {
        var length = 0
        for part in Gigabyte() {
            if length == 0 { #expect(String(buffer: part) == #"{"task_id":""#) }
            #expect(part.readableBytes <= 1 << 16)
            length += part.readableBytes
            if length == Gigabyte.length { #expect(String(buffer: part) == #""}"#) }
        }
        #expect(length == 1 << 30)
    }

    @Test func `faults do not change the ids of tasks`() {
        var plain = ServiceUnderTest()
        var disturbed = Self.service(FaultRule(.status(500), .every(2)))
        let expected = (0..<3).map { _ in plain.export().taskID }
        #expect((0..<6).map { _ in disturbed.export().taskID }.filter { !$0.isEmpty } == expected)
    }
}
