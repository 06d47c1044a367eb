import HSSClient
import HSSSchema
import HSSScript
import Testing

/// `hss.map` (contract section 2): the list's order, the bound, and what a failure does.
@Suite(.timeLimit(.minutes(2))) struct MapTests {
    static let results = [
        Snippet(
            "results in the list's order",
            "print(table.concat(hss.map({ 3, 1, 2 }, function(n) hss.sleep(n) return n * 10 end), ' '))",
            "30 10 20\n"
        ),
        Snippet(
            "an empty list",
            "print(#hss.map({}, error), #select(2, hss.map({}, error, { on_error = 'collect' })))",
            "0\t0\n"
        ),
        Snippet("item and index", "hss.map({ 'a', 'b' }, function(...) print(...) end)", "a\t1\nb\t2\n"),
        Snippet("the first result counts", "print(hss.map({ 1 }, function() return 'a', 'b' end)[1])", "a\n"),
        Snippet(
            "nil results are holes",
            "local r = hss.map({ 1, 2, 3 }, function(n) if n ~= 2 then return n end end) print(r[1], r[2], r[3])",
            "1\tnil\t3\n"
        ),
        Snippet("false is a result", "print(hss.map({ 1 }, function() return false end)[1])", "false\n"),
        Snippet("false is an item", "print(hss.map({ false, true }, function(v) return not v end)[1])", "true\n"),
        Snippet(
            "a list of hss.enum",
            "print(table.concat(hss.map(hss.enum.severity_level, string.upper), ' '))",
            "SECURITY LOW MEDIUM HIGH\n"
        ),
        Snippet("hss.export itself", "print(#hss.map({ hss.filter\(ScriptUnderTest.request()) }, hss.export))", "1\n"),
        Snippet(
            "nested",
            "print(hss.json.encode(hss.map({ 1, 2 }, function(a) return hss.map({ 1, 2, 3 }, function(b) hss.sleep(1) return a * b end) end)))",
            "[[1,2,3],[2,4,6]]\n"
        ),
        Snippet(
            "in a coroutine",
            "print(coroutine.wrap(function() return hss.map({ 1 }, function(n) hss.sleep(1) return n end)[1] end)())",
            "1\n"
        ),
        Snippet(
            "without options",
            "print(#hss.map({ 1, 2 }, function(n) return n end, nil), select('#', hss.map({}, print)))",
            "2\t1\n"
        ),
        Snippet("concurrency of 1", "print(#hss.map({ 1, 2 }, function(n) return n end, { concurrency = 1 }))", "2\n"),
        Snippet(
            "a concurrency beyond the list",
            "print(#hss.map({ 1, 2 }, function(n) return n end, { concurrency = 1000000 }))",
            "2\n"
        ),
        Snippet(
            "the list may grow meanwhile",
            "local l = { 1, 2 } hss.map(l, function(n) l[#l + 1] = n end) print(#l)",
            "4\n"
        ),
    ]

    @Test(arguments: results)
    func `map gives`(_ snippet: Snippet) async throws {
        try await ScriptUnderTest().expect(snippet.source, prints: snippet.output)
    }

    @Test(arguments: [
        ("hss.map()", "hss.map: argument 1 must be a list, not nil"),
        ("hss.map('abc', print)", "hss.map: argument 1 must be a list, not string"),
        ("hss.map(hss.filter{}, print)", "hss.map: argument 1 must be a list, not Filter"),
        ("hss.map({})", "hss.map: argument 2 must be a function, not nil"),
        ("hss.map({}, {})", "hss.map: argument 2 must be a function, not table"),
        ("hss.map({}, print, 4)", "hss.map: options must be a table such as { concurrency = 4 }, not number"),
        (
            "hss.map({}, print, { concurency = 4 })",
            "hss.map: there is no option \"concurency\"; there are concurrency and on_error"
        ),
        ("hss.map({}, print, { concurrency = 0 })", "hss.map: concurrency must be an integer of 1 or more"),
        ("hss.map({}, print, { concurrency = 1.5 })", "hss.map: concurrency must be an integer of 1 or more"),
        ("hss.map({}, print, { concurrency = '4' })", "hss.map: concurrency must be an integer of 1 or more"),
        ("hss.map({}, print, { on_error = 'ignore' })", "hss.map: on_error must be \"stop\" or \"collect\""),
    ])
    func `wrong arguments are refused`(_ source: String, _ message: String) async throws {
        try await ScriptUnderTest().expect(source, failsWith: message)
    }

    @Test(arguments: [(1, 8), (3, 8), (64, 64), (64, 8), (20, 64)])
    func `never more in flight than its concurrency, nor than the run's`(_ width: Int, _ limit: Int) async throws {
        var test = ScriptUnderTest()
        test.configure = { configuration in
            configuration.client.concurrency = limit
            configuration.client.pace = .none
        }
        test.transport = FakeTransport(holds: true)
        let transport = test.transport
        let most = min(width, limit)
        let source = """
            local items = {}
            for i = 1, 100 do items[i] = i end
            local tasks = hss.map(items, function() return hss.export\(ScriptUnderTest.request()) end, { concurrency = \(width) })
            print(#tasks)
            """
        let ended = try await test.run(source) { _, _ in
            for number in 1...100 {
                await transport.arrival(of: min(100, number - 1 + most))
                transport.release(number)
            }
        }
        #expect(ended.output == "100\n")
        #expect(test.transport.mostInFlight == most)
    }

    @Test func `the first failure stops new work and waits for what is in flight`() async throws {
        var test = ScriptUnderTest()
        test.clock = VirtualClock()
        let clock = test.clock
        let source = """
            local ok, e = pcall(hss.map, { "a", "b", "c", "d", "e" }, function(item)
              print("start " .. item)
              if item == "b" then hss.sleep(1) print("fails " .. item) error("no " .. item) end
              hss.sleep(2)
              print("end " .. item)
            end, { concurrency = 3 })
            print(ok, e.kind, e.message, e.where, e.index, e.item, tostring(e))
            """
        let ended = try await test.run(source) { _, talk in
            await clock.waitForSleepers(3)
            clock.advance(by: .seconds(1))
            // Two that wake at different times may be seen in either order by a thread that was busy.
            await talk.says("fails b")
            clock.advance(by: .seconds(1))
        }
        #expect(
            ended.output == """
                start a
                start b
                start c
                fails b
                end a
                end c
                false\tscript\tno b\ttest.lua:3\t2\tb\ttest.lua:3: no b

                """
        )
    }

    static let collected = [
        Snippet("a string", "error('boom')", "script boom test.lua:1: boom test.lua:1"),
        Snippet("a string without a place", "error('boom', 0)", "script boom boom nil"),
        Snippet("a table", "error({ code = 7 })", "script"),
        Snippet("a number", "error(7)", "script"),
        Snippet("nil", "error()", "script"),
        Snippet("a host's error", "hss.export{}", "argument hss.export: 3 problems in the request nil test.lua:1"),
        Snippet("a runtime error", "local t; t.x = 1", "script attempt to index a nil value (local 't')"),
    ]

    @Test(arguments: collected)
    func `collect gives an error object for`(_ snippet: Snippet) async throws {
        let source = """
            local results, errors = hss.map({ "a", "b", "c" }, function(item) if item == "b" then \(snippet.source) end return item end, { on_error = "collect" })
            local e = errors[2]
            print(results[1], results[2], results[3], errors[1], errors[3], e.index, e.item)
            print(e.kind, e.message, e.value, e.where)
            """
        let ended = try await ScriptUnderTest().run(source)
        #expect(ended.report.error == nil, "\(ended.report.error?.message ?? "")")
        let lines = ended.output.split(separator: "\n")
        #expect(lines.first == "a\tnil\tc\tnil\tnil\t2\tb")
        #expect(lines.last?.replacing("\t", with: " ").hasPrefix(snippet.output) == true, "\(ended.output)")
    }

    @Test func `collect runs everything, and the value is the very value`() async throws {
        let source = """
            local mine = { code = 7 }
            local results, errors = hss.map({ 1, 2, 3, 4 }, function(n) if n % 2 == 0 then error(mine) end return n end,
              { on_error = "collect", concurrency = 2 })
            print(results[1], results[3], errors[2].value == mine, errors[4].value == mine)
            print(pcall(error, errors[2]))
            """
        let ended = try await ScriptUnderTest().run(source)
        #expect(ended.output.hasPrefix("1\t3\ttrue\ttrue\nfalse\t"), "\(ended.output)")
    }

    @Test func `one error object raised for two items is told apart`() async throws {
        let source = """
            local _, shared = pcall(hss.export, {})
            local _, errors = hss.map({ "a", "b" }, function() error(shared) end, { on_error = "collect" })
            print(errors[1].index, errors[1].item, errors[2].index, errors[2].item, shared.index)
            """
        try await ScriptUnderTest().expect(source, prints: "1\ta\t2\tb\tnil\n")
    }

    @Test func `an uncaught failure of an item ends the run with its kind`() async throws {
        let report = try await ScriptUnderTest().run("hss.map({ 'x' }, function() hss.export{} end)").report
        #expect(report.exitStatus.code == 65)
        #expect(report.error?.details.map { "\($0.name)=\($0.value)" } == ["index=1", "item=x"])
    }
}
