import HSSClient
import Synchronization

/// Counts the HTTP calls of a run.
final class CountingTransport: Transport {
    private let transport: any Transport
    private let calls = Atomic(0)

    init(_ transport: any Transport) {
        self.transport = transport
    }

    var count: Int { calls.load(ordering: .relaxed) }

    func send(_ call: HTTPCall) async throws(TransportFailure) -> HTTPAnswer {
        calls.add(1, ordering: .relaxed)
        return try await transport.send(call)
    }

    func send(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer {
        calls.add(1, ordering: .relaxed)
        return try await transport.send(call, into: sink)
    }

    func shutdown() async { await transport.shutdown() }
}
