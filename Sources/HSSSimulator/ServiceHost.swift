import HSSSchema
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

/// Carries HTTP requests to the ``SimulatedService`` and its answers back.
final class ServiceHost: Sendable {
    private let service: Mutex<SimulatedService>
    private let clock: SimulatorClock

    init(_ configuration: SimulatorConfiguration, clock: SimulatorClock) {
        let configuration = configuration.started(atMilliseconds: clock.nowMilliseconds())
        self.service = Mutex(SimulatedService(configuration))
        self.clock = clock
    }

    var state: JSONObject { self.service.withLock { $0.state } }

    func reset() {
        self.service.withLock { $0.reset() }
    }

    func setQuota(_ quota: SimulatorQuota) {
        self.service.withLock { $0.setQuota(quota) }
    }

    func answer(_ call: SimulatedCall) -> SimulatedAnswer {
        let now = self.clock.nowMilliseconds()
        return self.service.withLock { $0.answer(call, atMilliseconds: now) }
    }

    /// Concurrent in the language's sense only, as the writer demands: the server's tasks prefer its event loop.
    @concurrent
    func respond(to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel) async throws {
        let call = SimulatedCall(
            method: request.method.rawValue,
            target: request.head.path ?? "/",
            headers: Self.headers(of: request.head),
            body: try await Self.body(of: request)
        )
        let answer = self.answer(call)
        if answer.delayMilliseconds > 0 { try await self.clock.sleep(answer.delayMilliseconds) }
        try await AnswerWriter(answer: answer, channel: channel).write(to: writer, isBodyless: request.method == .head)
    }

    /// Nil when the body is larger than the gateway takes.
    private static func body(of request: Request) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        for try await part in request.body {
            guard bytes.count + part.readableBytes <= SimulatedCall.bodyLimit else { return nil }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    /// Header fields as the signature needs them; the codec has moved `Host` out of them.
    private static func headers(of head: HTTPRequest) -> [SimulatedCall.Header] {
        var headers: [SimulatedCall.Header] = []
        headers.reserveCapacity(head.headerFields.count + 1)
        if let host = head.authority { headers.append(.init(name: "host", value: host)) }
        for field in head.headerFields {
            headers.append(.init(name: field.name.canonicalName, value: field.value))
        }
        return headers
    }
}
