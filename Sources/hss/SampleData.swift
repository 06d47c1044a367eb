import HSSClient
import HSSSimulator

/// Answers the reads of `hss check` with the simulator's data, without any network.
struct SampleData: Transport {
    private let simulator: InProcessSimulator

    func send(_ call: HTTPCall) async throws(TransportFailure) -> HTTPAnswer {
        let answer = simulator.answer(
            method: call.method.rawValue,
            target: call.target,
            headers: call.headers.map { ($0.name, $0.value) },
            body: call.body
        )
        return HTTPAnswer(
            status: answer.status,
            headers: answer.headers.map { HTTPField($0.name, $0.value) },
            body: answer.body
        )
    }

    func send(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer {
        try await sendWhole(call, into: sink)
    }

    func shutdown() async {}
}

extension SampleData {
    /// A client whose calls all end here. What they are asked for is as checked as HSS itself would check it.
    static func client(for settings: HSSClient.Configuration) throws -> HSSClient.Configuration {
        let account = SimulatorConfiguration()
        let clock = settings.clock
        let simulator = try InProcessSimulator(account) { clock.wallMilliseconds }
        var client = HSSClient.Configuration(
            endpoint: .from(endpoint: "http://127.0.0.1", region: nil, environment: [:]),
            credentials: CredentialChain([SimulatorCredentials(account, name: "the sample data")]),
            projectID: account.projectID,
            transport: SampleData(simulator: simulator)
        )
        client.enterpriseProjectID = settings.enterpriseProjectID
        client.pace = .none
        client.retry.retries = 0
        client.clock = clock
        client.logger = settings.logger
        return client
    }
}
