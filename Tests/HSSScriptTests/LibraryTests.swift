import HSSClient
import HSSSchema
import HSSScript
import Testing

/// What else `hss` holds: enum, run, version, log, chunks; and that scripts change none of it (contract section 2).
@Suite(.timeLimit(.minutes(2))) struct LibraryTests {
    @Test func `enum holds the documented values in the documented order`() async throws {
        for field in ExportSchema.fields where !field.enumValues.isEmpty {
            let source = """
                local list = hss.enum.\(field.name)
                local values = {}
                for i, v in ipairs(list) do values[i] = v end
                print(#list, table.concat(values, " "))
                print(table.concat(list, " "), tostring(list))
                """
            let values = field.enumValues.map(\.value)
            let words = values.joined(separator: " ")
            try await ScriptUnderTest().expect(
                source,
                prints: "\(values.count)\t\(words)\n\(words)\t\(values.joined(separator: ", "))\n"
            )
        }
    }

    static let values = [
        Snippet(
            "beyond the end of a list",
            "print(hss.enum.severity_level[5], hss.enum.severity_level[0])",
            "nil\tnil\n"
        ),
        Snippet("table.unpack", "print(table.unpack(hss.enum.severity_level))", "Security\tLow\tMedium\tHigh\n"),
        Snippet(
            "pairs",
            "for k, v in pairs(hss.enum.build_command_risk_level) do io.write(k, v, ' ') end",
            "1critical 2high 3medium 4low "
        ),
        Snippet(
            "a list serves as image_id_list",
            "print(hss.export(\(ScriptUnderTest.request("image_id_list = hss.enum.severity_level"))))",
            "task-1\n"
        ),
        Snippet(
            "hss.run",
            "print(hss.run.script, hss.run.project_id, hss.run.endpoint, hss.run.region, hss.run.dry_run, hss.run.simulated)",
            "test.lua\tproject-1\thttp://hss.test\tnil\tfalse\tfalse\n"
        ),
        Snippet(
            "hss.run.id",
            "print(#hss.run.id, hss.run.id:match('^20261124T010000Z%-%x+$') == hss.run.id)",
            "25\ttrue\n"
        ),
        Snippet("hss.version", "print(hss.version)", "\(HSSVersion.current)\n"),
        Snippet("tostring", "print(hss, hss.time, hss.run, hss.enum)", "hss\thss.time\thss.run\thss.enum\n"),
        Snippet(
            "chunks",
            "for part in hss.chunks({ 1, 2, 3, 4, 5 }, 2) do io.write(#part, ':', table.concat(part, ','), ' ') end",
            "2:1,2 2:3,4 1:5 "
        ),
        Snippet("chunks of nothing", "for _ in hss.chunks({}, 2) do print('never') end", ""),
        Snippet(
            "chunks of a list of hss.enum",
            "for part in hss.chunks(hss.enum.severity_level, 3) do io.write(part[1], #part, ' ') end",
            "Security3 High1 "
        ),
        Snippet("chunks larger than the list", "print(#hss.chunks({ 1, 2 }, math.maxinteger)())", "2\n"),
        Snippet(
            "a chunk is the script's own",
            "local l = { 1 } local c = hss.chunks(l, 1)() c[1] = 2 print(l[1])",
            "1\n"
        ),
    ]

    @Test(arguments: values)
    func `it gives`(_ snippet: Snippet) async throws {
        try await ScriptUnderTest().expect(snippet.source, prints: snippet.output)
    }

    @Test(arguments: [
        ("hss.exprot{}", "hss has no 'exprot'; did you mean 'export'?"),
        ("print(hss.wiat)", "hss has no 'wiat'; did you mean 'wait'?"),
        ("print(hss.time.agp)", "hss.time has no 'agp'; did you mean 'ago'?"),
        ("print(hss.enum.severity)", "hss.enum has no 'severity'"),
        ("print(hss.enum.scan_statu)", "hss.enum has no 'scan_statu'; did you mean 'scan_status'?"),
        ("print(hss.run.projekt_id)", "hss.run has no 'projekt_id'; did you mean 'project_id'?"),
        ("print(hss.enum.severity_level.High)", "a list of enum values has no 'High'"),
        ("hss.export = print", "hss is read-only: 'export' cannot be set"),
        ("hss.mine = 1", "hss is read-only: 'mine' cannot be set"),
        ("hss.time.now = print", "hss.time is read-only: 'now' cannot be set"),
        ("hss.run.id = 'x'", "hss.run is read-only: 'id' cannot be set"),
        ("hss.enum.severity_level[5] = 'Critical'", "a list of enum values is read-only: '5' cannot be set"),
        ("hss.enum.severity_level = {}", "hss.enum is read-only: 'severity_level' cannot be set"),
        ("table.insert(hss.enum.severity_level, 'Critical')", ""),
    ])
    func `a misspelt or forbidden name raises`(_ source: String, _ message: String) async throws {
        let error = try await ScriptUnderTest().run(source).report.error
        #expect(error?.kind == .script)
        #expect(message.isEmpty || error?.message == message, "\(error?.message ?? "none")")
    }

    @Test(arguments: [
        "hss", "hss.time", "hss.json", "hss.log", "hss.enum", "hss.run", "hss.enum.severity_level", "hss.json.null",
    ])
    func `it is read-only for rawset, setmetatable and table functions`(_ value: String) async throws {
        let source = """
            local function refused(...) local ok = pcall(...) return not ok end
            print(refused(rawset, \(value), "x", 1), refused(setmetatable, \(value), {}), refused(table.insert, \(value), "x"),
              refused(rawset, \(value), 1, 1), getmetatable(\(value)))
            """
        try await ScriptUnderTest().expect(source, prints: "true\ttrue\ttrue\ttrue\tfalse\n")
    }

    @Test(arguments: [
        ("hss.chunks()", "hss.chunks: argument 1 must be a list, not nil"),
        ("hss.chunks('x', 1)", "hss.chunks: argument 1 must be a list, not string"),
        ("hss.chunks({})", "hss.chunks: argument 2 must be an integer of 1 or more, not nil"),
        ("hss.chunks({}, 0)", "hss.chunks: argument 2 must be an integer of 1 or more, not 0"),
        ("hss.chunks({}, 1.5)", "hss.chunks: argument 2 must be an integer of 1 or more, not 1.5"),
        ("hss.log.info()", "hss.log.info: the message must be a string, not nil"),
        ("hss.log.warn({})", "hss.log.warn: the message must be a string, not table"),
        ("hss.log.info('x', 'y')", "hss.log.info: fields must be a table such as { namespace = name }"),
        ("hss.log.info('x', { 1 })", "hss.log.info: fields must be a table such as { namespace = name }"),
    ])
    func `wrong arguments are refused`(_ source: String, _ message: String) async throws {
        try await ScriptUnderTest().expect(source, failsWith: message)
    }

    @Test func `log writes a line of its level, with fields`() async throws {
        let source = """
            hss.log.debug("one")
            hss.log.info("two", { namespace = "a b", count = 2, ok = true, list = { 1 } })
            hss.log.warn(3)
            hss.log.error("four", {})
            """
        let logs = try await ScriptUnderTest().run(source).logs
        #expect(
            logs == ["debug: one", "info: two count=2 list=[1] namespace=a b ok=true", "warning: 3", "error: four"]
        )
    }
}
