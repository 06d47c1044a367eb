import HSSClient
import HSSScript
import Testing

/// `hss.time` (contract section 2): integer milliseconds, and one "now" a run.
@Suite(.timeLimit(.minutes(2))) struct TimeTests {
    @Test(
        arguments: [
            ("1970-01-01", 0), ("2025-08-01", 1_754_006_400_000), ("2025-08-01T00:00:00Z", 1_754_006_400_000),
            ("2024-02-29", 1_709_164_800_000), ("2025-08-01T12:34:56Z", 1_754_051_696_000),
            ("2025-08-01T12:34:56.789Z", 1_754_051_696_789), ("2025-08-01T12:34:56.7Z", 1_754_051_696_700),
            ("2025-08-01T12:34:56.123456789Z", 1_754_051_696_123), ("2025-08-01t12:34:56z", 1_754_051_696_000),
            ("2025-08-01T08:00:00+08:00", 1_754_006_400_000), ("2025-07-31T18:30:00-05:30", 1_754_006_400_000),
            ("1969-12-31T23:59:59Z", -1000),
            ("9999-12-31", 253_402_214_400_000),
        ] as [(String, Int64)]
    )
    func `ms reads`(_ text: String, _ milliseconds: Int64) async throws {
        try await ScriptUnderTest().expect(
            "local t = hss.time.ms('\(text)') print(t, math.type(t))",
            prints: "\(milliseconds)\tinteger\n"
        )
    }

    @Test(arguments: [
        "''", "'2025'", "'2025-08'", "'2025-8-1'", "'2025-02-29'", "'2025-02-30'", "'2025-13-01'", "'2025-00-10'",
        "'2025-01-00'", "'01.08.2025'", "'2025-08-01 00:00:00'", "'2025-08-01T24:00:00Z'", "'2025-08-01T23:60:00Z'",
        "'2025-08-01T23:59:60Z'", "'2025-08-01T00:00Z'", "'2025-08-01T00:00:00'", "'2025-08-01T00:00:00+8'",
        "'2025-08-01T00:00:00+24:00'",
        "'2025-08-01T00:00:00+00:60'", "' 2025-08-01'", "'2025-08-01\\n'", "'２０２５-08-01'", "'\\xFF'", "nil",
        "1754006400", "{}",
    ])
    func `ms refuses`(_ text: String) async throws {
        let source = """
            local ok, e = pcall(hss.time.ms, \(text))
            print(ok, e.kind, e.sent, e.message:match("^hss.time.ms: expected a date such as") ~= nil)
            """
        try await ScriptUnderTest().expect(source, prints: "false\targument\tfalse\ttrue\n")
    }

    @Test func `now and ago answer from the start of the run, os.time from the real clock`() async throws {
        let source = """
            local first, ago = hss.time.now(), hss.time.ago{ days = 1 }
            hss.sleep(3 * 3600)
            print(hss.time.now() == first, hss.time.ago{ days = 1 } == ago, first, first - ago, math.type(ago))
            print(os.time() > 1700000000)
            """
        try await ScriptUnderTest().expect(
            source,
            prints: "true\ttrue\t\(ScriptUnderTest.start)\t86400000\tinteger\ntrue\n"
        )
    }

    @Test(
        arguments: [
            ("days = 7", 604_800_000), ("hours = 1", 3_600_000), ("minutes = 30", 1_800_000),
            ("days = 1, hours = 1, minutes = 1", 90_060_000), ("hours = 0.5", 1_800_000), ("days = 0", 0),
            ("days = -1", -86_400_000),
        ] as [(String, Int64)]
    )
    func `ago counts back`(_ amount: String, _ milliseconds: Int64) async throws {
        try await ScriptUnderTest().expect(
            "print(hss.time.now() - hss.time.ago{ \(amount) })",
            prints: "\(milliseconds)\n"
        )
    }

    @Test(arguments: [
        ("hss.time.ago()", "hss.time.ago: expected a table such as { days = 1 }, not nil"),
        ("hss.time.ago(7)", "hss.time.ago: expected a table such as { days = 1 }, not number"),
        ("hss.time.ago{}", "hss.time.ago: expected a table such as { days = 1 }, not table"),
        ("hss.time.ago{ 7 }", "hss.time.ago: expected a table such as { days = 1 }, not table"),
        ("hss.time.ago{ day = 1 }", "hss.time.ago: there is no unit \"day\"; did you mean \"days\"?"),
        ("hss.time.ago{ fortnights = 1 }", "hss.time.ago: there is no unit \"fortnights\""),
        ("hss.time.ago{ days = '1' }", "hss.time.ago: days must be a number, not string"),
        ("hss.time.ago{ days = 0/0 }", "hss.time.ago: days must be a number, not number"),
        ("hss.time.ago{ days = 1e300 }", "hss.time.ago: that is too long ago"),
        ("hss.time.ago{ days = math.maxinteger }", "hss.time.ago: that is too long ago"),
    ])
    func `ago refuses`(_ source: String, _ message: String) async throws {
        try await ScriptUnderTest().expect(source, failsWith: message)
    }
}
