import HSSClient

/// For runs without any network and without sample data.
struct UnconnectedTransport: Transport {
    func send(_ call: HTTPCall) async throws(TransportFailure) -> HTTPAnswer {
        throw TransportFailure(.noConnection, sent: .no, reason: "this run has no network")
    }

    func send(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer {
        try await sendWhole(call, into: sink)
    }

    func shutdown() async {}
}

extension HSSClient.Configuration {
    /// A client that reaches nothing.
    static var unconnected: Self {
        var configuration = Self(
            endpoint: .from(endpoint: "http://127.0.0.1:9", region: nil, environment: [:]),
            credentials: CredentialChain([]),
            projectID: "none",
            transport: UnconnectedTransport()
        )
        configuration.retry.retries = 0
        return configuration
    }
}
