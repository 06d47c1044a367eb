import Testing

@testable import LuaHost

@Suite struct FileTests {
    let root = TemporaryFolder()

    /// `in` may be read, `out` may be written; `secret` neither.
    func script() -> Script {
        for name in ["in", "out", "secret", "inner"] { root.folder(name) }
        root.write("in/a.txt", "one\ntwo\n3\n")
        root.write("in/sub/b.txt", "b")
        root.write("secret/key", "s3cret")
        root.write("inner/x", "x")
        root.link("in/link", to: "\(root.path)/secret/key")
        root.link("in/folder", to: "\(root.path)/secret")
        root.link("in/inside", to: "a.txt")
        root.link("out/dangling", to: "\(root.path)/secret/new")
        root.fifo("in/pipe")
        let path = root.path
        return Script { sandbox in
            sandbox.readableFolders = ["\(path)/in"]
            sandbox.writableFolders = ["\(path)/out"]
        }
    }

    func run(_ source: String) async throws -> Script.Outcome {
        try await script().run("local root = '\(root.path)' \(source)")
    }

    @Test(
        "Files in allowed folders are Lua's files",
        arguments: [
            ("read all", "print(io.open(root .. '/in/a.txt'):read('a'))", "one\ntwo\n3\n\n"),
            (
                "read lines", "local f <close> = io.open(root .. '/in/a.txt') print(f:read('l', 'L', 'n'))",
                "one\ttwo\n\t3\n"
            ),
            ("lines", "for l in io.lines(root .. '/in/a.txt') do io.write(l, ';') end", "one;two;3;"),
            (
                "lines with formats",
                "for a, b in io.lines(root .. '/in/a.txt', 1, 'l') do io.write(a, '|', b, ';') end", "o|ne;t|wo;3|;"
            ),
            ("a folder below", "print(io.open(root .. '/in/sub/b.txt', 'rb'):read('a'))", "b\n"),
            ("a link inside", "print(io.open(root .. '/in/inside'):read())", "one\n"),
            ("dots inside", "print(io.open(root .. '/in/sub/../a.txt'):read())", "one\n"),
            ("write", "local f = io.open(root .. '/out/n.txt', 'w') f:write('x', 1) print(f:close())", "true\n"),
            (
                "append and update",
                "local p = root .. '/out/m.txt' io.open(p, 'w'):close() io.open(p, 'a'):close() print(io.type(io.open(p, 'r+b')))",
                "file\n"
            ),
            (
                "closed", "local f = io.open(root .. '/in/a.txt') f:close() print(io.type(f), tostring(f))",
                "closed file\tfile (closed)\n"
            ),
            ("missing", "print(io.open(root .. '/in/none'))", "nil\t%/in/none: No such file or directory\t2\n"),
            (
                "missing lines", "print(pcall(io.lines, root .. '/in/none'))",
                "false\t%/in/none: No such file or directory\n"
            ),
            ("the metatable is locked", "print(getmetatable(io.open(root .. '/in/a.txt')))", "false\n"),
        ]
    )
    func allowed(_ name: String, _ source: String, _ expected: String) async throws {
        let outcome = try await run(source)
        #expect(outcome.failure == nil, "\(outcome.failure?.text ?? "")")
        #expect(outcome.output == expected.replacing("%", with: root.path))
    }

    @Test("What was written is there")
    func written() async throws {
        _ = try await run("local f <close> = io.open(root .. '/out/w', 'w') f:write('whole')")
        #expect(root.text("out/w") == "whole")
    }

