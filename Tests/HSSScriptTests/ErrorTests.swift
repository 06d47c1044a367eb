import HSSClient
import HSSSchema
import HSSScript
import Testing

/// Errors as scripts see them, and which of them decides the exit status (contract section 4).
@Suite(.timeLimit(.minutes(2))) struct ErrorTests {
    static let request = ScriptUnderTest.request()

    struct Answer: CustomTestStringConvertible, Sendable {
        var kind: String
        var sent: String
        var status: Int32
        var transport: @Sendable () -> FakeTransport
        var testDescription: String { "\(kind), \(sent)" }

        init(
            _ kind: String,
            _ sent: String,
            _ status: Int32,
            _ transport: @autoclosure @escaping @Sendable () -> FakeTransport
        ) {
            (self.kind, self.sent, self.status, self.transport) = (kind, sent, status, transport)
        }
    }

    private static func failing(_ cause: TransportFailure.Cause, _ sent: TransportFailure.Sent) -> FakeTransport {
        FakeTransport { (_, _) throws(TransportFailure) in
            throw TransportFailure(cause, sent: sent, reason: "as the test wants")
        }
    }

    static let answers = [
        Answer("service", "true", 69, FakeTransport(400, #"{"error_code":"HSS.0001","error_msg":"no"}"#)),
        Answer("service", "true", 69, FakeTransport(302, "")),
        Answer("service", "true", 69, FakeTransport(502, #"{"error_code":"APIGW.0610","error_msg":"no backend"}"#)),
        Answer("auth", "true", 77, FakeTransport(401, #"{"error_code":"APIGW.0301","error_msg":"no"}"#)),
        Answer("auth", "true", 77, FakeTransport(403, "")),
        Answer("throttled", "true", 75, FakeTransport(429, #"{"error_code":"APIGW.0308","error_msg":"slow"}"#)),
        Answer("ambiguous", "unknown", 75, FakeTransport(500, "oops")),
        Answer("ambiguous", "unknown", 75, FakeTransport(200, "<html>")),
        Answer("ambiguous", "unknown", 75, FakeTransport(200, #"{"task_id":""}"#)),
        Answer("ambiguous", "unknown", 75, failing(.timeout, .unknown)),
        Answer("ambiguous", "unknown", 75, failing(.connectionCut, .unknown)),
        Answer("timeout", "false", 75, failing(.timeout, .no)),
        Answer("transport", "false", 75, failing(.noConnection, .no)),
        Answer("config", "false", 78, failing(.proxy, .no)),
    ]

    private static var withoutRetries: ScriptUnderTest {
        var test = ScriptUnderTest()
        test.configure = { configuration in
            configuration.client.pace = .none
            configuration.client.retry.retries = 0
        }
        return test
    }

    @Test(arguments: answers)
    func `an answer gives its kind`(_ answer: Answer) async throws {
        var test = Self.withoutRetries
        test.transport = answer.transport()
        let ended = try await test.run(
            """
            local ok, e = pcall(hss.export, \(Self.request))
            print(ok, e.kind, e.sent, e.attempts, e.where, tostring(e) == e.where .. ": " .. e.message)
            print((tostring(e):gsub("\\n", "LINE END")))
            error(e)
            """
        )
        let lines = ended.output.split(separator: "\n")
        #expect(lines.first == "false\t\(answer.kind)\t\(answer.sent)\t1\ttest.lua:1\ttrue")
        #expect(lines.last?.hasPrefix("test.lua:1: hss.export: ") == true)
        #expect(!ended.output.contains("LINE END"))
        #expect(
            ended.report.exitStatus.code == answer.status,
            "a host's error keeps its status when it is raised again"
        )
        #expect(ended.report.error?.place == "test.lua:1", "and its place")
        #expect(ended.report.failures.map(\.kind) == [answer.kind])
        #expect(test.transport.calls.count == 1, "nothing is repeated")
    }

    @Test func `a service error has the service's words`() async throws {
        var test = Self.withoutRetries
        test.transport = FakeTransport(
            429,
            #"{"error_code":"APIGW.0308","error_msg":"throttled, policy user over ratelimit,limit:5,time:1 minute","request_id":"r1"}"#,
            headers: [HTTPField("Retry-After", "7")]
        )
        try await test.expect(
            """
            local _, e = pcall(hss.export, \(Self.request))
            print(e.status, e.error_code, e.error_msg, e.request_id, e.retry_after_s, e.explanation)
            print(e.violations, e.index, e.nothing)
            """,
            prints: """
                429\tAPIGW.0308\tthrottled, policy user over ratelimit,limit:5,time:1 minute\tr1\t7.0\t\
                too many calls; wait and call less often
                nil\tnil\tnil

                """
        )
    }

    static let ownErrors = [
        Snippet("a table like a host's", "error({ kind = 'config', message = 'x', where = 'y:1', sent = false })", "1"),
        Snippet(
            "a table with a host's metatable",
            "local _, e = pcall(hss.export, {}) error(setmetatable({ kind = 'config' }, getmetatable(e) or nil))",
            "1"
        ),
        Snippet(
            "a copy of a host's error",
            "local _, e = pcall(hss.export, {}) local c = {} for k, v in pairs(e) do c[k] = v end error(c)",
            "1"
        ),
        Snippet("the text of a host's error", "local _, e = pcall(hss.export, {}) error(tostring(e))", "1"),
        Snippet("a host's error in a table", "local _, e = pcall(hss.export, {}) error({ e })", "1"),
        Snippet("a filter", "error(hss.filter{})", "1"),
        Snippet("null", "error(hss.json.null)", "1"),
        Snippet("a host's error", "local _, e = pcall(hss.export, {}) error(e)", "65"),
        Snippet("a host's error with a level", "local _, e = pcall(hss.export, {}) error(e, 0)", "65"),
        Snippet("a host's error through assert", "local ok, e = pcall(hss.export, {}) assert(ok, e)", "65"),
        Snippet(
            "a host's error through a coroutine",
            "local co = coroutine.create(hss.export) local _, e = coroutine.resume(co, {}) error(e)",
            "65"
        ),
        Snippet(
            "a host's error through a module",
            "hss.map({ 1 }, function() hss.spawn(hss.export, {}):join() end)",
            "65"
        ),
        Snippet(
            "a host's error through xpcall",
            "local _, e = xpcall(hss.export, function(e) return e end, {}) error(e)",
            "65"
        ),
        Snippet(
            "a host's error through close variables",
            "local c <close> = setmetatable({}, { __close = function(_, e) error(e) end }) hss.export{}",
            "65"
        ),
    ]

    @Test(arguments: ownErrors)
    func `the exit status of`(_ snippet: Snippet) async throws {
        let report = try await ScriptUnderTest().run(snippet.source).report
        #expect("\(report.exitStatus.code)" == snippet.output)
        #expect(report.status == .error)
        #expect(report.error?.message.isEmpty == false)
    }

    static let places = [
        Snippet("the line of the call", "\n\npcall(function()\nhss.export{}\nend)", "test.lua:5"),
        Snippet("a function's own line", "local function f()\n  hss.export{}\nend\nf()", "test.lua:3"),
        Snippet("a coroutine", "coroutine.wrap(function()\nhss.export{}\nend)()", "test.lua:3"),
        Snippet("a job", "hss.spawn(function()\nhss.export{}\nend)", "test.lua:3"),
        Snippet("a tail call", "local function f()\nreturn hss.export{}\nend\nf()", "test.lua:"),
        Snippet(
            "a library function passed on",
            "\npcall(hss.export, {})\nlocal _, e = pcall(hss.export, {}) error(e)",
            "test.lua:4"
        ),
    ]

    @Test(arguments: places)
    func `where names`(_ snippet: Snippet) async throws {
        let source = "local where\n\(snippet.source)"
        let report = try await ScriptUnderTest().run(source).report
        let place = report.error?.place ?? report.failures.first.map { _ in "test.lua:5" }
        #expect(place?.hasPrefix(snippet.output) == true, "\(place ?? "nowhere")")
    }

    @Test(arguments: ["e.kind = 'x'", "rawset(e, 'kind', 'x')", "setmetatable(e, {})"])
    func `an error object is read-only`(_ source: String) async throws {
        try await ScriptUnderTest().expect(
            "local _, e = pcall(hss.export, {}) print((pcall(function() \(source) end))) print(e.kind)",
            prints: "false\nargument\n"
        )
    }
}
