import HSSSchema
import Testing

@testable import HSSClient

/// What is sent again and what is not (contract section 5), counted at the network.
@Suite(.timeLimit(.minutes(1))) struct RetryTests {
    enum Call: String, CaseIterable { case creation, read }

    struct Case: CustomTestStringConvertible {
        var name: String
        var result: Result<HTTPAnswer, TransportFailure>
        /// How often it is sent with four retries, and with `retry_ambiguous` on top.
        var creation: (sent: Int, withAmbiguous: Int, kind: HSSError.Kind)
        var read: (sent: Int, kind: HSSError.Kind)
        var testDescription: String { name }

        init(
            _ name: String,
            _ result: Result<HTTPAnswer, TransportFailure>,
            creation: (Int, Int, HSSError.Kind),
            read: (Int, HSSError.Kind)
        ) {
            (self.name, self.result, self.creation, self.read) = (name, result, creation, read)
        }
    }

    private static func answer(_ status: Int, _ code: String? = nil) -> Result<HTTPAnswer, TransportFailure> {
        let body = code.map { #"{"error_code":"\#($0)","error_msg":"m"}"# } ?? "<html>"
        return .success(HTTPAnswer(status: status, body: Array(body.utf8)))
    }

    private static func failure(
        _ cause: TransportFailure.Cause,
        _ sent: TransportFailure.Sent
    ) -> Result<HTTPAnswer, TransportFailure> {
        .failure(TransportFailure(cause, sent: sent, reason: "r"))
    }

    static let cases = [
        Case("no connection", failure(.noConnection, .no), creation: (5, 5, .transport), read: (5, .transport)),
        Case("no connection in time", failure(.timeout, .no), creation: (5, 5, .timeout), read: (5, .timeout)),
        Case("timeout after sending", failure(.timeout, .unknown), creation: (1, 5, .ambiguous), read: (5, .timeout)),
        Case(
            "cut after sending",
            failure(.connectionCut, .unknown),
            creation: (1, 5, .ambiguous),
            read: (5, .transport)
        ),
        Case("no trust", failure(.tls, .no), creation: (1, 1, .transport), read: (1, .transport)),
        Case("400", answer(400, "HSS.0001"), creation: (1, 1, .service), read: (1, .service)),
        Case("401", answer(401, "APIGW.0301"), creation: (1, 1, .auth), read: (1, .auth)),
        Case("401, expired", answer(401, "APIGW.0307"), creation: (1, 1, .auth), read: (1, .auth)),
        Case("403", answer(403, "APIGW.0302"), creation: (1, 1, .auth), read: (1, .auth)),
        Case("404", answer(404, "APIGW.0101"), creation: (1, 1, .service), read: (1, .service)),
        Case("302", answer(302), creation: (1, 1, .service), read: (1, .service)),
        Case("429", answer(429, "APIGW.0308"), creation: (5, 5, .throttled), read: (5, .throttled)),
        Case("500", answer(500, "APIGW.0601"), creation: (1, 5, .ambiguous), read: (5, .service)),
        Case("501", answer(501), creation: (1, 5, .ambiguous), read: (1, .service)),
        Case("502", answer(502, "APIGW.0201"), creation: (1, 5, .ambiguous), read: (5, .service)),
        Case("502 APIGW.0610", answer(502, "APIGW.0610"), creation: (5, 5, .service), read: (5, .service)),
        Case("502 APIG.0610", answer(502, "APIG.0610"), creation: (5, 5, .service), read: (5, .service)),
        Case("503", answer(503), creation: (1, 5, .ambiguous), read: (5, .service)),
        Case("503 APIGW.0613", answer(503, "APIGW.0613"), creation: (5, 5, .service), read: (5, .service)),
        Case("504", answer(504), creation: (1, 5, .ambiguous), read: (5, .service)),
        Case("200 that is HTML", answer(200), creation: (1, 5, .ambiguous), read: (1, .service)),
    ]

    private static func client(
        _ transport: any Transport,
        _ clock: VirtualClock = VirtualClock(autoAdvance: true),
        change: (inout HSSClient.Configuration) -> Void = { _ in }
    ) -> HSSClient {
        var configuration = HSSClient.Configuration.from(
            environment: ["HSS_AUTH_TOKEN": "t"],
            endpoint: "http://hss.test",
            projectID: "p",
            transport: transport
        )
        configuration.clock = clock
        configuration.pace = .none
        configuration.jitter = { 1 }
        change(&configuration)
        return HSSClient(configuration)
    }

    private static var request: ExportRequest {
        var request = ExportRequest()
        request.exportSize = 1
        request.securityReportType = .malwares
        request.operateAll = true
        return request
    }

    /// The error that a call ends with.
    private static func end(
        of call: Call,
        _ client: HSSClient,
        _ options: CallOptions = CallOptions(),
        _ journal: any CreationJournal = NoJournal()
    ) async -> HSSError? {
        do throws(HSSError) {
            switch call {
            case .creation: _ = try await client.createExportTask(request, options: options, journal: journal)
            case .read: _ = try await client.taskStatus("t", options: options)
            }
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: cases)
    func `a creation is repeated only if it provably did not happen`(_ test: Case) async {
        for (repeats, sent) in [(false, test.creation.sent), (true, test.creation.withAmbiguous)] {
            let transport = ScriptedTransport([test.result])
            let options = CallOptions(retriesAmbiguous: repeats)
            let error = await Self.end(of: .creation, Self.client(transport), options)
            #expect(transport.calls.count == sent)
            #expect(error?.kind == test.creation.kind)
            #expect(error?.attempts == sent)
        }
    }

    @Test(arguments: cases)
    func `a read is repeated freely`(_ test: Case) async {
        let transport = ScriptedTransport([test.result])
        let error = await Self.end(of: .read, Self.client(transport))
        #expect(transport.calls.count == test.read.sent)
        #expect(error?.kind == test.read.kind)
        #expect(error?.attempts == test.read.sent)
    }

    @Test(arguments: [0, 1, 4, 9], Call.allCases)
    func `as often as --retries says, or the call's own option`(_ retries: Int, _ call: Call) async {
        for isOption in [false, true] {
            let transport = ScriptedTransport([Self.failure(.noConnection, .no)])
            let client = Self.client(transport) { if !isOption { $0.retry.retries = retries } }
            _ = await Self.end(of: call, client, CallOptions(retries: isOption ? retries : nil))
            #expect(transport.calls.count == retries + 1)
        }
    }

    @Test func `waits are drawn from twice as much each time, up to a minute`() async {
        let clock = VirtualClock(autoAdvance: true)
        let transport = ScriptedTransport([Self.failure(.noConnection, .no)])
        let client = Self.client(transport, clock) { $0.retry.retries = 9 }
        _ = await Self.end(of: .creation, client)
        // 0.5 + 1 + 2 + 4 + 8 + 16 + 32 + 60 + 60
        #expect(clock.monotonic == .milliseconds(183_500))
    }

    @Test(arguments: ["3", "Tue, 24 Nov 2026 01:00:03 GMT"])
    func `Retry-After is obeyed in both of its forms`(_ value: String) async {
        for (status, code) in [(429, "APIGW.0308"), (503, "APIGW.0613")] {
            let clock = VirtualClock(wallMilliseconds: 1_795_482_000_000, autoAdvance: true)
            let transport = ScriptedTransport(
                [
                    .success(
                        HTTPAnswer(
                            status: status,
                            headers: [HTTPField("Retry-After", value)],
                            body: Array(#"{"error_code":"\#(code)","error_msg":"m"}"#.utf8)
                        )
                    )
                ]
            )
            let client = Self.client(transport, clock) { $0.jitter = { 0 } }
            let error = await Self.end(of: .creation, client, CallOptions(retries: 1))
            #expect(transport.calls.count == 2)
            #expect(clock.monotonic == .seconds(3))
            #expect(error?.retryAfterSeconds == (value == "3" ? 3 : 0))
        }
    }

    @Test func `the window that a 429 names is obeyed`() async {
        let clock = VirtualClock(autoAdvance: true)
        let text = "policy user over ratelimit,limit:200,time:5 minute"
        let transport = ScriptedTransport(429, #"{"error_code":"APIGW.0308","error_msg":"\#(text)"}"#)
        _ = await Self.end(of: .creation, Self.client(transport, clock), CallOptions(retries: 1))
        #expect(transport.calls.count == 2)
        #expect(clock.monotonic == .seconds(300))
    }

    @Test func `a Retry-After beyond --patience is not waited for`() async {
        let clock = VirtualClock(autoAdvance: true)
        let transport = ScriptedTransport(429, "{}", headers: [HTTPField("Retry-After", "901")])
        let error = await Self.end(of: .creation, Self.client(transport, clock))
        #expect(transport.calls.count == 1)
        #expect(error?.retryAfterSeconds == 901)
    }

    @Test func `a paced 429 does not count against --retries`() async {
        let clock = VirtualClock(autoAdvance: true)
        let refused = Self.answer(429, "APIGW.0308")
        let created = HTTPAnswer(status: 200, body: Array(#"{"task_id":"x"}"#.utf8))
        let transport = ScriptedTransport(Array(repeating: refused, count: 9) + [.success(created)])
        let client = Self.client(transport, clock) { $0.pace = .auto }
        let error = await Self.end(of: .creation, client, CallOptions(retries: 0))
        #expect(error == nil)
        #expect(transport.calls.count == 10)
    }

    @Test func `an endpoint that accepts nothing is given up after --patience, with its last refusal`() async {
        let clock = VirtualClock(autoAdvance: true)
        let transport = ScriptedTransport(429, #"{"error_code":"APIGW.0308","error_msg":"too many"}"#)
        let client = Self.client(transport, clock) {
            $0.pace = .auto
            $0.retry.patience = .seconds(60)
        }
        let error = await Self.end(of: .creation, client)
        #expect(error?.kind == .throttled)
        #expect(error?.errorCode == "APIGW.0308")
        #expect(error?.attempts == transport.calls.count)
        #expect(error?.explanation?.contains("60 s of --patience") == true)
        #expect(clock.monotonic <= .seconds(60) && clock.monotonic > .seconds(30))
    }

    @Test func `an unknown outcome stays one, whatever the repetition comes to`() async {
        let journal = RecordingJournal()
        let transport = ScriptedTransport([Self.failure(.connectionCut, .unknown), Self.answer(400, "HSS.0001")])
        let options = CallOptions(retriesAmbiguous: true)
        let error = await Self.end(of: .creation, Self.client(transport), options, journal)
        #expect(error?.kind == .ambiguous)
        #expect(error?.attempts == 2)
        #expect(journal.all.map { $0.prefix { $0 != " " } } == ["prepared", "willSend", "willSend", "ambiguous"])
    }

    @Test func `between two attempts the journal knows that nothing happened`() async {
        let journal = RecordingJournal()
        let created = HTTPAnswer(status: 200, body: Array(#"{"task_id":"x"}"#.utf8))
        let transport = ScriptedTransport([Self.answer(429), .success(created)])
        _ = await Self.end(of: .creation, Self.client(transport), CallOptions(), journal)
        #expect(
            journal.all.map { $0.prefix { $0 != " " } } == ["prepared", "willSend", "retracted", "willSend", "created"]
        )
    }

    @Test func `called off between two tries`() async {
        let clock = VirtualClock()
        let transport = ScriptedTransport([Self.failure(.noConnection, .no)])
        let client = Self.client(transport, clock)
        let task = Task { await Self.end(of: .creation, client) }
        await clock.waitForSleepers()
        task.cancel()
        let error = await task.value
        #expect(error?.kind == .cancelled)
        #expect(error?.sent == .no)
        #expect(transport.calls.count == 1)
    }
}
