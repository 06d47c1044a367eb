import Testing

@testable import HSSClient

@Suite("Error bodies")
struct ErrorBodyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String { body }
        var body: String
        var code: String?
        var message: String?
        var requestID: String?
    }

    static let cases: [Case] = [
        Case(body: #"{"error_code":"HSS.0001","error_msg":"bad"}"#, code: "HSS.0001", message: "bad"),
        Case(
            body: #"{"error_code":"APIGW.0301","error_msg":"no","request_id":"r-1"}"#,
            code: "APIGW.0301",
            message: "no",
            requestID: "r-1"
        ),
        Case(body: #"{"errorCode":"E1","errorMsg":"m"}"#, code: "E1", message: "m"),
        Case(body: #"{"code":"C","message":"m"}"#, code: "C", message: "m"),
        Case(
            body:
                #"{"code":"C","message":"last","errorCode":"E","errorMsg":"middle","error_code":"A","error_msg":"first"}"#,
            code: "A",
            message: "first"
        ),
        Case(
            body: #"{"error":{"code":401,"message":"auth failed","title":"Unauthorized"}}"#,
            code: "401",
            message: "auth failed"
        ),
        Case(
            body: #"{"a":1,"detail":{"deep":{"error_code":"D","error_msg":"nested"}}}"#,
            code: "D",
            message: "nested"
        ),
        Case(
            body: #"{"inner":{"error_code":"I","error_msg":"in"},"code":"O","message":"out"}"#,
            code: "O",
            message: "out"
        ),
        Case(body: #"{"error_code":"only"}"#, message: #"{"error_code":"only"}"#),
        Case(body: #"[{"error_code":"A","error_msg":"m"}]"#, message: #"[{"error_code":"A","error_msg":"m"}]"#),
        Case(body: "", message: nil),
        Case(
            body:
                "<html><head><title>502 Bad Gateway</title><style>b{c}</style></head>\r\n<body><h1>Oops</h1></body></html>",
            message: "502 Bad Gateway Oops"
        ),
        Case(body: "plain\u{1b}[31m red\u{202e}\u{7}\n\nline", message: "plain [31m red line"),
        Case(body: "1 < 2 and 3 > 2", message: "1 < 2 and 3 > 2"),
    ]

    @Test("every shape is read", arguments: cases)
    func shapes(_ test: Case) {
        let body = ErrorBody(HTTPAnswer(status: 400, body: Array(test.body.utf8)), redactor: Redactor([]))
        #expect(body.code == test.code)
        #expect(body.message == test.message)
        #expect(body.requestID == test.requestID)
    }

    @Test(
        "the request id of the header wins, in any case of its name",
        arguments: ["X-Request-Id", "x-request-id", "X-REQUEST-ID"]
    )
    func headerRequestID(_ name: String) {
        let answer = HTTPAnswer(
            status: 400,
            headers: [HTTPField("Date", "x"), HTTPField(name, "from-header")],
            body: Array(#"{"error_code":"A","error_msg":"m","request_id":"from-body"}"#.utf8)
        )
        #expect(ErrorBody(answer, redactor: Redactor([])).requestID == "from-header")
    }

    @Test("a raw text is cut short")
    func long() throws {
        let answer = HTTPAnswer(status: 500, body: [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20))
        let message = try #require(ErrorBody(answer, redactor: Redactor([])).message)
        #expect(message.count == 601)
        #expect(message.hasSuffix("…"))
    }

    @Test("a body that quotes secrets is cleaned, even where the text is cut")
    func redacted() throws {
        let secret = "AKSECRETSECRET"
        let text =
            #"{"error_code":"APIGW.0301","error_msg":"\#(String(repeating: "y", count: 594))\#(secret) is wrong"}"#
        let body = ErrorBody(HTTPAnswer(status: 401, body: Array(text.utf8)), redactor: Redactor([secret, "AKSE"]))
        let message = try #require(body.message)
        #expect(!message.contains("AKS"))
        #expect(message.contains("***"))
    }

    @Test(
        "Retry-After is seconds or a date",
        arguments: [
            ("2", 2.0), (" 120 ", 120), ("0", 0), ("0.5", 0.5), ("Tue, 24 Nov 2026 01:00:30 GMT", 30),
            ("Tue, 24 Nov 2026 00:00:00 GMT", 0), ("soon", nil), ("-1", nil), ("", nil),
            ("Tue, 24 Nov 2026 01:00:30 CET", nil), ("Tue, 99 Nov 2026 01:00:30 GMT", nil),
        ] as [(String, Double?)]
    )
    func retryAfter(_ value: String, _ expected: Double?) {
        #expect(RetryAfter.seconds(value, nowMilliseconds: 1_795_482_000_000) == expected)
    }

    @Test(
        "the window of an APIGW.0308 text",
        arguments: [
            (
                "The throttling threshold has been reached: policy user over ratelimit,limit:200,time:5 minute", 200,
                300.0
            ),
            ("policy ip over ratelimit,limit:5,time:1 minute", 5, 60), ("limit:1,time:30 second", 1, 30),
            ("limit:7,time:2 hours", 7, 7200), ("limit:9,time:1 day", 9, 86400), ("limit:1, time: 10 Second", 1, 10),
            ("limit:5,time:0.5 second", 5, 0.5), ("limit:5,time:8.571 second.", 5, 8.571),
            ("limit:5, time:1.5minute", 5, 90),
        ]
    )
    func window(_ text: String, _ limit: Int, _ seconds: Double) {
        #expect(QuotaWindow(statedIn: text) == QuotaWindow(limit: limit, seconds: seconds))
    }

    @Test(
        "no window",
        arguments: [
            "", "limit:5", "time:5 minute", "limit:x,time:5 minute", "limit:5,time:0 minute", "limit:5,time:5 moons",
            "limit:5,time:0.0 second", "limit:5,time:.5 second", "limit:5,time:1. second", "limit:5,time:1.2.3 second",
        ]
    )
    func noWindow(_ text: String) {
        #expect(QuotaWindow(statedIn: text) == nil)
    }

    @Test("codes of both gateways are known; an unknown one is not guessed")
    func codes() {
        #expect(ServiceCode.find("APIGW.0308")?.meaning == "too many calls")
        #expect(ServiceCode.find("APIG.0308") == ServiceCode.find("APIGW.0308"))
        #expect(ServiceCode.find("HSS.9999") == nil)
        #expect(Set(ServiceCode.all.map(\.code)).count == ServiceCode.all.count)
    }
}