    @Test(
        "What is not allowed raises permission and names the option",
        arguments: [
            (
                "io.open(root .. '/secret/key')",
                "io.open: reading %/secret/key is not allowed; --allow-read DIR would allow it"
            ),
            (
                "io.lines(root .. '/secret/key')",
                "io.lines: reading %/secret/key is not allowed; --allow-read DIR would allow it"
            ),
            (
                "io.open(root .. '/in/../secret/key')",
                "io.open: reading %/in/../secret/key is not allowed; --allow-read DIR would allow it"
            ),
            (
                "io.open(root .. '/in/link')",
                "io.open: reading %/in/link is not allowed; --allow-read DIR would allow it"
            ),
            (
                "io.open(root .. '/in/folder/key')",
                "io.open: reading %/in/folder/key is not allowed; --allow-read DIR would allow it"
            ),
            (
                "io.open(root .. '/inner/x')",
                "io.open: reading %/inner/x is not allowed; --allow-read DIR would allow it"
            ),
            ("io.open(root .. '/out/x')", "io.open: reading %/out/x is not allowed; --allow-read DIR would allow it"),
            (
                "io.open(root .. '/secret/none')",
                "io.open: reading %/secret/none is not allowed; --allow-read DIR would allow it"
            ),
            (
                "io.open(root .. '/in/a.txt', 'w')",
                "io.open: writing %/in/a.txt is not allowed; --allow-write DIR would allow it"
            ),
            (
                "io.open(root .. '/in/a.txt', 'r+')",
                "io.open: writing %/in/a.txt is not allowed; --allow-write DIR would allow it"
            ),
            (
                "io.open('/proc/self/environ')",
                "io.open: reading /proc/self/environ is not allowed; --allow-read DIR would allow it"
            ),
            ("io.open('/etc/passwd')", "io.open: reading /etc/passwd is not allowed; --allow-read DIR would allow it"),
            (
                "io.open(root .. '/in/pipe')",
                "io.open: %/in/pipe is not a regular file; a script reads and writes regular files only"
            ),
            (
                "io.open(root .. '/in')",
                "io.open: %/in is not a regular file; a script reads and writes regular files only"
            ),
        ]
    )
    func refused(_ source: String, _ expected: String) async throws {
        let failure = try await run(source).failure
        #expect(failure?.errorFields?["kind"] == .text("permission"))
        #expect(failure?.errorFields?["message"] == .text(expected.replacing("%", with: root.path)))
    }

    @Test("A link that dangles is not written through")
    func dangling() async throws {
        let outcome = try await run("print((io.open(root .. '/out/dangling', 'w')))")
        #expect(outcome.output == "nil\n")
        #expect(root.text("secret/new") == nil)
    }

    @Test(
        "Never /proc and never a device, whatever folder is allowed",
        arguments: ["/proc/self/environ", "/dev/null", "/dev/fd/0"]
    )
    func never(_ path: String) async throws {
        let outcome = try await Script { $0.readableFolders = ["/"] }.run("io.open('\(path)')")
        #expect(outcome.failure?.errorFields?["kind"] == .text("permission"))
    }

    @Test(
        "A path or mode that is none is an argument error",
        arguments: [
            "io.open()", "io.open('')", "io.open({})", "io.open('a\\0b')", "io.open('a', 'q')", "io.open('a', 5)",
            "io.open('a', 'brb')", "io.open('a', '')",
        ]
    )
    func arguments(_ source: String) async throws {
        #expect(try await run(source).failure?.errorFields?["kind"] == .text("argument"))
    }

    @Test("Two spellings of a name are two folders")
    func spelling() async throws {
        root.folder("caf\u{E9}")
        root.write("cafe\u{301}/x", "x")
        let path = root.path
        let outcome = try await Script { $0.readableFolders = ["\(path)/caf\u{E9}"] }.run(
            "io.open('\(path)/cafe\u{301}/x')"
        )
        #expect(outcome.failure?.errorFields?["kind"] == .text("permission"))
    }

    @Test("--allow-all lifts the limits on files and brings back io and os")
    func all() async throws {
        root.write("x", "x")
        let outcome = try await Script { $0.allowsAll = true }.run(
            "print(io.open('\(root.path)/x'):read('a'), type(os.remove), type(io.popen), type(io.tmpfile), string.dump, rawget(_G, 'dofile'))"
        )
        #expect(outcome.output == "x\tfunction\tfunction\tfunction\tnil\tnil\n")
    }

    @Test(
        "os.getenv gives allowed names and never a secret",
        arguments: [
            ("HOME_REGION", false, "value", "cn-north-4"),
            ("UNSET", false, "value", "nil"),
            ("OTHER", false, "permission", "os.getenv: reading OTHER is not allowed; --allow-env OTHER would allow it"),
            (
                "HW_SECRET_KEY", false, "permission",
                "os.getenv: HW_SECRET_KEY holds a credential; no option lets a script read it"
            ),
            ("OTHER", true, "value", "o"),
            (
                "HW_SECRET_KEY", true, "permission",
                "os.getenv: HW_SECRET_KEY holds a credential; no option lets a script read it"
            ),
        ]
    )
    func environment(_ name: String, _ all: Bool, _ kind: String, _ expected: String) async throws {
        let outcome = try await Script {
            $0.environment = ["HOME_REGION": "cn-north-4", "OTHER": "o", "HW_SECRET_KEY": "s3cret"]
            $0.allowedEnvironment = ["HOME_REGION", "UNSET", "HW_SECRET_KEY"]
            $0.secretEnvironment = ["HW_SECRET_KEY"]
            $0.allowsAll = all
        }.run(
            "local ok, e = pcall(os.getenv, '\(name)') print(ok and 'value' or e.kind, ok and tostring(e) or e.message)"
        )
        #expect(outcome.output == "\(kind)\t\(expected)\n")
    }
}
