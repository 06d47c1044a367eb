import HSSClient
import HSSScript
import Testing

/// `hss.json` (contract section 2).
@Suite(.timeLimit(.minutes(2))) struct JSONTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-1", "9223372036854775807", "-9223372036854775808", "1.5", "\"\"",
        "\"ü \\\"\\\\ €\"",
        "[]", "{}", "[1,2,3]", "[[],{},[null]]", "{\"a\":1,\"b\":{\"c\":[true,null]}}", "[null,1,null]",
        "\"a\\nb\\u0000c\"",
    ])
    func `a value survives decode and encode`(_ text: String) async throws {
        var test = ScriptUnderTest()
        test.arguments = [text]
        let ended = try await test.run("io.write(hss.json.encode(hss.json.decode(arg[1])))")
        #expect(ended.output == text, "\(ended.report.error?.message ?? "")")
    }

    static let cases = [
        Snippet(
            "integers stay integers",
            "local v = hss.json.decode('[1, 1.0, 1e2]') print(math.type(v[1]), math.type(v[2]), math.type(v[3]))",
            "integer\tfloat\tfloat\n"
        ),
        Snippet(
            "null is one value",
            "print(hss.json.decode('null') == hss.json.null, hss.json.decode('[null]')[1] == hss.json.null, hss.json.null)",
            "true\ttrue\tnull\n"
        ),
        Snippet("an empty table is an object", "print(hss.json.encode({}))", "{}\n"),
        Snippet(
            "an empty array",
            "print(hss.json.encode(hss.json.array{}), hss.json.encode({ a = hss.json.array{} }))",
            "[]\t{\"a\":[]}\n"
        ),
        Snippet("keys are sorted", "print(hss.json.encode{ b = 1, a = 2, c = 3 })", "{\"a\":2,\"b\":1,\"c\":3}\n"),
        Snippet("nil", "print(hss.json.encode(nil), hss.json.encode{ a = nil })", "null\t{}\n"),
        Snippet(
            "a task's request",
            "print(hss.json.encode(hss.export\(ScriptUnderTest.request()).request))",
            "{\"export_size\":100,\"operate_all\":true,\"security_report_type\":\"malwares\"}\n"
        ),
        Snippet(
            "a list of hss.enum",
            "print(hss.json.encode(hss.enum.severity_level))",
            "[\"Security\",\"Low\",\"Medium\",\"High\"]\n"
        ),
        Snippet("pretty", "print(hss.json.encode({ a = { 1 } }, { pretty = true }))", "{\n  \"a\": [\n    1\n  ]\n}\n"),
        Snippet(
            "not pretty",
            "print(hss.json.encode({ 1 }, { pretty = false }), hss.json.encode({ 1 }, {}))",
            "[1]\t[1]\n"
        ),
        Snippet("escapes in", "print(hss.json.decode('\"\\\\u00fc\\\\ud83d\\\\ude00\"'))", "ü😀\n"),
    ]

    @Test(arguments: cases)
    func `json`(_ snippet: Snippet) async throws {
        try await ScriptUnderTest().expect(snippet.source, prints: snippet.output)
    }

    @Test(arguments: [
        ("encode(0/0)", "nan is no number in JSON"), ("encode{ 1/0 }", "inf is no number in JSON"),
        ("encode('\\xFF')", "a string is not valid UTF-8"), ("encode(print)", "a function has no JSON form"),
        ("encode{ [1] = 1, a = 2 }", "a table has both a sequence and other keys"),
        ("encode{ [{}] = 1 }", "a key is a table, not a string"),
        ("encode{ [2.5] = 1 }", "a key is a number, not a string"),
        ("encode(coroutine.create(print))", "a thread has no JSON form"),
        ("encode((function() local t = {} t.t = t return t end)())", "a table stands inside itself"),
        (
            "encode((function() local t = {} for _ = 1, 40 do t = { t } end return t end)())",
            "tables are nested more than 32 levels deep"
        ),
    ])
    func `encode refuses`(_ source: String, _ reason: String) async throws {
        try await ScriptUnderTest().expect(
            "hss.json.\(source)",
            failsWith: "hss.json.encode: this cannot be JSON: \(reason)"
        )
    }

    @Test(arguments: [
        "''", "'{'", "'[1,]'", "'{\"a\":}'", "'nul'", "'01'", "'\"\\n\"'", "'1 2'", "'[\"\\xFF\"]'", "'\\'a\\''",
        "'NaN'",
        "('['):rep(200)", "'{\"a\" 1}'", "nil", "7", "{}", "hss.json.null",
    ])
    func `decode refuses`(_ text: String) async throws {
        let source = """
            local ok, e = pcall(hss.json.decode, \(text))
            print(ok, e.kind, e.message:match("^hss.json.decode: ") ~= nil)
            """
        try await ScriptUnderTest().expect(source, prints: "false\targument\ttrue\n")
    }

    @Test(arguments: ["true", "{ prety = true }", "{ 1 }", "'pretty'"])
    func `encode has one option`(_ options: String) async throws {
        try await ScriptUnderTest().expect(
            "hss.json.encode({}, \(options))",
            failsWith: "hss.json.encode: the one option is { pretty = true }"
        )
    }
}
