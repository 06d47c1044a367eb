import HSSClient
import HSSSchema
import HSSScript
import Testing

/// `hss.images`, `hss.namespaces` and `hss.build_command_risks` (contract section 2).
@Suite(.timeLimit(.minutes(2))) struct ListFunctionTests {
    static let walks = [
        Snippet("a loop", "local n = 0 for image in hss.images{} do n = n + 1 end print(n)", "100\n"),
        Snippet(
            "a loop with small pages",
            "local ids, n = {}, 0 for i in hss.images{ limit = 7 } do n = n + 1 ids[i.id] = true end print(n) "
                + "for _ in pairs(ids) do n = n - 1 end print(n)",
            "100\n0\n"
        ),
        Snippet("nothing given", "local n = 0 for _ in hss.images() do n = n + 1 end print(n)", "100\n"),
        Snippet("nil given", "local n = 0 for _ in hss.images(nil) do n = n + 1 end print(n)", "100\n"),
        Snippet(
            "by hand",
            "local next_image, n = hss.images{}, 0 while next_image() do n = n + 1 end print(n, next_image(), next_image())",
            "100\tnil\tnil\n"
        ),
        Snippet("a result only", "local t = { hss.images{} } print(#t, type(t[1]))", "1\tfunction\n"),
        Snippet("nothing at all", "for _ in hss.images{ namespace = 'no-such' } do print('never') end", ""),
        Snippet(
            "in a coroutine of the script's own",
            """
            local function shop() for i in hss.images{ namespace = "shop" } do coroutine.yield(i.namespace) end end
            local n, all = 0, true
            for namespace in coroutine.wrap(shop) do n, all = n + 1, all and namespace == "shop" end
            print(n > 0, all)
            """,
            "true\ttrue\n"
        ),
        Snippet(
            "two at once",
            """
            local one, other, n = hss.images{ limit = 10 }, hss.images{ family = "cicd", limit = 10 }, 0
            while true do
                local a, b = one(), other()
                if not a and not b then break end
                n = n + (a and 1 or 0) + (b and 1 or 0)
            end
            print(n > 100)
            """,
            "true\n"
        ),
        Snippet(
            "one inside the other",
            "local n = 0 for a in hss.images{ limit = 50 } do for b in hss.images{ namespace = a.namespace ~= '' and "
                + "a.namespace or 'shop' } do n = n + 1 break end end print(n)",
            "100\n"
        ),
        Snippet(
            "sorted namespaces",
            "local names = hss.namespaces{} local copy = table.move(names, 1, #names, 1, {}) table.sort(copy) "
                + "print(#names, table.concat(names, ',') == table.concat(copy, ','), names[1] ~= '')",
            "5\ttrue\ttrue\n"
        ),
        Snippet("namespaces without filters", "print(#hss.namespaces())", "5\n"),
        Snippet("no namespaces", "print(#hss.namespaces{ namespace = 'no-such' })", "0\n"),
        Snippet(
            "risks",
            "local n, levels = 0, {} for risk in hss.build_command_risks{ image_type = 'registry', risk_level = 'high' } do "
                + "n = n + 1 levels[risk.risk_level] = #risk.rule_id > 0 end print(n > 0, levels.high, next(levels) == 'high')",
            "true\ttrue\ttrue\n"
        ),
    ]

    @Test(arguments: walks)
    func `a list gives`(_ snippet: Snippet) async throws {
        try await ScriptUnderTest.withService().expect(snippet.source, prints: snippet.output)
    }

    static let refusals: [(source: String, function: String, violations: String)] = [
        ("hss.images{ namspace = 'x' }", "hss.images", "namspace unknown namespace"),
        ("hss.images{ famly = 'local' }", "hss.images", "famly unknown family"),
        ("hss.images{ family = 'locals' }", "hss.images", "family enum local"),
        ("hss.images{ family = 7, limit = 0 }", "hss.images", "family type nil,limit range nil"),
        ("hss.images{ family = 'local', namespace = 'x' }", "hss.images", "namespace unknown nil"),
        ("hss.images{ family = 'local', limit = 9 }", "hss.images", "limit range nil"),
        ("hss.images{ family = 'cicd', limit = 201 }", "hss.images", "limit range nil"),
        ("hss.images{ offset = 10 }", "hss.images", "offset unknown nil"),
        ("hss.images{ latest_version = 'true' }", "hss.images", "latest_version type nil"),
        ("hss.images('shop')", "hss.images", " type nil"),
        ("hss.images{ 'shop' }", "hss.images", " type nil"),
        ("hss.images(setmetatable({}, { __index = { namespace = 'x' } }))", "hss.images", " type nil"),
        ("hss.namespaces{ family = 'cicd' }", "hss.namespaces", "family unknown nil"),
        ("hss.namespaces('x')", "hss.namespaces", " type nil"),
        ("hss.build_command_risks{}", "hss.build_command_risks", "image_type required nil"),
        ("hss.build_command_risks()", "hss.build_command_risks", "image_type required nil"),
        (
            "hss.build_command_risks{ image_type = 'CICD', risk_levl = 'high' }", "hss.build_command_risks",
            "image_type enum cicd,risk_levl unknown risk_level"
        ),
    ]

    @Test(arguments: refusals)
    func `wrong filters raise where the list is asked for, and nothing is sent`(
        _ source: String,
        _ function: String,
        _ violations: String
    ) async throws {
        let test = try ScriptUnderTest.withService()
        let script = """
            local ok, e = pcall(function()

                local list = \(source)
            end)
            local all = {}
            for i, v in ipairs(e.violations or {}) do all[i] = v.field .. " " .. v.code .. " " .. tostring(v.suggestion) end
            print(ok, e.kind, e.sent, e.where, table.concat(all, ","))
            print(e.message)
            """
        let ended = try await test.run(script)
        let lines = ended.output.split(separator: "\n")
        #expect(lines.first == "false\targument\tfalse\ttest.lua:3\t\(violations)")
        #expect(lines.last?.hasPrefix("\(function): ") == true)
        #expect(lines.last?.hasSuffix("in the filters") == true)
        #expect(test.transport.calls.isEmpty)
    }

    @Test func `a filter that is wrong and not caught ends the run with 65`() async throws {
        let report = try await ScriptUnderTest().run("for i in hss.images{ namspace = 'x' } do end").report
        #expect(report.exitStatus.code == 65)
        #expect(report.error?.place == "test.lua:1")
        #expect(report.failures.isEmpty, "no export failed")
    }

    @Test func `each family asks its own list, page by page`() async throws {
        let test = try ScriptUnderTest.withService()
        let source = """
            for _, family in ipairs{ "registry", "local", "cicd" } do
                for image in hss.images{ family = family, limit = 50, enterprise_project_id = "e1" } do end
            end
            """
        #expect(try await test.run(source).report.error == nil)
        let paths = test.transport.lists.map(\.path)
        #expect(
            Set(paths) == [
                "/v5/project-1/image/registries/images", "/v5/project-1/image/local-repositories",
                "/v5/project-1/image/cicd/images",
            ]
        )
        #expect(test.transport.lists.allSatisfy { $0.query.contains("limit=50") })
        #expect(test.transport.lists.allSatisfy { $0.query.contains("enterprise_project_id=e1") })
        #expect(!test.transport.lists.contains { $0.query.contains("family") })
    }

    @Test func `what a script lists is no creation`() async throws {
        let test = try ScriptUnderTest.withService()
        let source = """
            hss.namespaces{}
            for image in hss.images{} do break end
            for risk in hss.build_command_risks{ image_type = "cicd" } do break end
            """
        let report = try await test.run(source).report
        #expect(report.status == .ok)
        #expect(report.tasks.isEmpty)
        #expect(report.failures.isEmpty)
        #expect(report.warnings.isEmpty)
        #expect(report.httpCalls == test.transport.calls.count)
    }

    static let oddities: [(pages: [(total: Int, ids: [Int64])], given: String, warnings: [String])] = [
        ([(4, [1, 2]), (4, [2, 3])], "1 2 3", ["a row came twice and was left out"]),
        ([(5, [1, 2]), (3, [3])], "1 2 3", ["the list shrank from 5 to 3 rows"]),
        ([(9, [1, 2]), (9, [])], "1 2", ["the list ended after 2 rows, though HSS counts 9"]),
        (
            [(9, [1, 2]), (9, [1, 2]), (9, [1, 2]), (9, [1, 2])], "1 2",
            ["2 rows came twice", "2 rows came twice", "the list ended after 2 rows"]
        ),
    ]

    @Test(arguments: oddities)
    func `a list that changes ends, repeats nothing, and warns in the results`(
        _ pages: [(total: Int, ids: [Int64])],
        _ given: String,
        _ warnings: [String]
    ) async throws {
        var test = ScriptUnderTest()
        test.transport = .pages(pages)
        let source = """
            local ids = {}
            for image in hss.images{ limit = 2 } do ids[#ids + 1] = image.id end
            print(table.concat(ids, " "))
            """
        let ended = try await test.run(source)
        #expect(ended.report.error == nil)
        #expect(ended.output == given + "\n")
        #expect(ended.report.warnings.count == warnings.count, "\(ended.report.warnings)")
        for (told, wanted) in zip(ended.report.warnings, warnings) {
            #expect(told.hasPrefix("hss.images: ") && told.contains(wanted), "\(told)")
        }
        #expect(ended.logs.filter { $0.hasPrefix("warning: hss.images: ") }.count == warnings.count)
        #expect(ended.report.status == .ok, "a warning is no failure")
    }
}
