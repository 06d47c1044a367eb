import HSSClient
import HSSSchema
import HSSScript
import Testing

/// Images and other rows as values of a script.
@Suite(.timeLimit(.minutes(2))) struct ListFunctionRowTests {
    /// One image of each family, as the service gives it, with members that are null, nested, or not documented.
    private static func test(_ row: JSONObject) -> ScriptUnderTest {
        var test = ScriptUnderTest()
        test.transport = FakeTransport { (_, call) throws(TransportFailure) in
            if call.method == .post { return .json(["task_id": "task-1"]) }
            return .json(["total_num": 1, "data_list": .array([.object(row)])])
        }
        return test
    }

    private static let registry: JSONObject = [
        "id": 7, "image_id": "sha-7", "namespace": "shop", "image_name": "web", "image_version": "1.2",
        "vul_num": .null,
        "registry_id": "", "image_size": 9_007_199_254_740_993, "latest_version": false, "brand_new": "x",
        "association_images": .array([.object(["id": 8, "image_name": "web", "image_version": .null])]),
    ]
    private static let local: JSONObject = ["image_id": "sha-l", "image_name": "shop/web", "image_version": "2"]
    private static let cicd: JSONObject = [
        "image_id": "sha-c", "image_name": "web", "image_version": "3", "namespace": "", "cicd_name": "build",
    ]

    private static let take = "local image = hss.images{}() "

    static let registryReads = [
        Snippet("fields", "print(image.id, image.namespace, image.latest_version)", "7\tshop\tfalse\n"),
        Snippet("large integers", "print(image.image_size)", "9007199254740993\n"),
        Snippet("the id for exports", "print(image.export_id, math.type(image.export_id))", "7\tnil\n"),
        Snippet("no type for exports", "print(image.export_image_type)", "nil\n"),
        Snippet("null as nil", "print(image.vul_num)", "nil\n"),
        Snippet("what was left out as nil", "print(image.severity_level, image.instance_name)", "nil\tnil\n"),
        Snippet("what is not documented", "print(image.brand_new)", "x\n"),
        Snippet("empty text as it is", "print(image.registry_id == '')", "true\n"),
        Snippet("a name", "print(image, tostring(image))", "shop/web:1.2\tshop/web:1.2\n"),
        Snippet(
            "pairs",
            "local n = 0 for k, v in pairs(image) do n = n + 1 assert(image[k] == v) end print(n)",
            "11\n"
        ),
        Snippet(
            "JSON",
            "local t = hss.json.decode(hss.json.encode(image)) print(t.id, t.export_id, t.vul_num, t.association_images[1].id)",
            "7\t7\tnil\t8\n"
        ),
        Snippet("a nested list", "print(#image.association_images, image.association_images[1].id)", "1\t8\n"),
        Snippet(
            "in a nested row, null and what was left out as nil",
            "local a = image.association_images[1] print(a.image_version, a.image_digest, a)",
            "nil\tnil\tweb\n"
        ),
        Snippet("no end of a nested list", "print(image.association_images[2], #image.association_images)", "nil\t1\n"),
        Snippet(
            "ipairs of a nested list",
            "for i, a in ipairs(image.association_images) do print(i, a.id) end",
            "1\t8\n"
        ),
        Snippet(
            "map of a nested list",
            "print(hss.map(image.association_images, function(a) return a.id end)[1])",
            "8\n"
        ),
        Snippet("a type of its own", "print(type(image), getmetatable(image))", "userdata\tfalse\n"),
    ]

    @Test(arguments: registryReads)
    func `a registry image gives`(_ snippet: Snippet) async throws {
        try await Self.test(Self.registry).expect(Self.take + snippet.source, prints: snippet.output)
    }

    @Test(arguments: [
        ("image.namspace", "a registry image has no 'namspace'; did you mean 'namespace'?"),
        ("image.host_name", "a registry image has no 'host_name'"),
        ("image[1]", "a registry image has no '1'"),
        ("image.export_ids", "a registry image has no 'export_ids'; did you mean 'export_id'?"),
        ("image.association_images[1].image_nam", "a part of a row has no 'image_nam'; did you mean 'image_name'?"),
        ("image.association_images.image_name", "this list has no 'image_name'"),
    ])
    func `a field that no image has raises`(_ read: String, _ message: String) async throws {
        let source = "\(Self.take)\nprint(pcall(function() return \(read) end))"
        let output = try await Self.test(Self.registry).run(source).output
        #expect(output.hasPrefix("false\ttest.lua:2: \(message)"), "\(output)")
    }

    @Test(arguments: [
        "image.id = 1", "image.more = 1", "rawset(image, 'id', 1)", "image.association_images[1] = nil",
        "image.association_images[2] = image", "image.association_images[1].id = 1",
        "table.insert(image.association_images, 1)", "table.remove(image.association_images)",
        "table.sort(image.association_images, function() return true end) image.association_images[1] = 2",
        "setmetatable(image, {})", "image.export_id = 'x'",
    ])
    func `a row cannot be changed`(_ change: String) async throws {
        let source = """
            \(Self.take)
            print((pcall(function() \(change) end)))
            print(image.id, image.export_id, #image.association_images, image.association_images[1].id)
            """
        try await Self.test(Self.registry).expect(source, prints: "false\n7\t7\t1\t8\n")
    }

    @Test func `local and pipeline images have ids and types of their own`() async throws {
        let read = "print(image.export_id, image.export_image_type, image)"
        try await Self.test(Self.local).expect(
            "local image = hss.images{ family = 'local' }() \(read)",
            prints: "sha-l\tlocal_image\tshop/web:2\n"
        )
        try await Self.test(Self.cicd).expect(
            "local image = hss.images{ family = 'cicd' }() \(read)",
            prints: "sha-c\tcicd\tweb:3\n"
        )
    }

    @Test func `an image without an id cannot be exported, and says so`() async throws {
        let source = """
            local image = hss.images{}()
            print(image.export_id)
            local ok, e = pcall(hss.export, { operate_all = false, export_size = 1, security_report_type = "apps",
                image_id_list = { image } })
            print(ok, e.kind, e.violations[1].field, e.violations[1].code)
            """
        try await Self.test(["image_name": "web"]).expect(
            source,
            prints: "nil\nfalse\targument\timage_id_list[1]\ttype\n"
        )
    }

    @Test func `a risk is a row of its own class`() async throws {
        let row: JSONObject = ["rule_id": "r1", "risk_name": "adds a secret", "risk_level": "high"]
        let source = """
            local risk = hss.build_command_risks{ image_type = "cicd" }()
            print(risk, risk.rule_id, risk.image_num)
            print(pcall(function() return risk.export_id end))
            """
        let output = try await Self.test(row).run(source).output
        #expect(output == "adds a secret\tr1\tnil\nfalse\ttest.lua:3: a build command risk has no 'export_id'\n")
    }
}
