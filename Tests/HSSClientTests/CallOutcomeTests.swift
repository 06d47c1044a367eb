import HSSSchema
import Testing

@testable import HSSClient

@Suite("What became of a call (contract section 5)")
struct CallOutcomeTests {
    private static let now: Int64 = 1_795_482_000_000
    private static let creation = CallPurpose(
        operation: .creation,
        api: .createExportTask,
        activity: "creating an export task",
        answer: .strings(["task_id"]),
        host: "hss.example.com"
    )
    private static let read = CallPurpose(
        operation: .read,
        api: .exportTask,
        activity: "looking at task t",
        answer: .strings(["task_status"]),
        host: "hss.example.com"
    )

    struct Answered: Sendable, CustomTestStringConvertible {
        var testDescription: String { "\(status) \(body)" }
        var status: Int
        var body = #"{"error_code":"X.1","error_msg":"m"}"#
        var creation: (kind: HSSError.Kind, sent: HSSError.SentState, again: Repetition)
        var read: (kind: HSSError.Kind, again: Repetition)
    }

    private static func code(_ code: String) -> String { #"{"error_code":"\#(code)","error_msg":"m"}"# }

    static let answered: [Answered] = [
        Answered(status: 400, creation: (.service, .yes, .no), read: (.service, .no)),
        Answered(status: 401, creation: (.auth, .yes, .no), read: (.auth, .no)),
        Answered(status: 403, creation: (.auth, .yes, .no), read: (.auth, .no)),
        Answered(status: 404, creation: (.service, .yes, .no), read: (.service, .no)),
        Answered(status: 408, creation: (.service, .yes, .no), read: (.service, .no)),
        Answered(status: 409, creation: (.service, .yes, .no), read: (.service, .no)),
        Answered(status: 429, creation: (.throttled, .yes, .harmless), read: (.throttled, .harmless)),
        Answered(status: 301, body: "", creation: (.service, .yes, .no), read: (.service, .no)),
        Answered(status: 302, body: "<html>", creation: (.service, .yes, .no), read: (.service, .no)),
        Answered(status: 304, body: "", creation: (.service, .yes, .no), read: (.service, .no)),
        Answered(status: 500, creation: (.ambiguous, .unknown, .onRequest), read: (.service, .harmless)),
        Answered(status: 501, creation: (.ambiguous, .unknown, .onRequest), read: (.service, .no)),
        Answered(status: 502, creation: (.ambiguous, .unknown, .onRequest), read: (.service, .harmless)),
        Answered(status: 503, creation: (.ambiguous, .unknown, .onRequest), read: (.service, .harmless)),
        Answered(status: 504, creation: (.ambiguous, .unknown, .onRequest), read: (.service, .harmless)),
        Answered(
            status: 502,
            body: code("APIGW.0610"),
            creation: (.service, .yes, .harmless),
            read: (.service, .harmless)
        ),
        Answered(
            status: 503,
            body: code("APIGW.0613"),
            creation: (.service, .yes, .harmless),
            read: (.service, .harmless)
        ),
        Answered(
            status: 503,
            body: code("APIG.0613"),
            creation: (.service, .yes, .harmless),
            read: (.service, .harmless)
        ),
        Answered(
            status: 503,
            body: code("APIGW.0610"),
            creation: (.ambiguous, .unknown, .onRequest),
            read: (.service, .harmless)
        ),
        Answered(
            status: 502,
            body: code("APIGW.0201"),
            creation: (.ambiguous, .unknown, .onRequest),
            read: (.service, .harmless)
        ),
        Answered(
            status: 500,
            body: code("APIGW.0601"),
            creation: (.ambiguous, .unknown, .onRequest),
            read: (.service, .harmless)
        ),
        Answered(
            status: 200,
            body: "<html>ok</html>",
            creation: (.ambiguous, .unknown, .onRequest),
            read: (.service, .no)
        ),
        Answered(status: 200, body: "", creation: (.ambiguous, .unknown, .onRequest), read: (.service, .no)),
        Answered(status: 200, body: "{}", creation: (.ambiguous, .unknown, .onRequest), read: (.service, .no)),
        Answered(status: 200, body: "[]", creation: (.ambiguous, .unknown, .onRequest), read: (.service, .no)),
        Answered(
            status: 200,
            body: #"{"task_id":7,"task_status":true}"#,
            creation: (.ambiguous, .unknown, .onRequest),
            read: (.service, .no)
        ),
        Answered(
            status: 200,
            body: #"{"task_id":"","task_status":""}"#,
            creation: (.ambiguous, .unknown, .onRequest),
            read: (.service, .no)
        ),
        Answered(
            status: 200,
            body: #"{"task_id":"t","task_sta"#,
            creation: (.ambiguous, .unknown, .onRequest),
            read: (.service, .no)
        ),
        Answered(status: 204, body: "", creation: (.ambiguous, .unknown, .onRequest), read: (.service, .no)),
    ]

    @Test("answers", arguments: answered)
    func answers(_ test: Answered) throws {
        let answer = HTTPAnswer(
            status: test.status,
            headers: [HTTPField("X-Request-Id", "r-9")],
            body: Array(test.body.utf8)
        )
        let (error, again) = try failure(of: answer, Self.creation)
        #expect(error.kind == test.creation.kind)
        #expect(error.sent == test.creation.sent)
        #expect(again == test.creation.again)
        #expect(error.status == test.status)
        #expect(error.requestID == "r-9")
        #expect(error.message.contains("hss.example.com") && error.message.contains("r-9"))
        #expect(!error.message.contains("\n"))
        #expect(error.explanation?.isEmpty == false)
        #expect(error.message.contains("may or may not exist") == (error.kind == .ambiguous))
        #expect(error.message.contains("no task was created") == (error.kind != .ambiguous))

        let (readError, readAgain) = try failure(of: answer, Self.read)
        #expect(readError.kind == test.read.kind)
        #expect(readError.sent == .yes)
        #expect(readAgain == test.read.again)
        #expect(!readError.message.contains("created"))
    }

    @Test("the documented answer is a success, whichever 2xx", arguments: [200, 201, 202])
    func success(_ status: Int) {
        let body = #"{"task_id":"asdwwqdtut01","task_status":"running","more":1}"#
        for purpose in [Self.creation, Self.read] {
            let outcome = CallOutcome.of(
                HTTPAnswer(status: status, body: Array(body.utf8)),
                to: purpose,
                redactor: Redactor([]),
                nowMilliseconds: Self.now
            )
            guard case .success(let object) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(object["task_id"] == "asdwwqdtut01")
        }
    }

    struct Failed: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var failure: TransportFailure
        var creation: (kind: HSSError.Kind, again: Repetition)
        var read: (kind: HSSError.Kind, again: Repetition)
        var sent: HSSError.SentState

        init(
            _ cause: TransportFailure.Cause,
            _ left: TransportFailure.Sent,
            status: Int? = nil,
            creation: (HSSError.Kind, Repetition),
            read: (HSSError.Kind, Repetition),
            sent: HSSError.SentState
        ) {
            failure = TransportFailure(cause, sent: left, reason: "because", status: status)
            testDescription = "\(cause), sent \(left), status \(status.map { "\($0)" } ?? "none")"
            self.creation = creation
            self.read = read
            self.sent = sent
        }
    }

