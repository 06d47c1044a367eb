import HSSClient
import HSSSchema
import HSSScript
import Testing

/// Leaving lists early, failing pages, and jobs that share a list.
@Suite(.timeLimit(.minutes(2))) struct ListFunctionLeavingTests {
    static let exits = [
        "break": "for image in hss.images{ limit = 2 } do break end",
        "break behind a closure":
            "for image in hss.images{ limit = 2 } do local name = function() return image.id end break end",
        "goto": "for image in hss.images{ limit = 2 } do local f = function() return image end goto out end ::out::",
        "return": "(function() for image in hss.images{ limit = 2 } do return image end end)()",
        "error": "pcall(function() for image in hss.images{ limit = 2 } do error(image.id) end end)",
        "by hand": "local next_image = hss.images{ limit = 2 } next_image()",
        "coroutine":
            "local c = coroutine.wrap(function() for i in hss.images{ limit = 2 } do coroutine.yield(i) end end) c()",
        "chunks": "for part in hss.chunks(hss.images{ limit = 2 }, 1) do break end",
    ]

    @Test(arguments: exits.keys.sorted())
    func `a list that is left asks for nothing more, and leaves Lua in order`(_ name: String) async throws {
        var test = ScriptUnderTest()
        test.transport = .pages((1...9).map { (total: 100, ids: [$0 * 2 - 1, $0 * 2]) })
        let source = """
            \(Self.exits[name, default: ""])
            -- The bytes of a wrong stack would be found here.
            print(pcall(error, "own"))
            print(select(2, pcall(hss.export, {})).kind)
            hss.sleep(1000)
            """
        let ended = try await test.run(source)
        #expect(ended.output == "false\town\nargument\n")
        #expect((1...2).contains(test.transport.lists.count), "the first page, and the one on its way")
    }

    @Test func `lists that are left do not pile up`() async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport { (_, _) throws(TransportFailure) in
            let rows = (0..<20).map { JSONValue.object(["id": .integer($0), "image_name": .string("app-\($0)")]) }
            return .json(["total_num": 1000, "data_list": .array(rows)])
        }
        let source = """
            local function first(filters) for image in hss.images(filters) do return image end end
            local function left(count) for i = 1, count do first{ limit = 20 } end collectgarbage() collectgarbage() end
            left(10)
            local before = collectgarbage("count")
            left(300)
            print(collectgarbage("count") - before < 100)
            """
        try await test.expect(source, prints: "true\n")
    }

    @Test func `a page that fails raises in the loop, and goes on by hand where it stopped`() async throws {
        var test = ScriptUnderTest()
        test.configure = { $0.client.retry.retries = 0 }
        test.transport = FakeTransport { (number, _) throws(TransportFailure) in
            if number == 2 { return .json(["error_code": "HSS.0001", "error_msg": "not now"], status: 400) }
            let id = Int64(number == 1 ? 1 : 2)
            return .json(["total_num": 2, "data_list": .array([.object(["id": .integer(id)])])])
        }
        let source = """
            local next_image = hss.images{ limit = 1 }
            print(next_image().id)
            local ok, e = pcall(
                next_image)
            print(ok, e.kind, e.error_code, e.where, e.message:match("^hss.images: ") ~= nil)
            print(next_image().id, next_image())
            """
        let ended = try await test.run(source)
        #expect(ended.output == "1\nfalse\tservice\tHSS.0001\ttest.lua:3\ttrue\n2\tnil\n")
        #expect(test.transport.calls.map { $0.query.contains("offset=1") } == [false, true, true])
        #expect(ended.report.failures.isEmpty)
    }

    @Test func `a page that fails in a loop names the line of the loop`() async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport(403, #"{"error_code":"APIGW.0302","error_msg":"no"}"#)
        let source = """
            local n = 0
            for image in hss.images{} do
                n = n + 1
            end
            """
        let report = try await test.run(source).report
        #expect(report.error?.kind == .auth)
        #expect(report.error?.place == "test.lua:2")
        #expect(report.exitStatus.code == 77)
    }

    @Test func `two jobs on one list get a clear error, and the first goes on`() async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport(holds: true) { (number, _) throws(TransportFailure) in
            .json(["total_num": 2, "data_list": .array([.object(["id": .integer(Int64(number))])])])
        }
        let transport = test.transport
        let source = """
            local next_image = hss.images{ limit = 1 }
            local job = hss.spawn(function() return next_image().id end)
            hss.sleep(1)
            print(pcall(next_image))
            print("asked")
            print(job:join(), next_image().id, next_image())
            """
        let ended = try await test.run(source) { _, talk in
            await talk.says("asked")
            transport.release(1, 2)
        }
        #expect(
            ended.output == """
                false\ttest.lua:4: hss.images: two jobs walk through one list; give each its own
                asked
                1\t2\tnil

                """
        )
    }

    @Test(arguments: [ScriptHost.Ending.interrupted, .terminated])
    func `stop ends a script that waits for a page`(_ ending: ScriptHost.Ending) async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport(holds: true)
        let transport = test.transport
        let source = """
            while true do pcall(function() for image in hss.images{} do print("never") end end) end
            """
        let ended = try await test.run(source) { host, _ in
            await transport.arrival(of: 1)
            await host.stop(ending)
        }
        #expect(ended.report.exitStatus == ending.exitStatus)
        #expect(ended.output == "")
        #expect(ended.report.failures.isEmpty)
    }

    @Test func `where Lua cannot pause, the error says so`() async throws {
        let source = """
            local next_image = hss.images{}
            print(pcall(table.sort, { 2, 1 }, function() return next_image() end))
            """
        let output = try await ScriptUnderTest.withService().run(source).output
        #expect(output.hasPrefix("false\ttest.lua:2: ") && output.contains("table.sort"), "\(output)")
    }

    @Test func `reads of a list go on while another job waits`() async throws {
        let test = try ScriptUnderTest.withService()
        let source = """
            local counts = hss.map({ "registry", "local", "cicd" }, function(family)
                local n = 0
                for image in hss.images{ family = family, limit = 10 } do n = n + 1 end
                return n
            end)
            local total = 0
            for _, n in ipairs(counts) do total = total + n end
            print(#counts, counts[1], total > 100)
            """
        try await test.expect(source, prints: "3\t100\ttrue\n")
    }
}
