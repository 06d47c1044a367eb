import HSSSchema
import Synchronization
import Testing

@testable import HSSClient

/// A token that has expired is renewed once where its source can.
@Suite(.timeLimit(.minutes(1))) struct RenewalTests {
    /// Gives `t0`, then `t1`, `t2`… as far as it is let.
    private final class Tokens: CredentialSource {
        let name = "test"
        private let most: Int
        private let renewals = Mutex(0)

        init(most: Int) { self.most = most }

        var count: Int { renewals.withLock { $0 } }

        func find() async throws(HSSError) -> CredentialSearch { .found(try .token("t0", source: name)) }

        func renewed() async throws(HSSError) -> Credentials? {
            let number = renewals.withLock { count in
                count += 1
                return count
            }
            guard number <= most else { return nil }
            await Task.yield()
            return try .token("t\(number)", source: name)
        }
    }

    /// Takes one token and refuses the others as expired.
    private struct Gateway: Transport {
        let valid: String
        let code: String
        let calls = Calls()

        final class Calls: Sendable {
            private let tokens = Mutex<[String]>([])
            var all: [String] { tokens.withLock { $0 } }
            func add(_ token: String) { tokens.withLock { $0.append(token) } }
        }

        func send(_ call: HTTPCall) async throws(TransportFailure) -> HTTPAnswer {
            let token = call.headers.first { $0.name == "X-Auth-Token" }?.value ?? ""
            calls.add(token)
            await Task.yield()
            if token == valid { return HTTPAnswer(status: 200, body: Array(#"{"task_status":"running"}"#.utf8)) }
            let body = #"{"error_code":"\#(code)","error_msg":"token expired"}"#
            return HTTPAnswer(status: 401, body: Array(body.utf8))
        }

        func send(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer {
            try await sendWhole(call, into: sink)
        }

        func shutdown() async {}
    }

    private func client(_ source: Tokens, _ gateway: Gateway) -> HSSClient {
        var configuration = HSSClient.Configuration(
            endpoint: EndpointChoice(endpoint: "http://hss.test"),
            credentials: CredentialChain([source]),
            projectID: "p",
            transport: gateway
        )
        configuration.clock = VirtualClock(autoAdvance: true)
        return HSSClient(configuration)
    }

    @Test(
        arguments: [
            ("t1", "APIGW.0307", 9, ["t0", "t1"], true),
            ("t2", "APIGW.0307", 9, ["t0", "t1"], false),
            ("t1", "APIGW.0301", 9, ["t0"], false),
            ("t1", "APIGW.0307", 0, ["t0"], false),
        ]
    )
    func `once, for APIGW.0307 only`(
        _ valid: String,
        _ code: String,
        _ most: Int,
        _ sent: [String],
        _ succeeds: Bool
    ) async {
        let gateway = Gateway(valid: valid, code: code)
        let status = try? await client(Tokens(most: most), gateway).taskStatus("t")
        #expect((status != nil) == succeeds)
        #expect(gateway.calls.all == sent)
    }

    @Test func `once for all calls that found it expired, and for the later ones`() async throws {
        let source = Tokens(most: 9)
        let gateway = Gateway(valid: "t1", code: "APIGW.0307")
        let client = client(source, gateway)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<8 { group.addTask { _ = try await client.taskStatus("t\(index)") } }
            try await group.waitForAll()
        }
        _ = try await client.taskStatus("later")
        #expect(source.count == 1)
        #expect(gateway.calls.all.last == "t1")
    }
}
