import HSSSchema
import HSSSimulator
import Testing

/// `hss check` and `--dry-run`: nothing is created, and what would be sent is shown (contract section 1).
@Suite(.timeLimit(.minutes(10))) struct PlanTests {
    static let script = """
        print("talk")
        local task = hss.export{ operate_all = true, export_size = 100, security_report_type = "malwares" }
        print(task.task_id, task.state, task.task_status, task.reused, hss.run.dry_run)
        print(task:refresh().task_status)
        print(hss.export{ operate_all = false, image_id_list = { "7" }, export_size = 1, security_report_type = "apps",
          enterprise_project_id = "all_granted_eps" })
        """

    static let path = "/v5/{project_id}/image/security-report/export-tasks"
    static let plan = """
        planned-1 POST \(path) {"export_size":100,"security_report_type":"malwares","operate_all":true}
        planned-2 POST \(path)?enterprise_project_id=all_granted_eps \
        {"export_size":1,"security_report_type":"apps","image_id_list":["7"],"operate_all":false}

        """
    static let talk = """
        talk
        planned-1\tplanned\tsuccess\tfalse\ttrue
        success
        planned-2

        """

    private func scratch(_ script: String = script) throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write("s.lua", script)
        return scratch
    }

    @Test(arguments: [
        [:],
        ["HSS_ENDPOINT": "http://127.0.0.1:9", "HSS_AUTH_TOKEN": "x", "HSS_PROJECT_ID": "p"],
        ["HSS_ENDPOINT": "no endpoint at all"],
        ["HUAWEICLOUD_SDK_REGION": "nowhere", "HUAWEICLOUD_SDK_AK": "half"],
    ])
    func `check needs neither network nor account`(_ environment: [String: String]) async throws {
        let ended = try await Hss(["check", "--quiet", "s.lua"], in: try scratch(), environment: environment).run()
        #expect(ended.status == 0, "\(ended)")
        #expect(ended.output == Self.plan)
        #expect(ended.error == Self.talk)
    }

    @Test func `check sends nothing, to a service that would accept it`() async throws {
        let scratch = try scratch()
        try await withSimulator { simulator in
            let ended = try await Hss(["check", "s.lua"], in: scratch, environment: simulator.account).run()
            #expect(ended.status == 0)
            #expect(simulator.callCount == 0)
        }
    }

    @Test(
        arguments: [
            (1, "print("), (1, "local x = 1\nprnit(x)"), (1, "error('x')"), (65, "hss.export{ operate_all = true }"),
            (0, "pcall(hss.export, {})"), (77, "io.open('/etc/passwd')"),
        ] as [(Int32, String)]
    )
    func `check ends with the status of run`(_ status: Int32, _ script: String) async throws {
        let ended = try await Hss(["check", "s.lua"], in: try scratch(script)).run()
        #expect(ended.status == status)
        #expect(ended.output == "")
    }

    @Test func `check --strict refuses what run warns of`() async throws {
        let script = """
            hss.export{ operate_all = true, image_id_list = { "1" }, export_size = 1, security_report_type = "apps" }
            """
        #expect(try await Hss(["check", "s.lua"], in: try scratch(script)).run().status == 0)
        #expect(try await Hss(["check", "--strict", "s.lua"], in: try scratch(script)).run().status == 65)
    }

    @Test func `check goes on after a request it shows, and shows an error after that`() async throws {
        let ended = try await Hss(["check", "s.lua"], in: try scratch("\(Scripts.export)\nhss.export{}")).run()
        #expect(ended.status == 65)
        #expect(ended.outputLines.count == 1)
        #expect(ended.errorLines[0] == "planned-1")
        #expect(ended.errorLines[1] == "error[argument]: hss.export: 3 problems in the request")
    }

    @Test func `check --output json gives the plan as results`() async throws {
        let json = try await Hss(["check", "--output", "json", "s.lua"], in: try scratch()).run().json()
        #expect(json["counts"]?["planned"] == 2)
        #expect(json["counts"]?["http_calls"] == 0)
        #expect(json["tasks"]?.arrayValue?.map { $0["state"] } == ["planned", "planned"])
    }

    @Test func `--dry-run creates nothing`() async throws {
        let scratch = try scratch()
        try await withSimulator { simulator in
            let ended = try await Hss(
                ["run", "--dry-run", "--output", "json", "s.lua"],
                in: scratch,
                environment: simulator.account
            ).run()
            #expect(ended.status == 0)
            #expect(simulator.tasks.isEmpty)
            #expect(
                simulator.state["calls"]
                    == ["POST /v5/{project_id}/image/security-report/statistic": 2],
                "reads are sent"
            )
            let rows = ended.errorLines.filter { $0.contains(" POST ") }.map {
                $0.firstMatch(of: /\} \((\d+) rows?\)$/)
            }
            #expect(rows.count == 2 && rows.allSatisfy { $0 != nil })
            let json = try ended.json()
            #expect(json["tasks"]?.arrayValue?.map { $0["task_id"] } == ["planned-1", "planned-2"])
            #expect(json["tasks"]?.arrayValue?.map { $0["task_status"] } == ["success", "success"])
            #expect(json["counts"]?["planned"] == 2)
            #expect(json["counts"]?["created"] == 0)
        }
    }

    @Test(arguments: ["--no-count", "--quiet"])
    func `--dry-run counts no rows that nobody is shown`(_ option: String) async throws {
        let scratch = try scratch()
        try await withSimulator { simulator in
            let ended = try await Hss(
                ["run", "--dry-run", option, "s.lua"],
                in: scratch,
                environment: simulator.account
            )
            .run()
            #expect(ended.status == 0)
            #expect(simulator.callCount == 0)
        }
    }

    @Test func `rows that cannot be counted do not end a plan`() async throws {
        let scratch = try scratch()
        var configuration = SimulatorConfiguration()
        configuration.faults = [try FaultRule(parsing: "POST statistic: 403")]
        try await withSimulator(configuration) { simulator in
            let ended = try await Hss(["run", "--dry-run", "s.lua"], in: scratch, environment: simulator.account).run()
            #expect(ended.status == 0)
            let lines = ended.errorLines.filter { $0.hasPrefix("planned-") }
            #expect(lines.count == 2 && lines.allSatisfy { $0.contains("} (rows not counted: ") && $0.contains("403") })
        }
    }

    @Test func `--dry-run shows each request on standard error`() async throws {
        let ended = try await Hss(["run", "--dry-run", "s.lua"], in: try scratch()).run()
        #expect(ended.output == Self.talk)
        #expect(ended.block + "\n" == Self.plan)
        #expect(ended.errorLines.last?.hasPrefix("hss: ok: planned 2, failed 0 in ") == true)
    }

    @Test func `an enterprise project for every call is planned, too`() async throws {
        let ended = try await Hss(
            ["check", "--quiet", "--enterprise-project-id", "e 1&x", "s.lua"],
            in: try scratch(Scripts.export)
        ).run()
        #expect(ended.output.hasPrefix("planned-1 POST \(Self.path)?enterprise_project_id=e%201%26x {"))
    }
}
