import HSSSimulator
import Testing

/// Reading `--fault`.
@Suite struct FaultRuleTests {
    static let rules: [(String, FaultRule)] = [
        ("POST export-tasks: 429", FaultRule(method: "POST", pathPart: "export-tasks", .status(429))),
        ("* *: cut-before once", FaultRule(.cutBefore, .first(1))),
        ("* *: cut-after first 3", FaultRule(.cutAfter, .first(3))),
        (
            "GET export-task/: delay=250 every 2",
            FaultRule(
                method: "GET",
                pathPart: "export-task/",
                .delay(milliseconds: 250),
                .every(2)
            )
        ),
        ("* *: half 25%", FaultRule(.half, .percent(25))),
        ("* *: html 0.5%", FaultRule(.html, .percent(0.5))),
        ("* *: huge 100%", FaultRule(.huge, .percent(100))),
        ("* *: wrong-length", FaultRule(.wrongLength, .always)),
        ("* *: 503 code=APIGW.0613", FaultRule(.status(503, code: "APIGW.0613"))),
        ("* *: 429 retry-after=2 once", FaultRule(.status(429, retryAfter: "2"), .once)),
        (
            "* *: 429 retry-after=0.5 code=APIG.0308 first 2",
            FaultRule(
                .status(429, code: "APIG.0308", retryAfter: "0.5"),
                .first(2)
            )
        ),
        ("* *: 400 code=a=b", FaultRule(.status(400, code: "a=b"))),
        ("  post   /v5/:429  ", FaultRule(method: "POST", pathPart: "/v5/", .status(429))),
        ("GET /a:b: 200", FaultRule(method: "GET", pathPart: "/a:b", .status(200))),
        ("DELETE *: delay=0 0%", FaultRule(method: "DELETE", .delay(milliseconds: 0), .percent(0))),
    ]

    @Test(arguments: rules)
    func `a rule is read`(_ text: String, _ rule: FaultRule) throws {
        #expect(try FaultRule(parsing: text) == rule)
    }

    static let mistakes: [(String, String)] = [
        ("", "expected 'METHOD PATH-PART: WHAT WHEN'"),
        ("POST export-tasks 429", "expected 'METHOD PATH-PART: WHAT WHEN'"),
        (": 429", "expected METHOD and PATH-PART before the colon"),
        ("POST: 429", "expected METHOD and PATH-PART before the colon"),
        ("POST a b: 429", "expected METHOD and PATH-PART before the colon"),
        ("PSOT *: 429", "METHOD must be GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS or *, not 'PSOT'"),
        ("* *:", "after the colon expected a status from 200 to 599, cut-before"),
        ("* *: 42", "a status must be from 200 to 599, not '42'"),
        ("* *: 600", "a status must be from 200 to 599, not '600'"),
        ("* *: 99999999999999999999", "a status must be from 200 to 599"),
        ("* *: -429", "WHAT must be a status from 200 to 599, cut-before, cut-after, delay=MS, half"),
        ("* *: cut", "html, huge or wrong-length, not 'cut'"),
        ("* *: once", "not 'once'"),
        ("* *: delay", "not 'delay'"),
        ("* *: delay=", "delay= must be whole milliseconds from 0 to 86400000, not ''"),
        ("* *: delay=5s", "not '5s'"),
        ("* *: delay=86400001", "not '86400001'"),
        ("* *: 429 retry=2", "after a status expected code= or retry-after=, not 'retry=2'"),
        ("* *: 429 code=", "'code=' needs a value"),
        ("* *: 429 code=a code=b", "code= is given twice"),
        ("* *: half code=a", "WHEN must be once, first N, every N, P% or nothing (always), not 'code=a'"),
        ("* *: 429 always", "not 'always'"),
        ("* *: 429 once twice", "not 'once twice'"),
        ("* *: 429 first", "not 'first'"),
        ("* *: 429 first 0", "'first' must be followed by a number of 1 or more, not '0'"),
        ("* *: 429 every -2", "'every' must be followed by a number of 1 or more, not '-2'"),
        ("* *: 429 every 2 calls", "not 'every 2 calls'"),
        ("* *: 429 101%", "P% must be from 0% to 100%, not '101%'"),
        ("* *: 429 %", "P% must be from 0% to 100%, not '%'"),
        ("* *: 429 -5%", "P% must be from 0% to 100%, not '-5%'"),
        ("* *: 429 0x1%", "P% must be from 0% to 100%, not '0x1%'"),
    ]

    @Test(arguments: mistakes)
    func `a mistake is named with what was expected`(_ text: String, _ said: String) {
        let error = #expect(throws: SimulatorSyntaxError.self) { try FaultRule(parsing: text) }
        #expect(error?.text == text)
        #expect(error?.reason.contains(said) == true, "\(error?.reason ?? "")")
        #expect(error?.description.hasPrefix("the fault rule \"\(text)\" cannot be read: ") == true)
    }

    static let quotas: [(String, SimulatorQuota)] = [
        ("none", .none), ("documented", .perMinute(5)), ("1/m", .perMinute(1)), ("1000000/m", .perMinute(1_000_000)),
    ]

    @Test(arguments: quotas)
    func `a quota is read and written`(_ text: String, _ quota: SimulatorQuota) throws {
        #expect(try SimulatorQuota(parsing: text) == quota)
        #expect(try SimulatorQuota(parsing: quota.description) == quota)
    }

    @Test(arguments: ["", "None", "5", "/m", "0/m", "-1/m", "+1/m", "5/s", "5 /m", "1000001/m", "5/m/m"])
    func `what is no quota is refused with what was expected`(_ text: String) {
        let error = #expect(throws: SimulatorSyntaxError.self) { try SimulatorQuota(parsing: text) }
        #expect(error?.reason.hasPrefix("expected none, documented (5/m) or N/m") == true)
    }
}