    static let failed: [Failed] = [
        Failed(.noConnection, .no, creation: (.transport, .harmless), read: (.transport, .harmless), sent: .no),
        Failed(.timeout, .no, creation: (.timeout, .harmless), read: (.timeout, .harmless), sent: .no),
        Failed(.connectionCut, .no, creation: (.transport, .harmless), read: (.transport, .harmless), sent: .no),
        Failed(.tls, .no, creation: (.transport, .no), read: (.transport, .no), sent: .no),
        Failed(.proxy, .no, creation: (.config, .no), read: (.config, .no), sent: .no),
        Failed(.timeout, .unknown, creation: (.ambiguous, .onRequest), read: (.timeout, .harmless), sent: .unknown),
        Failed(
            .connectionCut,
            .unknown,
            creation: (.ambiguous, .onRequest),
            read: (.transport, .harmless),
            sent: .unknown
        ),
        Failed(
            .connectionCut,
            .unknown,
            status: 200,
            creation: (.ambiguous, .onRequest),
            read: (.transport, .harmless),
            sent: .unknown
        ),
        Failed(.cancelled, .no, creation: (.cancelled, .no), read: (.cancelled, .no), sent: .no),
        Failed(.cancelled, .unknown, creation: (.cancelled, .no), read: (.cancelled, .no), sent: .unknown),
    ]

