import HSSClient
import HSSSchema
import HSSSimulator
import Testing

/// The simulator over real loopback HTTP, with this package's client as the peer.
@Suite struct EndToEndTests {
    static func environment(of simulator: Simulator) -> [String: String] {
        [
            "HSS_ENDPOINT": simulator.endpoint,
            "HUAWEICLOUD_SDK_AK": simulator.accessKey,
            "HUAWEICLOUD_SDK_SK": simulator.secretKey,
            "HUAWEICLOUD_SDK_PROJECT_ID": simulator.projectID,
        ]
    }

    /// Runs `body` with a client of that environment and shuts the client down.
    func withClient(_ environment: [String: String], _ body: (HSSClient) async throws -> Void) async throws {
        let client = HSSClient(.from(environment: environment))
        do {
            try await body(client)
        } catch {
            await client.shutdown()
            throw error
        }
        await client.shutdown()
    }

    func seedRequest(enterpriseProjectID: String? = nil) throws -> ExportRequest {
        var request = try ExportRequest(
            json: ["operate_all": true, "export_size": 100, "security_report_type": "malwares"]
        )
        request.enterpriseProjectID = enterpriseProjectID
        return request
    }

    @Test("a signed client creates a task and follows it to its file")
    func signedClient() async throws {
        try await withSimulator { simulator in
            try await self.withClient(Self.environment(of: simulator)) { client in
                let created = try await client.createExportTask(self.seedRequest(enterpriseProjectID: "all granted/ü"))
                var looks: [String] = []
                for _ in 0..<3 { looks.append(try await client.taskStatus(created.taskID).status.rawValue) }
                #expect(looks == ["running", "running", "success"])
                let fileName = try await client.taskStatus(created.taskID).fileName
                #expect(fileName?.hasSuffix(".zip") == true)
                let task = try #require(simulator.state["tasks"]?.arrayValue?.first)
                #expect(task["task_id"] == .string(created.taskID))
                #expect(task["enterprise_project_id"] == "all granted/ü")
                #expect(task["body"] == .object(try self.seedRequest().body))
            }
        }
    }

    @Test("a token opens too, and a temporary key may carry its security token")
    func otherCredentials() async throws {
        try await withSimulator { simulator in
            var byToken = Self.environment(of: simulator)
            byToken["HSS_AUTH_TOKEN"] = simulator.token
            var temporary = Self.environment(of: simulator)
            temporary["HUAWEICLOUD_SDK_SECURITY_TOKEN"] = "a/security+token=="
            for environment in [byToken, temporary] {
                try await self.withClient(environment) { client in
                    _ = try await client.createExportTask(self.seedRequest())
                }
            }
            #expect(simulator.state["tasks"]?.arrayValue?.count == 2)
        }
    }

    @Test("a wrong secret is refused with 401, another project with 403")
    func refusedAccounts() async throws {
        try await withSimulator { simulator in
            for (name, status) in [("HUAWEICLOUD_SDK_SK", 401), ("HUAWEICLOUD_SDK_PROJECT_ID", 403)] {
                var environment = Self.environment(of: simulator)
                environment[name] = "somethingelse"
                try await self.withClient(environment) { client in
                    let error = await #expect(throws: HSSError.self) {
                        try await client.createExportTask(self.seedRequest())
                    }
                    #expect(error?.status == status)
                    #expect(error?.requestID?.isEmpty == false)
                }
            }
            #expect(simulator.state["rejected"] == ["401": 1, "403": 1])
        }
    }

    @Test("the state and the reset are served over HTTP, with a request id and the type JSON")
    func control() async throws {
        try await withSimulator { simulator in
            try await self.withClient(Self.environment(of: simulator)) { client in
                _ = try await client.createExportTask(self.seedRequest())
            }
            let transport = AsyncHTTPTransport()
            let endpoint = try Endpoint(parsing: simulator.endpoint)
            let state = try await transport.send(
                HTTPCall(.get, endpoint: endpoint, path: "/_sim/state", timeout: .seconds(60))
            )
            #expect(state.status == 200)
            #expect(state.header("Content-Type") == "application/json")
            #expect(state.header("X-Request-Id")?.isEmpty == false)
            #expect(try JSONValue(parsing: state.body) == .object(simulator.state))
            #expect(simulator.state["calls"] == ["POST /v5/{project_id}/image/security-report/export-tasks": 1])
            let reset = try await transport.send(
                HTTPCall(.post, endpoint: endpoint, path: "/_sim/reset", timeout: .seconds(60))
            )
            #expect(reset.status == 200)
            #expect(simulator.state == ["calls": [:], "rejected": [:], "tasks": []])
            await transport.shutdown()
        }
    }

    @Test("a body over 12 MB is refused with 413, one just below is not", arguments: [(0, 400), (1, 413)])
    func bodyLimit(extraBytes: Int, status: Int) async throws {
        try await withSimulator { simulator in
            let transport = AsyncHTTPTransport()
            let answer = try await transport.send(
                HTTPCall(
                    .post,
                    endpoint: Endpoint(parsing: simulator.endpoint),
                    path: "/v5/\(simulator.projectID)/image/security-report/export-tasks",
                    headers: [HTTPField("X-Auth-Token", simulator.token)],
                    body: [UInt8](repeating: UInt8(ascii: "{"), count: 12 * 1024 * 1024 + extraBytes),
                    timeout: .seconds(60)
                )
            )
            #expect(answer.status == status)
            await transport.shutdown()
        }
    }

    @Test("simulators in one process share nothing")
    func manyAtOnce() async throws {
        try await withThrowingTaskGroup(of: String?.self) { group in
            for seed in UInt64(1)...4 {
                group.addTask {
                    try await withSimulator(SimulatorConfiguration(seed: seed)) { simulator in
                        try await self.withClient(Self.environment(of: simulator)) { client in
                            _ = try await client.createExportTask(self.seedRequest())
                        }
                        let tasks = simulator.state["tasks"]?.arrayValue ?? []
                        #expect(tasks.count == 1)
                        return tasks.first?["task_id"]?.stringValue
                    }
                }
            }
            var ids: Set<String> = []
            for try await id in group { ids.insert(try #require(id)) }
            #expect(ids.count == 4)
        }
    }

    @Test("the ready line names endpoint, project, keys and token, in the contract's order")
    func readyLine() async throws {
        try await withSimulator { simulator in
            #expect(simulator.readyLine.keys == ["endpoint", "project_id", "ak", "sk", "token"])
            #expect(simulator.readyLine["endpoint"] == .string("http://127.0.0.1:\(simulator.port)"))
            #expect(simulator.port > 0)
        }
    }
}
