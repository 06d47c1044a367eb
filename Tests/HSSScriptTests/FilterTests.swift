import HSSClient
import HSSSchema
import HSSScript
import Testing

/// `hss.filter` (contract section 2): immutable, and good wherever a request is.
@Suite(.timeLimit(.minutes(2))) struct FilterTests {
    static let base = "local base = hss.filter\(ScriptUnderTest.request())\n"

    static let uses = [
        Snippet("a request", "print(hss.export(base), hss.validate(base))", "task-1\ttrue\n"),
        Snippet(
            "filter{more}",
            "local f = base{ namespace = 'x' } print(f.namespace, f.export_size, base.namespace)",
            "x\t100\tnil\n"
        ),
        Snippet(
            "filter:with{more}",
            "local f = base:with{ namespace = 'x' } print(f.namespace, base.namespace)",
            "x\tnil\n"
        ),
        Snippet("the later value wins", "print(base{ export_size = 1 }{ export_size = 2 }.export_size)", "2\n"),
        Snippet("a filter on a filter", "print(base(hss.filter{ namespace = 'x' }).namespace)", "x\n"),
        Snippet("false is a value", "print(base{ operate_all = false }.operate_all)", "false\n"),
        Snippet("lists", "print(#base{ image_id_list = { 'a', 'b' } }.image_id_list)", "2\n"),
        Snippet(
            "what it was made from may change later",
            "local t = { namespace = 'x' } local f = base(t) t.namespace = 'y' print(f.namespace)",
            "x\n"
        ),
        Snippet(
            "a list in it may change later, too",
            "local ids = { '1' } local f = base{ image_id_list = ids } ids[1] = '2' print(f.image_id_list[1])",
            "1\n"
        ),
        Snippet(
            "a list reads as one",
            "local l = base{ image_id_list = { 'a', 'b' } }.image_id_list print(l[2], l[3], table.concat(l, '-'), #l, l)",
            "b\tnil\ta-b\t2\ta, b\n"
        ),
        Snippet(
            "its list in another",
            "print(hss.json.encode(hss.filter{ image_id_list = base{ image_id_list = { 'a' } }.image_id_list }))",
            "{\"image_id_list\":[\"a\"]}\n"
        ),
        Snippet("hss.json.encode", "print(hss.json.encode(hss.filter{ namespace = 'x' }))", "{\"namespace\":\"x\"}\n"),
        Snippet("pairs", "local n = 0 for _ in pairs(base) do n = n + 1 end print(n)", "3\n"),
        Snippet(
            "an empty one",
            "print(pcall(hss.export, hss.filter{}))",
            "false\ttest.lua:2: hss.export: 3 problems in the request\n"
        ),
        Snippet(
            "in hss.map",
            "print(#hss.map({ 'a', 'b' }, function(n) return hss.export(base{ namespace = n }) end))",
            "2\n"
        ),
    ]

    @Test(arguments: uses)
    func `a filter serves`(_ snippet: Snippet) async throws {
        try await ScriptUnderTest().expect(Self.base + snippet.source, prints: snippet.output)
    }

    @Test(arguments: [
        ("base.namespace = 'x'", "a filter is read-only: 'namespace' cannot be set", HSSError.Kind.script),
        ("print(base.namspace)", "a filter has no 'namspace'; did you mean 'namespace'?", .script),
        ("hss.filter()", "hss.filter: expected a table of request fields, not nil", .argument),
        ("hss.filter(1)", "hss.filter: expected a table of request fields, not number", .argument),
        ("base(nil)", "hss.filter: expected a table of request fields, not nil", .argument),
        ("base:with('x')", "hss.filter: expected a table of request fields, not string", .argument),
        ("base{ namspace = 'x' }", "hss.filter: 1 problem in the request", .argument),
        ("hss.filter{ 'x' }", "hss.filter: 1 problem in the request", .argument),
        ("base{ namespace = print }", "hss.filter: 1 problem in the request", .argument),
        ("base{ image_id_list = { '1', print } }", "hss.filter: 1 problem in the request", .argument),
        (
            "base{ image_id_list = setmetatable({}, { __index = { '1' } }) }", "hss.filter: 1 problem in the request",
            .argument
        ),
        ("local t = {} t[1] = t base{ image_id_list = t }", "hss.filter: 1 problem in the request", .argument),
        (
            "local t = {} for _ = 1, 40 do t = { t } end base{ image_id_list = t }",
            "hss.filter: 1 problem in the request", .argument
        ),
        ("hss.filter(setmetatable({}, { __index = base }))", "hss.filter: 1 problem in the request", .argument),
    ])
    func `a filter refuses`(_ source: String, _ message: String, _ kind: HSSError.Kind) async throws {
        try await ScriptUnderTest().expect(Self.base + source, failsWith: message, kind)
    }

    @Test(arguments: ["rawset(base, 'namespace', 'x')", "setmetatable(base, nil)", "rawget(base, 'export_size')"])
    func `no way leads around that`(_ source: String) async throws {
        let ended = try await ScriptUnderTest().run(
            "\(Self.base)print((pcall(function() \(source.replacing("rawget", with: "return rawget")) end)))"
        )
        #expect(ended.output == "false\n")
    }

    @Test func `a list that a filter gives away does not change it`() async throws {
        let source = """
            local f = base{ operate_all = false, image_id_list = { "1" } }
            pcall(function() f.image_id_list[1] = "2" end)
            pcall(function() table.insert(f.image_id_list, "3") end)
            hss.export(f)
            """
        let test = ScriptUnderTest()
        _ = try await test.run(Self.base + source)
        #expect(test.transport.bodies.first?["image_id_list"] == ["1"])
    }
}
