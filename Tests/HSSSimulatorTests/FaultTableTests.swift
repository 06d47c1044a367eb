import HSSClient
import HSSSchema
import HSSSimulator
import Testing

/// Every fault, at every endpoint, under every policy of repeating (contract section 5): what the client ends with, and
/// what the server counted.
@Suite(.timeLimit(.minutes(10))) struct FaultTableTests {
    enum Policy: String, CaseIterable, Sendable {
        /// `--retries 0`
        case never
        /// Four retries, as by default.
        case standard
        /// Four retries, and `--retry-ambiguous`.
        case ambiguous

        var retries: Int { self == .never ? 0 : 4 }
    }

    /// How often a fault that stays makes the client send.
    enum Sendings: Sendable {
        case once
        case untilGivenUp
        /// Only for who accepts a second task.
        case untilGivenUpIfAmbiguous

        func count(_ policy: Policy) -> Int {
            switch self {
            case .once: 1
            case .untilGivenUp: 1 + policy.retries
            case .untilGivenUpIfAmbiguous: policy == .ambiguous ? 1 + policy.retries : 1
            }
        }
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var fault: String
        var creation: (HSSError.Kind, Sendings)
        var read: (HSSError.Kind, Sendings)
        /// Whether the service carries the call out.
        var isCarriedOut: Bool
        var testDescription: String { fault }

        init(
            _ fault: String,
            _ creation: HSSError.Kind,
            _ sendings: Sendings,
            read: HSSError.Kind,
            _ readings: Sendings,
            carriedOut: Bool = false
        ) {
            self.fault = fault
            self.creation = (creation, sendings)
            self.read = (read, readings)
            isCarriedOut = carriedOut
        }
    }

    // A table, which reads as one only with a case a line:
    // swift-format-ignore
    static let cases = [
        Case("400", .service, .once, read: .service, .once),
        Case("401", .auth, .once, read: .auth, .once),
        Case("403", .auth, .once, read: .auth, .once),
        Case("404", .service, .once, read: .service, .once),
        Case("302", .service, .once, read: .service, .once),
        Case("429", .throttled, .untilGivenUp, read: .throttled, .untilGivenUp),
        Case("429 retry-after=2", .throttled, .untilGivenUp, read: .throttled, .untilGivenUp),
        Case("500", .ambiguous, .untilGivenUpIfAmbiguous, read: .service, .untilGivenUp),
        Case("502", .ambiguous, .untilGivenUpIfAmbiguous, read: .service, .untilGivenUp),
        Case("502 code=APIGW.0610", .service, .untilGivenUp, read: .service, .untilGivenUp),
        Case("503", .ambiguous, .untilGivenUpIfAmbiguous, read: .service, .untilGivenUp),
        Case("503 code=APIGW.0613", .service, .untilGivenUp, read: .service, .untilGivenUp),
        Case("504", .ambiguous, .untilGivenUpIfAmbiguous, read: .service, .untilGivenUp),
        Case("cut-before", .ambiguous, .untilGivenUpIfAmbiguous, read: .transport, .untilGivenUp),
        Case("cut-after", .ambiguous, .untilGivenUpIfAmbiguous, read: .transport, .untilGivenUp, carriedOut: true),
        Case("delay=60000", .ambiguous, .untilGivenUpIfAmbiguous, read: .timeout, .untilGivenUp, carriedOut: true),
        Case("half", .ambiguous, .untilGivenUpIfAmbiguous, read: .transport, .untilGivenUp, carriedOut: true),
        Case("html", .ambiguous, .untilGivenUpIfAmbiguous, read: .service, .once),
        Case("huge", .ambiguous, .untilGivenUpIfAmbiguous, read: .service, .once),
        Case("wrong-length", .ambiguous, .untilGivenUpIfAmbiguous, read: .service, .once, carriedOut: true),
    ]

    @Test(arguments: cases, Policy.allCases)
    func `a creation that meets`(_ test: Case, _ policy: Policy) async throws {
        let (kind, sendings) = test.creation
        try await self.with("POST export-tasks: \(test.fault)", policy, test) { client, simulator in
            let error = await #expect(throws: HSSError.self) { try await client.createExportTask(Self.request()) }
            #expect(error?.kind == kind)
            #expect(error?.attempts == sendings.count(policy))
            // What follows a wrong length spoils the connection: the next request may meet its end.
            let mayMiss = test.fault == "wrong-length" ? sendings.count(policy) / 2 : 0
            #expect((sendings.count(policy) - mayMiss...sendings.count(policy)).contains(simulator.creations))
            #expect(simulator.tasks == (test.isCarriedOut ? simulator.creations : 0))
            #expect(error?.sent == (kind == .ambiguous ? .unknown : .yes))
        }
    }

    @Test(arguments: cases, Policy.allCases)
    func `a look that meets`(_ test: Case, _ policy: Policy) async throws {
        let (kind, sendings) = test.read
        try await self.with("GET export-task/: \(test.fault)", policy, test) { client, simulator in
            let task = try await client.createExportTask(Self.request())
            let error = await #expect(throws: HSSError.self) { try await client.taskStatus(task.taskID) }
            #expect(error?.kind == kind)
            #expect(error?.attempts == sendings.count(policy))
            #expect(simulator.looks == sendings.count(policy))
        }
    }

    @Test(arguments: cases, [Policy.standard, .ambiguous])
    func `a fault that passes is got over where that does no harm`(_ test: Case, _ policy: Policy) async throws {
        let isRepeated = test.creation.1.count(policy) > 1
        try await self.with("POST export-tasks: \(test.fault) once", policy, test) { client, simulator in
            let task = try? await client.createExportTask(Self.request())
            // What follows a wrong length spoils the connection: the next request may meet its end.
            let mayMiss = test.fault == "wrong-length" ? 1 : 0
            #expect(isRepeated ? (2...2 + mayMiss).contains(task?.attempts ?? 0) : task == nil)
            #expect(simulator.tasks == (isRepeated ? 1 : 0) + (test.isCarriedOut ? 1 : 0))
        }
        try await self.with("GET export-task/: \(test.fault) once", policy, test) { client, simulator in
            let task = try await client.createExportTask(Self.request())
            let status = try? await client.taskStatus(task.taskID)
            #expect((status != nil) == (test.read.1.count(policy) > 1))
            #expect(simulator.looks == (test.read.1.count(policy) > 1 ? 2 : 1))
        }
    }

    /// Waits between tries take no time, the calls themselves do.
    private func with(
        _ fault: String,
        _ policy: Policy,
        _ test: Case,
        _ body: (HSSClient, Simulator) async throws -> Void
    ) async throws {
        var configuration = SimulatorConfiguration()
        configuration.faults = [try FaultRule(parsing: fault)]
        try await withSimulator(configuration) { simulator in
            var client = HSSClient.Configuration.from(environment: EndToEndTests.environment(of: simulator))
            client.clock = VirtualClock(wallMilliseconds: SystemClock().wallMilliseconds, autoAdvance: true)
            client.pace = .none
            client.jitter = { 1 }
            client.retry.retries = policy.retries
            client.retry.retriesAmbiguous = policy == .ambiguous
            if test.fault.hasPrefix("delay") { client.timeout = .milliseconds(400) }
            let tested = HSSClient(client)
            do {
                try await body(tested, simulator)
            } catch {
                await tested.shutdown()
                throw error
            }
            await tested.shutdown()
        }
    }

    private static func request() throws -> ExportRequest {
        try ExportRequest(json: ["operate_all": true, "export_size": 100, "security_report_type": "malwares"])
    }
}

extension Simulator {
    fileprivate var creations: Int { self.calls("POST /v5/{project_id}/image/security-report/export-tasks") }
    fileprivate var looks: Int { self.calls("GET /v5/{project_id}/export-task/{task_id}") }
    fileprivate var tasks: Int { self.state["tasks"]?.arrayValue?.count ?? 0 }

    private func calls(_ name: String) -> Int {
        self.state["calls"]?[name]?.integerValue.map { Int($0) } ?? 0
    }
}
