import HSSSchema
import Logging
import Synchronization
import Testing

@testable import HSSClient

@Suite("HSSClient")
struct ClientTests {
    private static let environment = ["HUAWEICLOUD_SDK_AK": "AKSECRET", "HUAWEICLOUD_SDK_SK": "SKSECRET"]
    private static let token = ["HSS_AUTH_TOKEN": "TOKENSECRET"]
    private static let created = #"{"task_id":"asdwwqdtut01"}"#

    private static func client(
        _ transport: any Transport,
        environment: [String: String] = environment,
        endpoint: String? = "https://hss.example.com",
        projectID: String? = "p-1",
        change: (inout HSSClient.Configuration) -> Void = { _ in }
    ) -> HSSClient {
        var configuration = HSSClient.Configuration.from(
            environment: environment,
            endpoint: endpoint,
            projectID: projectID,
            transport: transport
        )
        configuration.clock = VirtualClock(wallMilliseconds: 1_795_482_000_000)
        // Each test here is about one attempt; `RetryTests` is about the others.
        configuration.pace = .none
        configuration.retry.retries = 0
        change(&configuration)
        return HSSClient(configuration)
    }

    private static var request: ExportRequest {
        var request = ExportRequest()
        request.exportSize = 100
        request.securityReportType = .malwares
        request.operateAll = true
        return request
    }

    private static func failure(_ work: () async throws(HSSError) -> some Sendable) async throws -> HSSError {
        let value: any Sendable
        do throws(HSSError) {
            value = try await work()
        } catch {
            return error
        }
        throw Unexpected(value: "\(value)")
    }

    private struct Unexpected: Error {
        var value: String
    }

