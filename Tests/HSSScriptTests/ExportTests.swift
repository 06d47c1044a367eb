import HSSClient
import HSSSchema
import HSSScript
import Testing

/// `hss.export{...}` (contract section 2): one call, from wherever a script makes it.
@Suite(.timeLimit(.minutes(2))) struct ExportTests {
    static let request = ScriptUnderTest.request()

    @Test func `an export sends the documented call`() async throws {
        let test = ScriptUnderTest()
        let source = """
            local task = hss.export{ security_report_type = "malwares", operate_all = true, export_size = 100.0,
              has_vul = false, namespace = "Zahlungen ü", enterprise_project_id = "e1" }
            print(task.task_id)
            """
        try await test.expect(source, prints: "task-1\n")
        let call = try #require(test.transport.calls.first)
        #expect(call.method == .post)
        #expect(call.target == "/v5/project-1/image/security-report/export-tasks?enterprise_project_id=e1")
        #expect(
            test.transport.bodies == [
                [
                    "export_size": 100, "security_report_type": "malwares", "operate_all": true,
                    "namespace": "Zahlungen ü",
                    "has_vul": false,
                ]
            ],
            "in the documented order; false is sent, what is absent is not"
        )
        #expect(call.headers.contains(HTTPField("X-Auth-Token", "test-token")))
    }

    @Test func `the enterprise project of the run serves calls that name none`() async throws {
        var test = ScriptUnderTest()
        test.configure = { $0.client.enterpriseProjectID = "run" }
        let ended = try await test.run(
            "hss.export\(Self.request) hss.export\(ScriptUnderTest.request("enterprise_project_id = '0'"))"
        )
        #expect(test.transport.calls.map(\.query) == ["enterprise_project_id=run", "enterprise_project_id=0"])
        #expect(ended.report.tasks.map(\.enterpriseProjectID) == ["run", "0"])
    }

    static let places = [
        Snippet("plain code", "print(hss.export(request))", "task-1\n"),
        Snippet("pcall", "print(pcall(hss.export, request))", "true\ttask-1\n"),
        Snippet("xpcall", "print(xpcall(hss.export, debug.traceback, request))", "true\ttask-1\n"),
        Snippet("nested pcall", "print(pcall(pcall, hss.export, request))", "true\ttrue\ttask-1\n"),
        Snippet(
            "__index",
            "local t = setmetatable({}, { __index = function(_, k) return k .. hss.export(request) end })\nprint(t.a)",
            "atask-1\n"
        ),
        Snippet(
            "__newindex",
            "local t = setmetatable({}, { __newindex = function(t, k) rawset(t, k, hss.export(request)) end })\nt.a = 1 print(t.a)",
            "task-1\n"
        ),
        Snippet(
            "__call, __add, __eq, __lt, __concat, __len, __unm",
            """
            local ids = {}
            local function call() ids[#ids + 1] = hss.export(request).task_id return true end
            local mt = { __call = call, __add = call, __eq = call, __lt = call, __concat = call, __len = call, __unm = call }
            local a, b = setmetatable({}, mt), setmetatable({}, mt)
            local _ = a(), a + b, a == b, a < b, a .. b, #a, -a
            print(#ids, ids[7])
            """,
            "7\ttask-7\n"
        ),
        Snippet(
            "__close",
            "do local c <close> = setmetatable({}, { __close = function() print(hss.export(request)) end }) end print('after')",
            "task-1\nafter\n"
        ),
        Snippet(
            "iterators",
            "for task in function(_, last) if not last then return hss.export(request) end end do print(task) end",
            "task-1\n"
        ),
        Snippet(
            "the script's own coroutines",
            """
            local co = coroutine.create(function(a)
              local task = hss.export(a)
              local b = coroutine.yield(task.task_id)
              return hss.export(b).task_id
            end)
            print(coroutine.resume(co, request))
            print(coroutine.status(co), coroutine.running() ~= co)
            print(coroutine.resume(co, request))
            print(coroutine.status(co))
            """,
            "true\ttask-1\nsuspended\ttrue\ntrue\ttask-2\ndead\n"
        ),
        Snippet(
            "coroutines in coroutines, with pcall between",
            """
            local outer = coroutine.wrap(function()
              for id in coroutine.wrap(function() for i = 1, 3 do pcall(function() coroutine.yield(hss.export(request).task_id) end) end end) do
                coroutine.yield(id)
              end
            end)
            print(outer(), outer(), outer())
            """,
            "task-1\ttask-2\ttask-3\n"
        ),
        Snippet("load", "print(load('return hss.export(...)')(request))", "task-1\n"),
        Snippet("hss.spawn", "print(hss.spawn(hss.export, request):join())", "task-1\n"),
        Snippet("hss.map", "print(hss.map({ request }, hss.export)[1])", "task-1\n"),
        Snippet("a tail call", "local function f() return hss.export(request) end print(f())", "task-1\n"),
        Snippet("varargs", "print(select('#', hss.export(request)), (hss.export(request)))", "1\ttask-2\n"),
    ]

    @Test(arguments: places)
    func `it works in`(_ snippet: Snippet) async throws {
        try await ScriptUnderTest().expect("local request = \(Self.request)\n\(snippet.source)", prints: snippet.output)
    }

    @Test func `it works in a module that is being loaded, and in its functions`() async throws {
        let folder = TemporaryFolder()
        folder.write(
            "m.lua",
            "local id = hss.export\(Self.request).task_id\nreturn function() return id, hss.export\(Self.request) end"
        )
        var test = ScriptUnderTest()
        test.folder = folder.path
        try await test.expect("print(require('m')())", prints: "task-1\ttask-2\n")
    }

    static let blocked = [
        Snippet("a table.sort comparator", "table.sort({ 1, 2 }, function() hss.export(request) end)", "table.sort"),
        Snippet("a string.gsub callback", "('x'):gsub('x', function() hss.export(request) end)", "string.gsub"),
        Snippet(
            "__tostring",
            "tostring(setmetatable({}, { __tostring = function() hss.export(request) end }))",
            "tostring"
        ),
        Snippet("a message handler", "xpcall(error, function() hss.export(request) end)", "xpcall"),
    ]

    @Test(arguments: blocked)
    func `where Lua cannot pause, the error says so and names the place`(_ snippet: Snippet) async throws {
        let source = """
            local request = \(Self.request)
            local caught
            local export = hss.export
            local wrapped = function(r) local ok, e = pcall(export, r) caught = caught or e error(e) end
            hss_export = wrapped
            pcall(function() \(snippet.source.replacing("hss.export", with: "hss_export")) end)
            print(caught.kind, caught.sent, caught.message)
            """
        let test = ScriptUnderTest()
        let ended = try await test.run(source)
        #expect(ended.report.error == nil, "\(ended.report.error?.message ?? "")")
        #expect(ended.output.hasPrefix("script\tfalse\thss.export: Lua cannot pause here, inside "), "\(ended.output)")
        #expect(ended.output.contains(snippet.output), "\(ended.output)")
        #expect(test.transport.calls.isEmpty)
    }

    @Test(arguments: [
        ("hss.export()", "hss.export: 1 problem in the request"),
        ("hss.export(nil)", "hss.export: 1 problem in the request"),
        ("hss.export('malwares')", "hss.export: 1 problem in the request"),
        ("hss.export({ 1, 2 })", "hss.export: 1 problem in the request"),
        ("hss.export({})", "hss.export: 3 problems in the request"),
        ("hss.export(request, { timout = 1 })", "hss.export: there is no option \"timout\"; did you mean \"timeout\"?"),
        ("hss.export(request, { 1 })", "hss.export: options must be a table such as { timeout = 30 }, not table"),
        ("hss.export(request, 30)", "hss.export: options must be a table such as { timeout = 30 }, not number"),
        ("hss.export(request, { timeout = 0 })", "hss.export: option timeout must be a number of seconds above 0"),
        ("hss.export(request, { timeout = 0/0 })", "hss.export: option timeout must be a number of seconds above 0"),
        ("hss.export(request, { timeout = '1' })", "hss.export: option timeout must be a number of seconds above 0"),
        ("hss.export(request, { must = 'namespace' })", "hss.export: option must must be a list of field names"),
        ("hss.export(request, { unchecked = { 1 } })", "hss.export: option unchecked must be a list of field names"),
        ("hss.export(request, { retries = 1.5 })", "hss.export: option retries must be an integer of 0 or more"),
        ("hss.export(request, { key = '' })", "hss.export: option key must be a string that is not empty"),
    ])
    func `wrong arguments send nothing`(_ source: String, _ message: String) async throws {
        let test = ScriptUnderTest()
        try await test.expect("local request = \(Self.request)\n\(source)", failsWith: message)
        #expect(test.transport.calls.isEmpty)
    }

    @Test func `timeout is the longest time of that call alone`() async throws {
        let test = ScriptUnderTest()
        _ = try await test.run("hss.export(\(Self.request), { timeout = 1.5 }) hss.export\(Self.request)")
        #expect(test.transport.calls.map(\.timeout) == [.milliseconds(1500), .seconds(60)])
    }
}
