import Testing

/// `hss run [OPTIONS] SCRIPT [ARG...]` (contract section 1): what belongs to the script, and how it is read.
@Suite(.timeLimit(.minutes(10))) struct ScriptArgumentTests {
    static let show = """
        print(arg[0], #arg, select("#", ...))
        for i = 1, #arg do print(i, arg[i], (select(i, ...)) == arg[i]) end
        """

    @Test(arguments: [
        [], ["a"], ["a", "b c", ""], ["--simulate", "--output", "json", "-h", "--help"], ["--"], ["a", "--", "-x"],
        ["--quiet=yes", "-"], ["ü", "\"'\\", "1\n2"], ["--version"], ["--dry-run"],
    ])
    func `every word after SCRIPT belongs to the script`(_ words: [String]) async throws {
        let scratch = try Scratch()
        try scratch.write("jobs/show.lua", Self.show)
        let ended = try await Hss(["run", "--quiet", "jobs/show.lua"] + words, in: scratch).run()
        var expected = "jobs/show.lua\t\(words.count)\t\(words.count)\n"
        for (index, word) in words.enumerated() { expected += "\(index + 1)\t\(word)\ttrue\n" }
        #expect(ended.output == expected)
        #expect(ended.error == "")
        #expect(ended.status == 0)
    }

    @Test func `a script whose name looks like an option stands behind --`() async throws {
        let scratch = try Scratch()
        try scratch.write("-x.lua", Self.show)
        let ended = try await Hss(["run", "--quiet", "--", "-x.lua", "-y"], in: scratch).run()
        #expect(ended.output == "-x.lua\t1\t1\n1\t-y\ttrue\n")
    }

    @Test func `- is standard input`() async throws {
        let ended = try await Hss(["run", "--quiet", "-", "a", "-"], input: Self.show).run()
        #expect(ended.output == "stdin\t2\t2\n1\ta\ttrue\n2\t-\ttrue\n")
    }

    @Test func `a script from standard input has no folder of its own`() async throws {
        let scratch = try Scratch()
        try scratch.write("m.lua", "return 7")
        let script = "print(pcall(require, 'm'))\nprint(pcall(io.open, 'm.lua'))"
        let closed = try await Hss(["run", "--quiet", "-"], in: scratch, input: script).run()
        #expect(closed.outputLines.map { $0.hasPrefix("false\t") } == [true, true])
        let opened = try await Hss(["run", "--quiet", "--module-path", ".", "-"], in: scratch, input: script).run()
        #expect(opened.outputLines.map { $0.hasPrefix("true\t7") } == [true, false])
    }

    static let texts: [(String, [UInt8], String)] = [
        ("empty", [], ""),
        ("byte order mark", [0xEF, 0xBB, 0xBF] + Array("print(1)".utf8), "1\n"),
        ("shebang", Array("#!/usr/bin/env -S hss run\nprint(2)".utf8), "2\n"),
        ("both", [0xEF, 0xBB, 0xBF] + Array("#!/usr/bin/env -S hss run\nprint(3)".utf8), "3\n"),
        ("CRLF", Array("print(4)\r\nprint(5)\r\n".utf8), "4\n5\n"),
        ("only a comment", Array("-- nothing".utf8), ""),
    ]

    @Test(arguments: texts.indices)
    func `a script may begin as`(_ index: Int) async throws {
        let (_, bytes, output) = Self.texts[index]
        let scratch = try Scratch()
        try scratch.write("s.lua", bytes)
        let ended = try await Hss(["run", "--quiet", "s.lua"], in: scratch).run()
        #expect(ended.status == 0)
        #expect(ended.output == output)
        #expect(ended.error == "")
    }

    @Test func `line numbers count a shebang line`() async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", "#!/usr/bin/env hss\n\nerror('x')")
        #expect(try await Hss(["run", "s.lua"], in: scratch).run().errorLines[1] == " --> s.lua:3")
    }

    @Test(arguments: [[0x1B, 0x4C, 0x75, 0x61, 0x54], [0xEF, 0xBB, 0xBF, 0x1B, 0x4C]] as [[UInt8]])
    func `a compiled script is refused`(_ bytes: [UInt8]) async throws {
        let scratch = try Scratch()
        try scratch.write("s.luac", bytes)
        let ended = try await Hss(["run", "s.luac"], in: scratch).run()
        #expect(ended.status == 1)
        #expect(ended.block == "error[script]: s.luac: this is a compiled chunk; scripts are text")
    }

    @Test(arguments: [
        ("missing.lua", "No such file or directory"), (".", "Is a directory"), ("s.lua/x", "Not a directory"),
    ])
    func `a script that cannot be read is named`(_ path: String, _ reason: String) async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", "")
        let ended = try await Hss(["run", path], in: scratch).run()
        #expect(ended.status == 66)
        #expect(ended.error == "error: cannot read \(path): \(reason)\n")
    }

    @Test func `what a script without calls prints needs no account, region or endpoint`() async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", "print(hss.version, hss.run.region, hss.run.project_id, hss.run.endpoint)")
        let ended = try await Hss(["run", "s.lua"], in: scratch).run()
        #expect(ended.status == 0)
        #expect(ended.output.hasSuffix("\tnil\tnil\tnil\n"))
    }
}