    @Test("a created task gives its id; the request goes out as documented")
    func creation() async throws {
        let transport = ScriptedTransport(200, Self.created)
        let task = try await Self.client(transport).createExportTask(Self.request)
        #expect(task == CreatedTask(taskID: "asdwwqdtut01", attempts: 1, reusedFrom: nil))

        let call = try #require(transport.calls.first)
        #expect(transport.calls.count == 1)
        #expect(call.method == .post)
        #expect(call.target == "/v5/p-1/image/security-report/export-tasks")
        #expect(call.body == Self.request.bodyBytes())
        #expect(call.timeout == .seconds(60))
        #expect(call.answerLimit == 1 << 20)
        let names = call.headers.map { $0.name.lowercased() }.sorted()
        #expect(
            names == ["authorization", "content-type", "host", "user-agent", "x-project-id", "x-sdk-date"]
        )
        #expect(
            call.headers.last?.value.contains("SignedHeaders=content-type;host;user-agent;x-project-id;x-sdk-date,")
                == true
        )
        #expect(call.headers.contains(HTTPField("User-Agent", "hss/\(HSSVersion.current)")))
    }

    @Test("a token is sent as X-Auth-Token and nothing is signed")
    func tokenCall() async throws {
        let transport = ScriptedTransport(200, Self.created)
        _ = try await Self.client(transport, environment: Self.token).createExportTask(Self.request)
        let call = try #require(transport.calls.first)
        #expect(call.headers.contains(HTTPField("X-Auth-Token", "TOKENSECRET")))
        #expect(!call.headers.contains { $0.name == "Authorization" || $0.name == "X-Sdk-Date" })
    }

    @Test(
        "the enterprise project: the call's own, else the default, else none",
        arguments: [
            ("own/1", "default", "?enterprise_project_id=own%2F1"), (nil, "default", "?enterprise_project_id=default"),
            (nil, nil, ""),
        ] as [(String?, String?, String)]
    )
    func enterpriseProject(_ own: String?, _ standard: String?, _ query: String) async throws {
        let transport = ScriptedTransport(200, #"{"task_id":"t","task_status":"running"}"#)
        let client = Self.client(transport) { $0.enterpriseProjectID = standard }
        var request = Self.request
        request.enterpriseProjectID = own
        _ = try await client.createExportTask(request)
        _ = try await client.taskStatus("t", enterpriseProjectID: own)
        #expect(transport.calls[0].target == "/v5/p-1/image/security-report/export-tasks\(query)")
        #expect(transport.calls[1].target == "/v5/p-1/export-task/t\(query)")
    }

    @Test("an invalid request is argument, all problems at once, and nothing is sent")
    func invalid() async throws {
        let transport = ScriptedTransport(200, Self.created)
        let journal = RecordingJournal()
        let client = Self.client(transport)
        let error = try await Self.failure { () async throws(HSSError) in
            try await client.createExportTask(ExportRequest(), journal: journal)
        }
        #expect(error.kind == .argument)
        #expect(error.violations.map(\.field) == ["export_size", "security_report_type", "operate_all"])
        #expect(error.message == "3 problems in the request; nothing was sent")
        #expect(transport.calls.isEmpty && journal.all.isEmpty)
    }

    @Test("the journal hears of everything before and after it happens")
    func journal() async throws {
        let transport = ScriptedTransport(200, Self.created)
        let journal = RecordingJournal { transport.calls.count }
        _ = try await Self.client(transport).createExportTask(Self.request, journal: journal)
        #expect(
            journal.all == [
                "prepared p-1 - after 0 calls", "willSend 1 after 0 calls", "created asdwwqdtut01 after 1 calls",
            ]
        )
    }

    @Test(
        "the journal's last word",
        arguments: [
            (.success(HTTPAnswer(status: 400)), "failed service"),
            (.success(HTTPAnswer(status: 429)), "failed throttled"),
            (.success(HTTPAnswer(status: 500)), "ambiguous ambiguous"),
            (.success(HTTPAnswer(status: 200)), "ambiguous ambiguous"),
            (.failure(TransportFailure(.noConnection, sent: .no, reason: "r")), "failed transport"),
            (.failure(TransportFailure(.timeout, sent: .unknown, reason: "r")), "ambiguous ambiguous"),
            (.failure(TransportFailure(.cancelled, sent: .unknown, reason: "r")), "ambiguous cancelled"),
            (.failure(TransportFailure(.cancelled, sent: .no, reason: "r")), "failed cancelled"),
        ] as [(Result<HTTPAnswer, TransportFailure>, String)]
    )
    func lastWord(_ result: Result<HTTPAnswer, TransportFailure>, _ expected: String) async throws {
        let transport = ScriptedTransport([result])
        let journal = RecordingJournal { transport.calls.count }
        let client = Self.client(transport)
        let error = try await Self.failure { () async throws(HSSError) in
            try await client.createExportTask(Self.request, journal: journal)
        }
        #expect(error.attempts == 1)
        #expect(journal.all.last == "\(expected) after 1 calls")
        #expect(journal.all.count == 3)
        #expect(transport.calls.count == 1)
    }

    @Test("a journal that cannot take it stops the creation before a byte leaves", arguments: ["prepared", "willSend"])
    func brokenJournal(_ place: String) async throws {
        let transport = ScriptedTransport(200, Self.created)
        let journal = RecordingJournal(brokenAt: place)
        let client = Self.client(transport)
        let error = try await Self.failure { () async throws(HSSError) in
            try await client.createExportTask(Self.request, journal: journal)
        }
        #expect(error.message == "the ledger is full")
        #expect(error.sent == .no)
        #expect(transport.calls.isEmpty)
    }

    @Test("an id that cannot be recorded is not lost")
    func unrecorded() async throws {
        let transport = ScriptedTransport(200, Self.created)
        let client = Self.client(transport)
        let journal = RecordingJournal(brokenAt: "created")
        let error = try await Self.failure { () async throws(HSSError) in
            try await client.createExportTask(Self.request, journal: journal)
        }
        #expect(error.message == "task asdwwqdtut01 was created, but could not be recorded: the ledger is full")
        #expect(error.sent == .yes)
        #expect(error.attempts == 1)
        #expect(journal.all.last == "created asdwwqdtut01 after 0 calls", "it is not recorded as one that failed")
    }

    @Test("a task that the journal knows is reused and nothing is sent")
    func reused() async throws {
        let transport = ScriptedTransport(200, Self.created)
        let journal = RecordingJournal(.alreadyCreated(RecordedTask(taskID: "old", createdAt: 7)))
        let task = try await Self.client(transport).createExportTask(Self.request, journal: journal)
        #expect(task == CreatedTask(taskID: "old", attempts: 0, reusedFrom: RecordedTask(taskID: "old", createdAt: 7)))
        #expect(transport.calls.isEmpty)
    }

    @Test("the status endpoint's answer")
    func status() async throws {
        let body =
            #"{"task_id":"x","task_name":"n","task_status":"success","file_id":"f","file_name":"../a.zip"}"#
        let transport = ScriptedTransport(200, body)
        let status = try await Self.client(transport).taskStatus("a/b c")
        #expect(transport.calls.first?.method == .get)
        #expect(transport.calls.first?.target == "/v5/p-1/export-task/a%2Fb%20c")
        #expect(
            status
                == TaskStatus(taskID: "a/b c", taskName: "n", status: .success, fileID: "f", fileName: "../a.zip")
        )
    }

    @Test("a status that is not documented is kept; absent members are nil")
    func oddStatus() async throws {
        let status = try await Self.client(ScriptedTransport(200, #"{"task_status":"queued","file_id":""}"#))
            .taskStatus("t")
        #expect(status.status.rawValue == "queued")
        #expect(status.fileID == nil && status.fileName == nil && status.taskName == nil)
    }

    @Test("an id that cannot be one is argument", arguments: ["", ".", ".."])
    func badTaskID(_ id: String) async throws {
        let transport = ScriptedTransport(200, "{}")
        let client = Self.client(transport)
        let error = try await Self.failure { () async throws(HSSError) in try await client.taskStatus(id) }
        #expect(error.kind == .argument)
        #expect(transport.calls.isEmpty)
    }

    @Test("nothing is looked up before the first call; then it is config")
    func late() async throws {
        let cases: [(HSSClient, String)] = [
            (Self.client(ScriptedTransport(200, ""), environment: [:]), "no credentials found"),
            (Self.client(ScriptedTransport(200, ""), endpoint: nil), "neither a region nor an endpoint"),
            (Self.client(ScriptedTransport(200, ""), endpoint: "ftp://x"), "its scheme is neither"),
            (Self.client(ScriptedTransport(200, ""), projectID: nil), "no project id is known"),
            (Self.client(ScriptedTransport(200, ""), projectID: ""), "0 characters instead of 1 to 256"),
        ]
        for (client, text) in cases {
            let error = try await Self.failure { () async throws(HSSError) in
                try await client.createExportTask(Self.request)
            }
            #expect(error.kind == .config)
            #expect(error.sent == .no)
            #expect(error.message.contains(text), "\(error.message)")
        }
    }

    @Test("no more calls are in flight than allowed")
    func concurrency() async throws {
        let clock = VirtualClock()
        let answer = HTTPAnswer(status: 200, body: Array(#"{"task_status":"running"}"#.utf8))
        let transport = ScriptedTransport([.success(answer)], slowedBy: clock)
        let client = Self.client(transport) { $0.concurrency = 3 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<9 {
                group.addTask { _ = try await client.taskStatus("t\(index)") }
            }
            for _ in 0..<3 {
                await clock.waitForSleepers(3)
                clock.advance(by: .seconds(1))
            }
            try await group.waitForAll()
        }
        #expect(transport.calls.count == 9)
        #expect(transport.mostInFlight == 3)
    }

    @Test("called off before sending: nothing is sent, and the journal knows")
    func cancelledWhileWaiting() async throws {
        let transport = ScriptedTransport(200, Self.created)
        let client = Self.client(transport)
        let journal = RecordingJournal()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await Self.failure { () async throws(HSSError) in
                try await client.createExportTask(Self.request, journal: journal)
            }
        }
        let error = try await task.value
        #expect(error.kind == .cancelled)
        #expect(error.sent == .no)
        #expect(transport.calls.isEmpty)
        #expect(journal.all == ["prepared p-1 - after 0 calls", "failed cancelled after 0 calls"])
    }

    @Test("no secret in an error or a log line, even if the service quotes them", arguments: [environment, token])
    func secrets(_ environment: [String: String]) async throws {
        let lines = LogLines()
        let logger = Logger(label: "test", factory: { _ in LineHandler(lines: lines) })
        let echo = EchoTransport()
        let client = Self.client(echo, environment: environment) { $0.logger = logger }
        let error = try await Self.failure { () async throws(HSSError) in
            try await client.createExportTask(Self.request)
        }
        #expect(error.kind == .auth)
        #expect(error.errorMsg?.contains("***") == true)
        var dumped = ""
        dump(error, to: &dumped)
        let place = try await client.place()
        dump(place, to: &dumped)
        for text in [error.description, error.explanation ?? "", dumped, lines.text, "\(place)"] {
            #expect(!text.contains("SECRET"), "\(text)")
            let signature = echo.signature
            #expect(signature.isEmpty || !text.contains(signature))
        }
        #expect(lines.text.contains("401"))
        #expect(lines.text.contains("/v5/p-1/image/security-report/export-tasks"))
        #expect(lines.text.contains("r-7"))
        #expect(lines.text.split(separator: "\n").count == 1)
    }

    /// Quotes every header of the call in its error text, as some gateways do.
    private final class EchoTransport: Transport {
        private let seen = Mutex("")
        var signature: String { seen.withLock { $0 } }

        func send(_ call: HTTPCall) async throws(TransportFailure) -> HTTPAnswer {
            let headers = call.headers.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
            if let range = headers.firstRange(of: "Signature=") {
                seen.withLock { $0 = String(headers[range.upperBound...]) }
            }
            let body = #"{"error_code":"APIGW.0301","error_msg":"verify fail: \#(headers)"}"#
            return HTTPAnswer(status: 401, headers: [HTTPField("X-Request-Id", "r-7")], body: Array(body.utf8))
        }

        func send(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer {
            try await sendWhole(call, into: sink)
        }

        func shutdown() async {}
    }
}
