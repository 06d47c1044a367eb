import HSSClient
import HSSSchema
import HSSScript
import Testing

/// Images as `image_id_list`, in chunks and in filters (contract section 2).
@Suite(.timeLimit(.minutes(2))) struct FollowImageTests {
    /// The first images of each family, and what an export of some of them lacks.
    private static let prologue = """
        local function take(family, count)
            local images = {}
            for image in hss.images{ family = family, limit = 10 } do
                images[#images + 1] = image
                if #images == count then break end
            end
            return images
        end
        local registry, hosts, builds = take("registry", 3), take("local", 3), take("cicd", 3)
        local function export(list, more)
            local request = { operate_all = false, export_size = 1, security_report_type = "apps", image_id_list = list }
            for name, value in pairs(more or {}) do request[name] = value end
            return hss.export(request)
        end
        local function try(...)
            local ok, e = pcall(export, ...)
            if ok then return "created" end
            local all = {}
            for i, v in ipairs(e.violations or {}) do all[i] = v.field .. " " .. v.code end
            return e.kind .. ": " .. table.concat(all, ",")
        end

        """

    private static let ids = "local ids = {} for i, image in ipairs(registry) do ids[i] = image.export_id end\n"

    static let exports: [(name: String, source: String, ids: String, type: String?)] = [
        ("registry images", "export(registry)", "registry", nil),
        ("local images", "export(hosts)", "hosts", "local_image"),
        ("pipeline images", "export(builds)", "builds", "cicd"),
        ("local images whose type is given", "export(hosts, { image_type = 'local_image' })", "hosts", "local_image"),
        ("registry images of one kind", "export(registry, { image_type = 'harbor' })", "registry", "harbor"),
        ("images and ids", "export{ registry[1], registry[2].export_id, registry[3] }", "registry", nil),
        ("ids of images", "export{ hosts[1].export_id, hosts[2], hosts[3] }", "hosts", "local_image"),
        (
            "a filter with images",
            "hss.export(hss.filter{ image_id_list = builds, operate_all = false }"
                + "{ export_size = 1, security_report_type = 'apps' })", "builds", "cicd"
        ),
        (
            "images set in a filter that is there",
            "hss.export(hss.filter{ operate_all = false, export_size = 1, security_report_type = 'apps' }"
                + ":with{ image_id_list = hosts })", "hosts", "local_image"
        ),
        ("the request of another task", "hss.export(export(hosts).request)", "hosts", "local_image"),
        ("a chunk of a list", "export(hss.chunks(builds, 5)())", "builds", "cicd"),
        ("a chunk of an iterator", "export(hss.chunks(hss.images{ family = 'local' }, 3)())", "hosts", "local_image"),
    ]

    @Test(arguments: exports)
    func `an export takes`(_ name: String, _ source: String, _ list: String, _ type: String?) async throws {
        let test = try ScriptUnderTest.withService()
        let ended = try await test.run(
            "\(Self.prologue)\(source)\nfor _, image in ipairs(\(list)) do print(image.export_id) end"
        )
        #expect(ended.report.error == nil, "\(ended.report.error?.message ?? "")")
        let body = test.transport.bodies.last?.objectValue
        #expect(body?["image_id_list"] == .array(ended.output.split(separator: "\n").map { .string(String($0)) }))
        #expect(body?["image_type"] == type.map(JSONValue.string))
        #expect(ended.report.warnings.isEmpty)
    }

    @Test(arguments: [
        ("registry and local", "{ registry[1], hosts[1] }", "{}", "image_id_list conflict"),
        ("local and pipeline", "{ hosts[1], builds[1] }", "{}", "image_id_list conflict"),
        ("local as pipeline", "hosts", "{ image_type = 'cicd' }", "image_id_list conflict"),
        ("pipeline as registry", "builds", "{ image_type = 'private_image' }", "image_id_list conflict"),
        ("registry as local", "registry", "{ image_type = 'local_image' }", "image_id_list conflict"),
        ("an iterator", "hss.images{}", "{}", "image_id_list type"),
        ("an image alone", "registry[1]", "{}", "image_id_list type"),
        ("a risk", "{ hss.build_command_risks{ image_type = 'cicd' }() }", "{}", "image_id_list[1] type"),
        ("an image in place of a text", "{ 'x' }", "{ image_name = registry[1] }", "image_name type"),
        ("a task", "{ export(registry) }", "{}", "image_id_list[1] type"),
        ("no images", "{}", "{}", "image_id_list empty"),
    ])
    func `refused`(_ name: String, _ list: String, _ more: String, _ violation: String) async throws {
        let test = try ScriptUnderTest.withService()
        let ended = try await test.run("\(Self.prologue)print(try(\(list), \(more)))")
        #expect(ended.report.error == nil, "\(ended.report.error?.message ?? "")")
        #expect(ended.output == "argument: \(violation)\n")
        #expect(test.transport.bodies.count == (list.contains("export") ? 1 : 0))
    }

    @Test func `an iterator in a request says what it is, at the script's line`() async throws {
        let source = """
            hss.export{ operate_all = false, export_size = 1, security_report_type = "apps",
                image_id_list = hss.images{} }
            """
        let error = try #require(try await ScriptUnderTest.withService().run(source).report.error)
        #expect(error.violations.map(\.message) == ["a function is not a list of strings"])
        #expect(error.place == "test.lua:1")
    }

    @Test func `an image twice is sent, and warned of`() async throws {
        let test = try ScriptUnderTest.withService()
        let ended = try await test.run("\(Self.prologue)export{ registry[1], registry[2], registry[1].export_id }")
        #expect(ended.report.error == nil)
        #expect(ended.report.warnings.count == 1)
        #expect(ended.report.warnings.first?.contains("image_id_list") == true, "\(ended.report.warnings)")
        let strict = try await {
            var strict = test
            strict.configure = { $0.isStrict = true }
            return try await strict.run("\(Self.prologue)export{ registry[1], registry[1] }")
        }()
        #expect(strict.report.exitStatus.code == 65)
    }

    static let chunks = [
        Snippet(
            "a list",
            "for part in hss.chunks({ 1, 2, 3, 4, 5 }, 2) do print(#part, part[1]) end",
            "2\t1\n2\t3\n1\t5\n"
        ),
        Snippet("an empty list", "for part in hss.chunks({}, 2) do print(#part) end", ""),
        Snippet("an iterator", "for part in hss.chunks(hss.images{}, 40) do print(#part) end", "40\n40\n20\n"),
        Snippet("an empty iterator", "for p in hss.chunks(hss.images{ namespace = 'none' }, 3) do print(#p) end", ""),
        Snippet(
            "an iterator that fits",
            "for part in hss.chunks(hss.images{ limit = 7 }, 50) do print(#part) end",
            "50\n50\n"
        ),
        Snippet(
            "an own iterator",
            "local n = 0 for part in hss.chunks(function() n = n + 1 return n < 4 and n or nil end, 2) do print(#part) end",
            "2\n1\n"
        ),
        Snippet(
            "what comes after the end",
            "local c = hss.chunks(hss.images{}, 200) c() print(c(), c())",
            "nil\tnil\n"
        ),
        Snippet(
            "a filter's list",
            "for p in hss.chunks(hss.filter{ image_id_list = { 'a' } }.image_id_list, 2) do print(p[1]) end",
            "a\n"
        ),
    ]

    @Test(arguments: chunks)
    func `chunks of`(_ snippet: Snippet) async throws {
        try await ScriptUnderTest.withService().expect(snippet.source, prints: snippet.output)
    }

    @Test(arguments: [
        ("hss.chunks(hss.images{})", "hss.chunks: argument 2 must be an integer of 1 or more, not nil"),
        ("hss.chunks(hss.images{}, 0)", "hss.chunks: argument 2 must be an integer of 1 or more, not 0"),
        ("hss.chunks(hss.images{}, '5')", "hss.chunks: argument 2 must be an integer of 1 or more, not 5"),
        ("hss.chunks(nil, 5)", "hss.chunks: argument 1 must be a list, not nil"),
        ("hss.chunks(hss.filter{}, 5)", "hss.chunks: argument 1 must be a list, not Filter"),
    ])
    func `chunks wants a list and a number`(_ source: String, _ message: String) async throws {
        try await ScriptUnderTest.withService().expect(source, failsWith: message)
    }
}
