import HSSSchema

@testable import HSSSimulator

/// A `SimulatedService` with its account at hand, driven without sockets at a fixed time.
struct ServiceUnderTest {
    static let exportPath = "/image/security-report/export-tasks"
    static let seedBody = #"{"operate_all":true,"export_size":100,"security_report_type":"malwares"}"#

    let configuration: SimulatorConfiguration
    private var service: SimulatedService
    /// 2026-11-24T01:00:00Z in milliseconds.
    static let start: Int64 = 1_795_482_000_000
    /// Wall time in milliseconds.
    var now = Self.start

    init(_ configuration: SimulatorConfiguration = SimulatorConfiguration()) {
        self.configuration = configuration
        self.service = SimulatedService(configuration.started(atMilliseconds: Self.start))
    }

    var state: JSONObject { self.service.state }

    mutating func setQuota(_ quota: SimulatorQuota) {
        self.service.setQuota(quota)
    }

    mutating func answer(_ call: SimulatedCall) -> Answer {
        Answer(self.service.answer(call, atMilliseconds: self.now))
    }

    /// Sends with the account's token unless `headers` say otherwise; `path` follows `/v5/{project_id}`.
    mutating func send(
        _ method: String,
        _ path: String,
        body: String = "",
        headers: [(String, String)]? = nil
    ) -> Answer {
        self.sendRaw(method, "/v5/\(self.configuration.projectID)\(path)", body: Array(body.utf8), headers: headers)
    }

    mutating func sendRaw(
        _ method: String,
        _ target: String,
        body: [UInt8]? = [],
        headers: [(String, String)]? = nil
    ) -> Answer {
        let fields = headers ?? [("x-auth-token", self.configuration.token)]
        return self.answer(
            SimulatedCall(
                method: method,
                target: target,
                headers: fields.map { .init(name: $0, value: $1) },
                body: body
            )
        )
    }

    mutating func look(_ id: String = "none") -> Answer {
        self.send("GET", "/export-task/\(id)")
    }

    mutating func export(_ body: String = Self.seedBody) -> Answer {
        self.send("POST", Self.exportPath, body: body)
    }
}

/// An answer with its JSON at hand.
struct Answer {
    let status: Int
    let json: JSONObject
    let requestID: String
    let delayMilliseconds: Int
    let contentType: String?
    let body: [UInt8]
    let delivery: SimulatedAnswer.Delivery
    private let headers: [SimulatedCall.Header]

    init(_ answer: SimulatedAnswer) {
        self.status = answer.status
        self.requestID = answer.requestID ?? ""
        self.delayMilliseconds = answer.delayMilliseconds
        self.contentType = answer.contentType
        self.body = answer.body
        self.delivery = answer.delivery
        self.headers = answer.headers
        self.json = (try? JSONValue(parsing: answer.body))?.objectValue ?? ["not JSON": .null]
    }

    func header(_ name: String) -> String? { self.headers.first { $0.name == name }?.value }

    var text: String { String(decoding: self.body, as: UTF8.self) }
    var errorCode: String? { self.json["error_code"]?.stringValue }
    var errorMessage: String { self.json["error_msg"]?.stringValue ?? "" }
    var taskID: String { self.json["task_id"]?.stringValue ?? "" }
    var taskStatus: String? { self.json["task_status"]?.stringValue }
}

extension JSONObject {
    func object(_ name: String) -> JSONObject { self[name]?.objectValue ?? [:] }
    func array(_ name: String) -> [JSONValue] { self[name]?.arrayValue ?? [] }
}
