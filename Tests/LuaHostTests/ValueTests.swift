import Synchronization
import Testing

@testable import LuaHost

@Suite struct ValueTests {
    @Test("A value survives the way from Swift through Lua and back", arguments: [1, 2, 3, 4, 5] as [UInt64])
    func roundTrip(_ seed: UInt64) async throws {
        var generator = ValueGenerator(seed: seed)
        let values = (0..<300).map { _ in generator.value(depth: 4) }
        let left = Mutex(values[...])
        var script = Script()
        script.functions.append(.immediate("give") { _ in .value(left.withLock { $0.popFirst() } ?? .nil) })
        script.functions.append(.pausing("give_later") { _, _ in .value(left.withLock { $0.popFirst() } ?? .nil) })
        let outcome = try await script.run("for i = 1, 150 do t.keep(t.give()) t.keep((t.give_later())) end")
        #expect(outcome.failure == nil)
        #expect(outcome.kept.count == values.count)
        for (given, kept) in zip(values, outcome.kept) {
            #expect(kept.first?.canonical == given.canonical)
        }
    }

    static let luaValues: [(String, LuaValue)] = [
        ("nil", .nil),
        ("true", .boolean(true)),
        ("false", .boolean(false)),
        ("math.maxinteger", .integer(.max)),
        ("math.mininteger", .integer(.min)),
        ("3", .integer(3)),
        ("3.0", .number(3)),
        ("1e308 * 10", .number(.infinity)),
        ("-(1e308 * 10)", .number(-.infinity)),
        ("''", .string([])),
        (#"'a\0b\255\xC3'"#, .string([97, 0, 98, 255, 0xC3])),
        ("{}", .table(LuaTable())),
        ("{1, 'a', false}", .table(LuaTable(sequence: [.integer(1), .text("a"), .boolean(false)]))),
        ("{1, nil, 3}", .table(LuaTable(sequence: [.integer(1), .nil, .integer(3)]))),
        (
            "{7, x = {}}",
            .table(LuaTable(sequence: [.integer(7)], entries: [.init(key: .text("x"), value: .table(.init()))]))
        ),
        ("{[0] = 1}", .table(LuaTable(entries: [.init(key: .integer(0), value: .integer(1))]))),
        ("{[-1.5] = 1}", .table(LuaTable(entries: [.init(key: .number(-1.5), value: .integer(1))]))),
        ("{[{}] = 1}", .table(LuaTable(entries: [.init(key: .table(.init()), value: .integer(1))]))),
        ("json_array{}", .table(LuaTable(isArray: true))),
        ("print", .opaque("function")),
        ("coroutine.create(print)", .opaque("thread")),
        ("io.stdin", .opaque("userdata")),
        ("{print}", .table(LuaTable(sequence: [.opaque("function")]))),
    ]

    @Test("Lua's values keep their type and their bytes", arguments: luaValues)
    func fromLua(_ source: String, _ expected: LuaValue) async throws {
        let outcome = try await Script().run("t.keep((\(source)))")
        #expect(outcome.failure == nil)
        #expect(outcome.kept == [[expected]])
    }

    @Test("NaN and minus zero keep their sign and kind")
    func floats() async throws {
        let kept = try await Script().run("t.keep(0/0, -0.0)").kept
        guard case .number(let nan)? = kept.first?.first, case .number(let zero)? = kept.first?.last else {
            Issue.record("no numbers: \(kept)")
            return
        }
        #expect(nan.isNaN)
        #expect(zero == 0 && zero.sign == .minus)
    }

    @Test("Trailing nils of a call are arguments too")
    func nils() async throws {
        let kept = try await Script().run("t.keep() t.keep(nil) t.keep(1, nil, nil)").kept
        #expect(kept == [[], [.nil], [.integer(1), .nil, .nil]])
    }

    static let bounded: [(String, String, LuaValue)] = [
        ("a circle", "local a = {} a.a = a t.keep(a)", .table(LuaTable(["a": .circular]))),
        (
            "a table twice is no circle", "local a = {} t.keep({a, a})",
            .table(LuaTable(sequence: [.table(.init()), .table(.init())]))
        ),
        ("a string above 64 MiB", "t.keep(('x'):rep(64 << 20))", .tooLarge),
        (
            "a table above 64 MiB", "local s = ('x'):rep(1 << 20) local l = {} for i = 1, 65 do l[i] = s end t.keep(l)",
            .tooLarge
        ),
        ("more than four million values", "local l = {} for i = 1, 5e6 do l[i] = i end t.keep(l)", .tooLarge),
        (
            "a border far beyond what the table holds",
            "local s = {} for i = 0, 62 do s[#s + 1] = '[1 << ' .. i .. '] = 1' end t.keep(load('return {' .. table.concat(s, ',') .. '}')())",
            .tooLarge
        ),
        ("tables that share tables", "local a = {} for i = 1, 30 do a = {a, a} end t.keep(a)", .tooLarge),
    ]

    @Test("What cannot leave Lua as it is says so", arguments: bounded)
    func bounds(_ name: String, _ source: String, _ expected: LuaValue) async throws {
        let outcome = try await Script().run(source)
        #expect(outcome.failure == nil, "\(outcome.failure?.text ?? "")")
        #expect(outcome.kept.first?.first == expected)
    }

    @Test("All arguments of a call together are bounded")
    func boundedTogether() async throws {
        let kept = try await Script().run("local s = ('x'):rep(40 << 20) t.keep(s, s, 1)").kept
        #expect(kept.first?.count == 3)
        #expect(kept.first?[1] == .tooLarge)
        #expect(kept.first?[2] == .integer(1))
    }

    @Test("The 33rd level of a table is too deep, the 32nd is not")
    func depth() async throws {
        let source = "local a = 'bottom' for i = 1, t.echo(%) do a = {a} end t.keep(a)"
        for (levels, bottom) in [(32, LuaValue.text("bottom")), (33, .tooDeep)] {
            let kept = try await Script().run(source.replacing("%", with: "\(levels)")).kept
            var value = kept.first?.first
            for _ in 0..<32 {
                guard case .table(let table)? = value else { break }
                value = table.sequence.first
            }
            #expect(value == bottom)
        }
    }

    @Test("A table of a million entries crosses whole, as a list and as a map")
    func million() async throws {
        let outcome = try await Script().run(
            "local l, m = {}, {} for i = 1, 1000000 do l[i] = i m['k' .. i] = i end t.keep(l) t.keep(m)"
        )
        #expect(outcome.failure == nil)
        guard case .table(let list)? = outcome.kept.first?.first, case .table(let map)? = outcome.kept.last?.first
        else {
            Issue.record("no tables")
            return
        }
        #expect(list.sequence.count == 1_000_000 && list.entries.isEmpty)
        #expect(list.sequence.last == .integer(1_000_000))
        #expect(map.entries.count == 1_000_000 && map.sequence.isEmpty)
    }

    @Test(
        "No metamethod runs while a table is read, but __index and __pairs are told",
        arguments: [
            ("__index", true, false), ("__pairs", false, true), ("__len", false, false), ("__newindex", false, false),
            ("__eq", false, false), ("__name", false, false), ("__call", false, false),
        ]
    )
    func metamethods(_ event: String, _ hasIndex: Bool, _ hasPairs: Bool) async throws {
        let outcome = try await Script().run(
            "local x = setmetatable({5}, {\(event) = function() error('ran') end}) t.keep(x) t.keep({deep = x})"
        )
        #expect(outcome.failure == nil, "\(outcome.failure?.text ?? "")")
        var expected = LuaTable(sequence: [.integer(5)])
        expected.hasIndex = hasIndex
        expected.hasPairs = hasPairs
        #expect(outcome.kept == [[.table(expected)], [.table(LuaTable(["deep": .table(expected)]))]])
    }

    @Test("Keys that Lua does not have are left out, and too deep a reply is an error, not a crash")
    func badReplies() async throws {
        var deep = LuaValue.integer(1)
        for _ in 0..<300 { deep = .table(LuaTable(sequence: [deep])) }
        let odd = LuaTable(entries: [
            .init(key: .number(.nan), value: .integer(1)), .init(key: .opaque("function"), value: .integer(2)),
            .init(key: .text("x"), value: .integer(3)),
        ])
        var script = Script()
        script.functions += [
            .immediate("odd") { _ in .value(.table(odd)) }, .immediate("deep") { [deep] _ in .value(deep) },
        ]
        try await script.expect(
            "for k, v in pairs(t.odd()) do print(k, v) end print(pcall(t.deep))",
            prints: "x\t3\nfalse\ta reply of the host is nested too deeply\n"
        )
    }
}
