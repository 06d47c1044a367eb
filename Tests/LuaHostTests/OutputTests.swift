import Synchronization
import Testing

@testable import LuaHost

@Suite struct OutputTests {
    @Test(
        "Output goes to the stream that the host gave",
        arguments: [
            ("print(1, nil, true, 'x')", "out:1\tnil\ttrue\tx\n"),
            ("print()", "out:\n"),
            ("print(1.0, 1e15, 2^53, 0/0 ~= 0/0)", "out:1.0\t1e+15\t9.007199254741e+15\ttrue\n"),
            ("print(setmetatable({}, {__tostring = function() return 'mine' end}))", "out:mine\n"),
            ("print(setmetatable({}, {__name = 'named'}) ~= nil)", "out:true\n"),
            ("io.write('a', 1, 2.5, '\\n')", "out:a12.5\n"),
            ("io.write('a'):write('b')", "out:a|out:b"),
            ("io.stdout:write('a', 'b')", "out:ab"),
            ("io.stderr:write('a', 7)", "err:a7"),
            ("io.stdout:flush():write('x') io.stdout:setvbuf('no')", "out:x"),
            ("warn('a', 'b', 1)", "warn:ab1"),
            ("warn('@on') warn('@off') warn('@other')", "warn:@other"),
            ("io.write('a\\0b')", "out:a\0b"),
            (
                "print(io.type(io.stdout), io.type(io.stdin), io.type(5), tostring(io.stderr))",
                "out:file\tfile\tnil\tfile (io.stderr)\n"
            ),
            ("print(io.stdout:close())", "out:nil\tio.stdout stays open\n"),
            ("print(io.stdout:seek('set'))", "out:nil\tIllegal seek\t29\n"),
        ]
    )
    func routing(_ source: String, _ expected: String) async throws {
        let lines = Mutex<[String]>([])
        let note: @Sendable (String, String) -> Void = { stream, text in
            lines.withLock { $0.append("\(stream):\(text)") }
        }
        let runtime = try Script().runtime(
            streams: .init(
                output: { note("out", String(decoding: $0, as: UTF8.self)) },
                error: { note("err", String(decoding: $0, as: UTF8.self)) },
                warning: { note("warn", $0) }
            )
        )
        #expect(await Script.failure(of: runtime, Array(source.utf8), "@test.lua", []) == nil)
        #expect(lines.withLock { $0.joined(separator: "|") } == expected)
    }

    @Test(
        "What is no text is refused as Lua refuses it",
        arguments: [
            ("io.write({})", "test.lua:1: bad argument #1 to 'write' (string expected, got table)"),
            ("io.stdout:write('a', nil)", "test.lua:1: bad argument #2 to 'write' (string expected, got nil)"),
            ("warn()", "test.lua:1: bad argument #1 to 'warn' (string expected, got nil)"),
            ("warn('a', {})", "test.lua:1: bad argument #2 to 'warn' (string expected, got table)"),
            (
                "print(setmetatable({}, {__tostring = function() return {} end}))",
                "test.lua:1: '__tostring' must return a string"
            ),
            ("io.stdout:reed()", "test.lua:1: io.stdout has no 'reed'"),
        ]
    )
    func refused(_ source: String, _ expected: String) async throws {
        try await Script().expect(source, failsWith: expected)
    }

    @Test("A text of any size is written whole")
    func large() async throws {
        let count = Mutex(0)
        let last = Mutex<UInt8?>(nil)
        let output: @Sendable ([UInt8]) -> Void = { bytes in
            count.withLock { $0 += bytes.count }
            last.withLock { $0 = bytes.last }
        }
        let runtime = try Script().runtime(streams: .init(output: output, error: { _ in }, warning: { _ in }))
        let source = Array("io.write(('x'):rep(70 << 20), '!')".utf8)
        #expect(await Script.failure(of: runtime, source, "@test.lua", []) == nil)
        #expect(count.withLock { $0 } == 70 << 20 + 1)
        #expect(last.withLock { $0 } == UInt8(ascii: "!"))
    }

    @Test(
        "The nearest name is suggested, and only a near one",
        arguments: [
            ("namspace", ["namespace", "name"], "namespace"),
            ("image_typ", ["image_type", "image_types"], "image_type"),
            ("Print", ["print"], "print"),
            ("xyz", ["abc", "def"], nil),
            ("a", ["b"], "b"),
            ("pirnt", ["print"], "print"),
            ("same", ["same"], nil),
            ("", ["abc"], nil),
        ]
    )
    func nearest(_ name: String, _ names: [String], _ expected: String?) {
        #expect(NearestName.find(name, in: names) == expected)
    }
}
