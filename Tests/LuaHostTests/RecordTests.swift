import Testing

@testable import LuaHost

@Suite struct RecordTests {
    static func item(_ id: UInt64, _ name: String) -> LuaValue {
        .record(LuaRecord(className: "Item", id: id, fields: LuaTable(["name": .text(name), "list": .table(.init())])))
    }

    static var script: Script {
        var script = Script()
        script.functions.append(
            .immediate("item") { arguments in
                guard case .integer(let id)? = arguments.first, let name = arguments.last?.text else { return .nothing }
                return .value(item(UInt64(id), name))
            }
        )
        return script
    }

    @Test(
        "A record is read-only, knows its fields, and is one value for one id",
        arguments: [
            ("fields", "print(t.item(1, 'a').name)", "a\n"),
            ("known but absent", "print(t.item(1, 'a').absent)", "nil\n"),
            ("methods", "print(t.item(7, 'a'):id())", "7\n"),
            ("identity", "local a = t.item(1, 'a') print(a == t.item(1, 'a'), a == t.item(2, 'a'))", "true\tfalse\n"),
            ("refreshed", "local a = t.item(1, 'a') t.item(1, 'b') print(a.name)", "b\n"),
            ("id 0 is new each time", "print(t.item(0, 'a') == t.item(0, 'a'))", "false\n"),
            ("pairs", "for k, v in pairs(t.item(1, 'a')) do if k == 'name' then print(k, v) end end", "name\ta\n"),
            ("metatable", "print(getmetatable(t.item(1, 'a')))", "false\n"),
            (
                "rawset", "print(pcall(rawset, t.item(1, 'a'), 'name', 'b'))",
                "false\tbad argument #1 to 'rawset' (table expected, got Item)\n"
            ),
            ("rawget", "print((pcall(rawget, t.item(1, 'a'), 'name')))", "false\n"),
            ("next", "print((pcall(next, t.item(1, 'a'))))", "false\n"),
            ("setmetatable", "print((pcall(setmetatable, t.item(1, 'a'), {})))", "false\n"),
            (
                "misspelt", "print(pcall(function() return t.item(1, 'a').nmae end))",
                "false\ttest.lua:1: an item has no 'nmae'; did you mean 'name'?\n"
            ),
            (
                "assigned", "print(pcall(function() t.item(1, 'a').name = 'b' end))",
                "false\ttest.lua:1: an item is read-only: 'name' cannot be set\n"
            ),
            (
                "odd keys",
                "local i = t.item(1, 'a') print(pcall(function() return i[nil] end), (pcall(function() return i[0/0] end)))",
                "false\tfalse\n"
            ),
        ]
    )
    func reading(_ name: String, _ source: String, _ expected: String) async throws {
        try await Self.script.expect(source, prints: expected)
    }

    @Test("A record goes back to Swift with class, id and fields")
    func packs() async throws {
        let kept = try await Self.script.run("t.keep(t.item(9, 'a')) t.keep({t.item(9, 'a')}) t.keep(spawn(print))")
            .kept
        #expect(kept[0].first?.record?.id == 9)
        #expect(kept[0].first?.record?.fields?["name"] == .text("a"))
        guard case .table(let list)? = kept[1].first else { return #expect(Bool(false)) }
        #expect(list.sequence.first?.record?.className == "Item")
        #expect(kept[2].first?.record?.className == "Job")
        #expect(kept[2].first?.record?.fields == nil)
    }

    @Test("A record that nobody holds is collected, however many there were")
    func collected() async throws {
        let outcome = try await Self.script.run(
            """
            local kept = t.item(1, 'kept')
            for i = 2, 1000 do t.item(i, 'x') end collectgarbage() collectgarbage()
            local before = collectgarbage('count')
            for i = 1001, 50000 do t.item(i, 'x') end collectgarbage() collectgarbage()
            t.keep(collectgarbage('count') - before < 64, kept == t.item(1, 'kept'))
            """
        )
        #expect(outcome.failure == nil)
        #expect(outcome.kept == [[.boolean(true), .boolean(true)]])
    }

    @Test(
        "A job's methods refuse what is no job",
        arguments: [
            "42", "{}", "nil", "'x'", "io.stdin", "io.stdout", "t.item(1, 'a')", "coroutine.create(print)", "print",
        ]
    )
    func jobMethods(_ value: String) async throws {
        for method in ["join", "status"] {
            let outcome = try await Self.script.run("local j = spawn(print) print(pcall(j.\(method), \(value)))")
            #expect(outcome.failure == nil)
            #expect(outcome.output.hasPrefix("false\tbad argument #1 to '\(method)' (job expected, got "))
        }
    }
}

extension LuaValue {
    var record: LuaRecord? {
        guard case .record(let record) = self else { return nil }
        return record
    }
}