    @Test("calls without an answer", arguments: failed)
    func failures(_ test: Failed) throws {
        let (error, again) = try failure(CallOutcome.of(test.failure, to: Self.creation))
        #expect(error.kind == test.creation.kind)
        #expect(again == test.creation.again)
        #expect(error.sent == test.sent)
        #expect(error.message.contains("nothing was sent") == (test.sent == .no))
        #expect(error.message.contains("may or may not exist") == (test.sent == .unknown))

        let (readError, readAgain) = try failure(CallOutcome.of(test.failure, to: Self.read))
        #expect(readError.kind == test.read.kind)
        #expect(readAgain == test.read.again)
        #expect(readError.sent == test.sent)
    }

    @Test(
        "an answer beyond its bound",
        arguments: [
            (200, HSSError.Kind.ambiguous), (500, .ambiguous), (nil, .ambiguous), (400, .service), (302, .service),
        ] as [(Int?, HSSError.Kind)]
    )
    func tooLarge(_ status: Int?, _ kind: HSSError.Kind) throws {
        let large = TransportFailure(.tooLarge, sent: .unknown, reason: "too long", status: status)
        #expect(try failure(CallOutcome.of(large, to: Self.creation)).0.kind == kind)
        #expect(try failure(CallOutcome.of(large, to: Self.read)).0.kind == .service)
    }

    @Test("a 429 says how long to wait: Retry-After, else the window in the text")
    func throttled() throws {
        let text = "policy user over ratelimit,limit:200,time:5 minute"
        let body = Array(#"{"error_code":"APIGW.0308","error_msg":"\#(text)"}"#.utf8)
        let (windowed, _) = try failure(of: HTTPAnswer(status: 429, body: body), Self.creation)
        #expect(windowed.quota == QuotaWindow(limit: 200, seconds: 300))
        #expect(windowed.retryAfterSeconds == 300)
        #expect(windowed.explanation == "too many calls; wait and call less often")

        let headers = [HTTPField("retry-after", "7")]
        let (told, _) = try failure(of: HTTPAnswer(status: 429, headers: headers, body: body), Self.creation)
        #expect(told.retryAfterSeconds == 7)
        #expect(told.quota == windowed.quota)

        let (silent, _) = try failure(of: HTTPAnswer(status: 429), Self.creation)
        #expect(silent.retryAfterSeconds == nil)
    }

    @Test("the service's code and text are kept, and explained")
    func kept() throws {
        let body = Array(#"{"error_code":"HSS.0013","error_msg":"no permission"}"#.utf8)
        let (error, _) = try failure(of: HTTPAnswer(status: 400, body: body), Self.creation)
        #expect(error.errorCode == "HSS.0013")
        #expect(error.errorMsg == "no permission")
        #expect(error.explanation == ServiceCode.find("HSS.0013")?.explanation)
        #expect(error.message.contains("400 HSS.0013 \"no permission\""))
    }

    private func failure(of answer: HTTPAnswer, _ purpose: CallPurpose) throws -> (HSSError, Repetition) {
        try failure(.of(answer, to: purpose, redactor: Redactor([]), nowMilliseconds: Self.now))
    }

    private func failure(_ outcome: CallOutcome) throws -> (HSSError, Repetition) {
        guard case .failure(let error, let again) = outcome else { throw Unexpected(outcome: outcome) }
        return (error, again)
    }

    private struct Unexpected: Error {
        var outcome: CallOutcome
    }
}
