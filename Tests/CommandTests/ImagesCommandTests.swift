import HSSSchema
import HSSSimulator
import Testing

/// Lists and counts through the process (contract sections 1 and 2).
@Suite(.timeLimit(.minutes(10))) struct ImagesCommandTests {
    static let script = """
        local n = 0
        for image in hss.images{ family = arg[1] } do n = n + 1 end
        print(n)
        """

    private static func scratch(_ script: String = script) throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write("s.lua", script)
        return scratch
    }

    @Test func `five thousand images take as many calls as they have pages`() async throws {
        var configuration = SimulatorConfiguration()
        configuration.namespaces = 25
        configuration.imagesPerNamespace = 200
        try await withSimulator(configuration) { simulator in
            let arguments = ["run", "--no-ledger", "--no-progress", "--output", "json", "s.lua", "registry"]
            let ended = try await Hss(arguments, in: try Self.scratch(), environment: simulator.account).run()
            #expect(ended.status == 0, "\(ended)")
            #expect(ended.errorLines.first == "5000")
            #expect(simulator.callCount == 25)
            #expect(try ended.json()["counts"]?["http_calls"] == 25)
        }
    }

    @Test func `five namespaces of one list, and a count, take the fewest calls`() async throws {
        let script = """
            print(table.concat(hss.namespaces{}, ","))
            print(hss.count{ operate_all = true, security_report_type = "apps" })
            """
        try await withSimulator { simulator in
            let ended = try await Hss(
                ["run", "--no-ledger", "s.lua"],
                in: try Self.scratch(script),
                environment: simulator.account
            ).run()
            #expect(ended.outputLines.first == "data,identity,payments,platform,shop")
            #expect(simulator.callCount == 2)
        }
    }

    @Test(arguments: ["registry", "local", "cicd"])
    func `check answers lists from sample data, without a network`(_ family: String) async throws {
        let environment = [
            "HSS_ENDPOINT": "http://127.0.0.1:9", "HSS_AUTH_TOKEN": "x", "HSS_PROJECT_ID": "p",
            "HTTP_PROXY": "http://127.0.0.1:9",
        ]
        let ended = try await Hss(
            ["check", "--quiet", "s.lua", family],
            in: try Self.scratch(),
            environment: environment
        ).run()
        #expect(ended.status == 0, "\(ended)")
        #expect(ended.output == "", "the plan is what check writes")
        #expect(Int(ended.errorLines.first ?? "").map { $0 > 10 } == true, "\(ended.error)")
    }

    @Test func `check plans a script from list to file, and writes nothing`() async throws {
        let script = """
            for _, namespace in ipairs(hss.namespaces{}) do
                local request = hss.filter{ operate_all = true, namespace = namespace, security_report_type = "apps" }
                local task = hss.export(request{ export_size = hss.count(request) })
                hss.wait{ task }
                print(task:download("{date}/{namespace}.zip"))
            end
            for part in hss.chunks(hss.images{ family = "cicd" }, 50) do
                hss.export{ operate_all = false, image_id_list = part, export_size = 10, security_report_type = "files" }
            end
            """
        let scratch = try Self.scratch(script)
        let ended = try await Hss(["check", "--download-dir", "out", "s.lua"], in: scratch).run()
        #expect(ended.status == 0, "\(ended)")
        #expect(ended.outputLines.count >= 6)
        #expect(ended.outputLines.allSatisfy { $0.hasPrefix("planned-") })
        #expect(ended.outputLines.filter { $0.contains(#""image_type":"cicd""#) }.count >= 1)
        #expect(ended.errorLines.filter { $0.hasPrefix("out/") && $0.hasSuffix(".zip") }.count == 5)
        #expect(scratch.names == ["s.lua"])
    }

    @Test func `a dry run lists and counts for real, shows the rows, and writes nothing`() async throws {
        let script = """
            for _, namespace in ipairs(hss.namespaces{}) do
                local task = hss.export{ operate_all = true, namespace = namespace, export_size = 5, security_report_type = "apps" }
                print(task:wait():download("{namespace}.zip"))
            end
            """
        try await withSimulator { simulator in
            let scratch = try Self.scratch(script)
            let ended = try await Hss(
                ["run", "--dry-run", "--download-dir", "out", "s.lua"],
                in: scratch,
                environment: simulator.account
            ).run()
            #expect(ended.status == 0, "\(ended)")
            #expect(ended.outputLines == ["data", "identity", "payments", "platform", "shop"].map { "out/\($0).zip" })
            #expect(ended.errorLines.filter { $0.firstMatch(of: /^planned-\d .* \(\d+ rows?\)$/) != nil }.count == 5)
            #expect(simulator.tasks.isEmpty)
            #expect(simulator.downloads == 0)
            #expect(scratch.names == ["s.lua"])
        }
    }

    @Test(
        arguments: [
            (65, "hss.build_command_risks{}"),
            (69, "for _ in hss.images{ enterprise_project_id = 'e1' } do end"),
        ] as [(Int32, String)]
    )
    func `an error ends the run with its status`(_ status: Int32, _ script: String) async throws {
        let fault = try FaultRule(parsing: "GET registries: 400 code=HSS.0001")
        var configuration = SimulatorConfiguration()
        configuration.faults = [fault]
        try await withSimulator(configuration) { simulator in
            let ended = try await Hss(
                ["run", "--no-ledger", "s.lua"],
                in: try Self.scratch(script),
                environment: simulator.account
            ).run()
            #expect(ended.status == status, "\(ended)")
            #expect(ended.errorLines.contains { $0.contains("--> s.lua:1") })
        }
    }
}
