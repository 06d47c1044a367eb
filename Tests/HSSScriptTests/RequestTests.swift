import HSSClient
import HSSSchema
import HSSScript
import Testing

/// What becomes of the values that a script puts into a request (contract sections 2 and 3).
@Suite(.timeLimit(.minutes(2))) struct RequestTests {
    /// Prints each violation of a request as "field code".
    static let show = """
        local function show(request)
          local ok, violations = hss.validate(request)
          if ok then return print(ok, violations) end
          local lines = {}
          for i, v in ipairs(violations) do lines[i] = v.field .. " " .. v.code end
          print(table.concat(lines, ", "))
        end
        local base = hss.filter{ operate_all = true, export_size = 100, security_report_type = "malwares" }

        """

    static let requests = [
        Snippet("valid", "show\(ScriptUnderTest.request())", "true\tnil\n"),
        Snippet("nothing", "show()", " type\n"),
        Snippet("a string", "show('x')", " type\n"),
        Snippet("a number", "show(1)", " type\n"),
        Snippet("a function", "show(print)", " type\n"),
        Snippet("a list", "show({ 1, 2 })", " type\n"),
        Snippet(
            "an empty table",
            "show({})",
            "export_size required, security_report_type required, operate_all required\n"
        ),
        Snippet(
            "all problems at once, in order",
            "show{ zzz = 1, aaa = 2, enterprise_project_id = '', operate_all = 1, image_id_list = {}, namespace = 7 }",
            "export_size required, security_report_type required, image_id_list empty, operate_all type, namespace type, "
                + "enterprise_project_id empty, aaa unknown, zzz unknown\n"
        ),
        Snippet(
            "positional values beside fields",
            "show{ 'x', export_size = 1 }",
            "security_report_type required, operate_all required, [1] unknown\n"
        ),
        Snippet("NaN", "show(base{ export_size = 0/0 })", "export_size type\n"),
        Snippet("infinity", "show(base{ image_size = 1/0 })", "image_size type\n"),
        Snippet("2^63", "show(base{ image_size = 2^63 })", "image_size range\n"),
        Snippet("the largest integer", "show(base{ image_size = math.maxinteger })", "true\tnil\n"),
        Snippet("beyond int32", "show(base{ export_size = 2^31 })", "export_size range\n"),
        Snippet("a fraction", "show(base{ export_size = 1.5 })", "export_size type\n"),
        Snippet("a float that is an integer", "show(base{ export_size = 100.0 })", "true\tnil\n"),
        Snippet("a numeral", "show(base{ export_size = '100' })", "export_size type\n"),
        Snippet("seconds", "show(base{ start_latest_scan_time = 1753999999 })", "start_latest_scan_time range\n"),
        Snippet("NUL", "show(base{ namespace = 'a\\0b' })", "namespace type\n"),
        Snippet("invalid UTF-8", "show(base{ namespace = 'a\\xFFb' })", "namespace type\n"),
        Snippet("null", "show(base{ namespace = hss.json.null })", "namespace type\n"),
        Snippet(
            "a table that holds itself",
            "local t = {} t[1] = t show{ operate_all = true, export_size = 1, security_report_type = 'apps', image_id_list = t }",
            "image_id_list[1] type\n"
        ),
        Snippet(
            "a request that holds itself",
            "local t = {} t.namespace = t show(t)",
            "export_size required, security_report_type required, operate_all required, namespace type\n"
        ),
        Snippet(
            "deep nesting",
            "local t = {} for i = 1, 100 do t = { t } end show{ operate_all = true, export_size = 1, security_report_type = 'apps', image_id_list = t }",
            "image_id_list[1] type\n"
        ),
        Snippet("a hole", "show(base{ image_id_list = { '1', nil, '3' } })", "image_id_list type\n"),
        Snippet("other keys in a list", "show(base{ image_id_list = { '1', x = '2' } })", "image_id_list type\n"),
        Snippet(
            "integers for ids",
            "show(base{ image_id_list = { '1', 2, '' } })",
            "image_id_list[2] type, image_id_list[3] empty\n"
        ),
        Snippet("__index", "show(setmetatable({}, { __index = { operate_all = true } }))", " type\n"),
        Snippet("__pairs", "show(setmetatable({}, { __pairs = function() return next, {} end }))", " type\n"),
        Snippet(
            "another metatable",
            "show(setmetatable(\(ScriptUnderTest.request()), { __name = 'x' }))",
            "true\tnil\n"
        ),
        Snippet(
            "__index in a list",
            "show{ operate_all = true, export_size = 1, security_report_type = 'apps', image_id_list = setmetatable({ '1' }, { __index = { '1' } }) }",
            "image_id_list type\n"
        ),
        Snippet("no ids", "show(base{ operate_all = false })", "image_id_list conflict\n"),
        Snippet(
            "times the wrong way round",
            "show(base{ start_latest_scan_time = hss.time.now(), end_latest_scan_time = hss.time.ago{ days = 1 } })",
            "start_latest_scan_time conflict\n"
        ),
    ]

    @Test(arguments: requests)
    func `validate says of`(_ snippet: Snippet) async throws {
        let test = ScriptUnderTest()
        try await test.expect(Self.show + snippet.source, prints: snippet.output)
        #expect(test.transport.calls.isEmpty)
    }

    @Test func `hss.validate and hss.export find the same`() async throws {
        let source = """
            for _, request in ipairs{ {}, { operate_all = 1 }, { 1 }, { security_report_type = "malware" } } do
              local _, violations = hss.validate(request)
              local ok, e = pcall(hss.export, request)
              assert(hss.json.encode(violations) == hss.json.encode(e.violations))
              print(ok, e.kind, e.sent, #e.violations, e.where)
            end
            print(hss.validate("x"))
            """
        let test = ScriptUnderTest()
        let ended = try await test.run(source)
        let lines = ended.output.split(separator: "\n")
        #expect(
            lines.prefix(4) == [
                "false\targument\tfalse\t3\ttest.lua:3", "false\targument\tfalse\t3\ttest.lua:3",
                "false\targument\tfalse\t1\ttest.lua:3", "false\targument\tfalse\t3\ttest.lua:3",
            ]
        )
        #expect(lines.last?.hasPrefix("nil\ttable: ") == true)
        #expect(test.transport.calls.isEmpty)
        #expect(ended.report.failures.count == 4)
    }

    @Test func `a violation has its parts`() async throws {
        let source = """
            local _, violations = hss.validate{ operate_all = true, export_size = 1, security_report_type = "Malware" }
            local v = violations[1]
            print(v.field, v.code, v.message, v.got, v.suggestion)
            print(v.expected)
            """
        try await ScriptUnderTest().expect(
            source,
            prints: """
                security_report_type\tenum\t"Malware" is not a documented value\t"Malware"\tmalwares
                one of: "malwares", "apps", "files", "sensitive-info", "non-compliant-app", "build-command-risks"

                """
        )
    }

    @Test func `a million ids are refused or sent whole, never in part`() async throws {
        let test = ScriptUnderTest()
        let source = """
            local ids = {}
            for i = 1, 1000000 do ids[i] = ("id-%07d"):format(i) end
            print(pcall(hss.export, { operate_all = false, image_id_list = ids, export_size = 1, security_report_type = "apps" }))
            local few = table.move(ids, 1, 100000, 1, {})
            print(hss.export{ operate_all = false, image_id_list = few, export_size = 1, security_report_type = "apps" })
            """
        let ended = try await test.run(source)
        #expect(
            ended.output.hasPrefix("false\ttest.lua:3: hss.export: 1 problem in the request\ntask-1\n"),
            "\(ended.output)"
        )
        #expect(test.transport.bodies.first?["image_id_list"]?.arrayValue?.count == 100_000)
    }

    @Test func `200,000 unknown fields are counted, and a hundred listed`() async throws {
        let source = """
            local request = {}
            for i = 1, 200000 do request["k" .. i] = i end
            local ok, e = pcall(hss.export, request)
            print(ok, e.kind, #e.violations, e.violations.more, e.message)
            """
        try await ScriptUnderTest().expect(
            source,
            prints: "false\targument\t100\t199903\thss.export: 200003 problems in the request\n"
        )
    }

    static let options = [
        Snippet(
            "must that is there",
            "print(hss.export(base{ namespace = 'x' }, { must = { 'namespace' } }))",
            "task-1\n"
        ),
        Snippet("must that is nil", "print(pcall(hss.export, base, { must = { 'namespace' } }))", "namespace required"),
        Snippet(
            "must of an unknown name",
            "print(pcall(hss.export, base, { must = { 'namespce' } }))",
            "namespce required"
        ),
        Snippet(
            "unchecked enum value",
            "print(hss.export(base{ image_type = 'new' }, { unchecked = { 'image_type' } }))",
            "task-1\n"
        ),
        Snippet(
            "unchecked, wrong type",
            "print(pcall(hss.export, base{ image_type = 1 }, { unchecked = { 'image_type' } }))",
            "image_type type"
        ),
        Snippet(
            "unchecked new field",
            "print(pcall(hss.export, { operate_all = true, export_size = 1, security_report_type = 'apps', later = { 1 } }, { unchecked = { 'later' } }))",
            "true\ttask-1\n"
        ),
    ]

    @Test(arguments: options)
    func `an option decides`(_ snippet: Snippet) async throws {
        let pcall = """
            local pcall = function(...)
              local r = table.pack(pcall(...))
              if r[1] then return table.unpack(r) end
              return r[2].violations[1].field .. " " .. r[2].violations[1].code
            end

            """
        let ended = try await ScriptUnderTest().run(Self.show + pcall + snippet.source)
        #expect(ended.output.trimmingNewline == snippet.output.trimmingNewline)
    }

    @Test func `unchecked fields are sent as they are`() async throws {
        let test = ScriptUnderTest()
        _ = try await test.run(
            "hss.export({ operate_all = true, export_size = 1, security_report_type = 'apps', later = { a = { 1, 2.5 } } }, { unchecked = { 'later' } })"
        )
        #expect(test.transport.bodies.first?["later"] == ["a": [1, 2.5]])
    }

    @Test func `warnings are listed and logged, and errors under strict`() async throws {
        let source = "print(hss.validate(request)) hss.export(request)"
        let request = "local request = \(ScriptUnderTest.request("image_id_list = { '1' }"))\n"
        var test = ScriptUnderTest()
        let ended = try await test.run(request + source)
        #expect(ended.output == "true\n")
        #expect(ended.report.warnings.count == 1)
        #expect(ended.report.warnings.first?.hasPrefix("hss.export: image_id_list: ") == true)
        #expect(ended.logs.contains { $0.hasPrefix("warning: image_id_list: ") })
        test.configure = { $0.isStrict = true }
        test.transport = FakeTransport()
        let strict = try await test.run(request + source)
        #expect(strict.report.error?.violations.map(\.field) == ["image_id_list"])
        #expect(strict.report.warnings.isEmpty)
        #expect(test.transport.calls.isEmpty)
    }
}

extension String {
    var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
