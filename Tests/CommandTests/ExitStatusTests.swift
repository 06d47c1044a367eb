import Testing

/// Contract section 1, exit status.
@Suite(.timeLimit(.minutes(10))) struct ExitStatusTests {
    struct Case: CustomTestStringConvertible {
        var name: String
        var status: Int32
        var script = Scripts.export
        var options: [String] = []
        var environment: [String: String] = [:]

        var testDescription: String { name }

        init(
            _ status: Int32,
            _ name: String,
            _ script: String = Scripts.export,
            _ options: [String] = [],
            _ environment: [String: String] = [:]
        ) {
            self.name = name
            self.status = status
            self.script = script
            self.options = options
            self.environment = environment
        }
    }

    static let token = ["HSS_AUTH_TOKEN": "some-token", "HSS_PROJECT_ID": "p1"]
    static let simulate = ["--simulate"]
    /// Nobody listens on the discard port.
    static let nowhere = ["--endpoint", "http://127.0.0.1:9"]

    static let cases: [Case] = [
        Case(0, "the script ends normally", "print(1)"),
        Case(0, "an export succeeds", Scripts.export, simulate),
        Case(0, "an error that pcall catches", "pcall(hss.export, {})"),
        Case(0, "os.exit is absent, so a script cannot choose a status", "assert(os.exit == nil)"),
        Case(1, "error(text)", "error('no luck')"),
        Case(1, "error(table)", "error({ code = 7 })"),
        Case(1, "error(nil)", "error(nil)"),
        Case(1, "a runtime error", "local t = nil; print(t.x)"),
        Case(1, "a script that does not compile", "print("),
        Case(1, "an undeclared global", "prnit(1)"),
        Case(1, "a module that does not exist", "require 'nowhere'"),
        Case(1, "a table that looks like a host's error", "error({ kind = 'config', message = 'x', sent = false })"),
        Case(1, "the script's own error in hss.map", "hss.map({1}, function() error('x') end)"),
        Case(1, "the script's own error in a job that nobody joined", "hss.spawn(function() error('x') end)"),
        Case(64, "a concurrency of 0", Scripts.export, ["--concurrency", "0"]),
        Case(64, "an unknown option", Scripts.export, ["--fast"]),
        Case(64, "an unknown output form", Scripts.export, ["--output", "xml"]),
        Case(64, "a timeout that is no number", Scripts.export, ["--timeout", "soon"]),
        Case(64, "--simulate beside --endpoint", Scripts.export, simulate + nowhere),
        Case(65, "an invalid request", "hss.export{}"),
        Case(65, "an invalid request, thrown again", "local ok, e = pcall(hss.export, {}) error(e)"),
        Case(65, "an invalid request in hss.map", "hss.map({1}, function() hss.export{} end)"),
        Case(65, "an invalid request in a job that nobody joined", "hss.spawn(function() hss.export{} end)"),
        Case(
            65,
            "an invalid request, caught, with --fail-on-failures",
            "pcall(hss.export, {})",
            ["--fail-on-failures"]
        ),
        Case(
            65,
            "a warning with --strict",
            "hss.export{ operate_all = true, image_id_list = {'1'}, export_size = 1, security_report_type = 'apps' }",
            ["--simulate", "--strict"]
        ),
        Case(69, "HSS refuses the request", Scripts.refused, simulate),
        Case(73, "the results cannot be written", "print(1)", ["--output-file", "missing/results.json"]),
        Case(75, "nobody answers", Scripts.export, nowhere, token),
        Case(75, "no answer in time", Scripts.export, ["--simulate", "--latency-ms", "60000", "--timeout", "0.1"]),
        Case(77, "a file outside the script's folder", "io.open('/etc/passwd')"),
        Case(77, "an environment variable that is not allowed", "os.getenv('HOME')"),
        Case(77, "a credential, whatever is allowed", "os.getenv('HSS_AUTH_TOKEN')", ["--allow-all"], token),
        Case(78, "neither region nor endpoint", Scripts.export, [], token),
        Case(78, "no credentials", Scripts.export, nowhere + ["--project-id", "p1"]),
        Case(78, "no project", Scripts.export, nowhere, ["HSS_AUTH_TOKEN": "some-token"]),
        Case(78, "an unknown region", Scripts.export, ["--region", "cn-nort-4"], token),
        Case(78, "half an access key", Scripts.export, nowhere, ["HUAWEICLOUD_SDK_AK": "AK", "HSS_PROJECT_ID": "p1"]),
        Case(78, "an endpoint that is none", Scripts.export, ["--endpoint", "ftp://x"], token),
        Case(
            78,
            "a CA file that is none",
            Scripts.export,
            ["--endpoint", "https://127.0.0.1:9", "--ca-file", "s.lua"],
            token
        ),
    ]

    @Test(arguments: cases)
    func `run ends with the status of`(_ test: Case) async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", test.script)
        let ended = try await Hss(["run"] + test.options + ["s.lua"], in: scratch, environment: test.environment).run()
        #expect(ended.status == test.status, "\(ended)")
        #expect(!ended.error.isEmpty)
    }

    @Test(
        arguments: [
            (["run", "missing.lua"], 66), (["run", "."], 66), (["check", "missing.lua"], 66), (["run"], 64),
            (["check"], 64),
            (["fly"], 64), (["--fast"], 64), (["simulate", "--port", "70000"], 64), (["simulate", "--ak", "x"], 64),
            (["simulate", "--polls", "x"], 64), (["--help"], 0), (["--version"], 0), (["run", "--version"], 0),
        ] as [([String], Int32)]
    )
    func `a command line ends with its status`(_ arguments: [String], _ status: Int32) async throws {
        let ended = try await Hss(arguments, in: try Scratch()).run()
        #expect(ended.status == status, "\(ended)")
        #expect(ended.output.isEmpty == (status != 0), "\(ended)")
    }

    @Test func `a link that leads nowhere gives 66`() async throws {
        let scratch = try Scratch()
        try scratch.link("loop.lua", to: "loop.lua")
        let ended = try await Hss(["run", "loop.lua"], in: scratch).run()
        #expect(ended.status == 66)
        #expect(ended.error == "error: cannot read loop.lua: Too many levels of symbolic links\n")
    }
}
