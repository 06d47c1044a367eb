import Foundation
import HSSSimulator
import Testing

/// The block that stands on standard error for an uncaught error (contract section 4).
@Suite(.timeLimit(.minutes(10))) struct ErrorBlockTests {
    /// What stands on standard error, without the closing line of the run.
    private func block(_ script: String, _ options: [String] = [], _ environment: [String: String] = [:]) async throws
        -> String
    {
        let scratch = try Scratch()
        try scratch.write("nightly.lua", script)
        let ended = try await Hss(["run"] + options + ["nightly.lua"], in: scratch, environment: environment).run()
        #expect(ended.status != 0)
        #expect(ended.output == "")
        #expect(!ended.error.contains("\u{1B}"), "standard error is no terminal")
        return ended.block
    }

    @Test func `an invalid request, to the letter`() async throws {
        var lines = Array(repeating: "", count: 22)
        lines[11] = "local function export_one()"
        lines[13] = #"hss.export{ security_report_type = "malware" }"#
        lines[14] = "end"
        lines[21] = "export_one()"
        let block = try await block(lines.joined(separator: "\n"))
        #expect(
            block == """
                error[argument]: hss.export: 3 problems in the request
                  --> nightly.lua:14
                   |
                14 | hss.export{ security_report_type = "malware" }
                   |
                 1. export_size: missing (integer, rows to export)
                 2. security_report_type: "malware" is not a documented value
                      expected one of: "malwares", "apps", "files", "sensitive-info", "non-compliant-app", "build-command-risks"
                      did you mean "malwares"?
                 3. operate_all: missing (boolean)
                nothing was sent
                stack: nightly.lua:14 in function 'export_one' <- nightly.lua:22 in main chunk
                """
        )
    }

    struct Golden: CustomTestStringConvertible {
        var name: String
        var script: String
        var block: String
        var testDescription: String { name }

        init(_ name: String, _ script: String, _ block: String) {
            (self.name, self.script, self.block) = (name, script, block)
        }
    }

    static let goldens = [
        Golden(
            "a string error keeps Lua's own place",
            "local function f()\n  error('no luck')\nend\nf()",
            """
            error[script]: nightly.lua:2: no luck
             --> nightly.lua:2
              |
            2 |   error('no luck')
              |
            stack: nightly.lua:2 in function 'f' <- nightly.lua:4 in main chunk
            """
        ),
        Golden(
            "a string error without a place",
            "error('no luck', 0)",
            """
            error[script]: no luck
             --> nightly.lua:1
              |
            1 | error('no luck', 0)
              |
            stack: nightly.lua:1 in main chunk
            """
        ),
        Golden(
            "a table is shown as JSON",
            "error({ code = 7, text = 'x' })",
            """
            error[script]: the script raised a table: {"code":7,"text":"x"}
             --> nightly.lua:1
              |
            1 | error({ code = 7, text = 'x' })
              |
            stack: nightly.lua:1 in main chunk
            """
        ),
        Golden(
            "a table that looks like a host's error",
            "error({ kind = 'config', message = 'x' })",
            """
            error[script]: the script raised a table: {"kind":"config","message":"x"}
             --> nightly.lua:1
              |
            1 | error({ kind = 'config', message = 'x' })
              |
            stack: nightly.lua:1 in main chunk
            """
        ),
        Golden(
            "a value with __tostring",
            "error(setmetatable({}, { __tostring = function() return 'my own words' end }))",
            """
            error[script]: my own words
             --> nightly.lua:1
              |
            1 | error(setmetatable({}, { __tostring = function() return 'my own words' end }))
              |
            stack: nightly.lua:1 in main chunk
            """
        ),
        Golden(
            "nil",
            "error(nil)",
            """
            error[script]: the script raised nil
             --> nightly.lua:1
              |
            1 | error(nil)
              |
            stack: nightly.lua:1 in main chunk
            """
        ),
        Golden(
            "a function",
            "error(print)",
            """
            error[script]: the script raised a function
             --> nightly.lua:1
              |
            1 | error(print)
              |
            stack: nightly.lua:1 in main chunk
            """
        ),
        Golden(
            "a syntax error",
            "local x = 1\nif x then\n  print(x))\nend\n",
            """
            error[script]: nightly.lua:3: unexpected symbol near ')'
             --> nightly.lua:3
              |
            3 |   print(x))
              |
            """
        ),
        Golden(
            "an undeclared global",
            "local x = 1\nprnit(x)",
            """
            error[script]: nightly.lua:2: undeclared global 'prnit'; did you mean 'print'?
             --> nightly.lua:2
              |
            2 | prnit(x)
              |
            stack: nightly.lua:2 in main chunk
            """
        ),
        Golden(
            "the sandbox names the option that would allow it",
            "io.open('/etc/passwd')",
            """
            error[permission]: io.open: reading /etc/passwd is not allowed; --allow-read DIR would allow it
             --> nightly.lua:1
              |
            1 | io.open('/etc/passwd')
              |
            the sandbox refused what the script wants; the error names the option that allows it, if any (hss explain permission)
            stack: nightly.lua:1 in main chunk
            """
        ),
        Golden(
            "an item of hss.map",
            "hss.map({ 'a', 'b' }, function(item)\n  if item == 'b' then error('not ' .. item) end\nend)",
            """
            error[script]: not b
             --> nightly.lua:2
              |
            2 |   if item == 'b' then error('not ' .. item) end
              |
            index: 2
            item: b
            stack: nightly.lua:1 in main chunk
            """
        ),
        Golden(
            "config: neither region nor endpoint",
            Scripts.export,
            """
            error[config]: hss.export: neither a region nor an endpoint is known; nothing was sent
             --> nightly.lua:1
              |
            1 | print(hss.export{ operate_all = true, export_size = 100, security_report_type = "malwares" })
              |
            name a region with --region or HUAWEICLOUD_SDK_REGION, or an endpoint with --endpoint or HSS_ENDPOINT
            nothing was sent
            stack: nightly.lua:1 in main chunk
            """
        ),
    ]

    @Test(arguments: goldens)
    func `an uncaught error is shown`(_ golden: Golden) async throws {
        #expect(try await block(golden.script) == golden.block)
    }

    @Test func `a script from standard input shows its line`() async throws {
        let ended = try await Hss(["run", "-"], input: "local x = 1\nerror('no luck')\n").run()
        #expect(
            ended.block == """
                error[script]: stdin:2: no luck
                 --> stdin:2
                  |
                2 | error('no luck')
                  |
                stack: stdin:2 in main chunk
                """
        )
    }

    @Test func `an error in a module shows the module's line`() async throws {
        let scratch = try Scratch()
        try scratch.write("nightly.lua", "local lib = require 'lib.reports'\nlib.go()\n")
        try scratch.write(
            "lib/reports.lua",
            "local m = {}\nfunction m.go()\n  hss.export{ operate_all = 1 }\nend\nreturn m\n"
        )
        let ended = try await Hss(["run", "nightly.lua"], in: scratch).run()
        #expect(
            ended.errorLines.prefix(5).dropFirst() == [
                " --> lib/reports.lua:3", "  |", "3 |   hss.export{ operate_all = 1 }", "  |",
            ]
        )
        #expect(ended.error.contains("stack: lib/reports.lua:3 in function 'go' <- nightly.lua:2 in main chunk\n"))
    }

    @Test(arguments: ["@/etc/hostname", "@secret.txt", "@-", "@fifo.lua", "@../outside.lua"])
    func `a chunk's name makes the block show no other file`(_ chunk: String) async throws {
        let scratch = try Scratch()
        try scratch.write("secret.txt", "KEY=1234\n")
        try scratch.write("outside.lua", "KEY=1234\n")
        try scratch.write("in/nightly.lua", "load(\"error('x')\", '\(chunk)')()")
        try scratch.write("in/secret.txt", "KEY=1234\n")
        var command = Hss(["run", "nightly.lua"], in: scratch, input: "KEY=1234\n")
        command.folder += "/in"
        #expect(mkfifo("\(scratch.path)/in/fifo.lua", 0o600) == 0)
        let ended = try await command.run()
        #expect(ended.status == 1)
        #expect(
            ended.errorLines.prefix(2) == ["error[script]: \(chunk.dropFirst()):1: x", "  --> \(chunk.dropFirst()):1"]
        )
        #expect(!ended.error.contains("|"), "\(ended.error)")
    }
}
