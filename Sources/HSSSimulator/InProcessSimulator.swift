public import HSSSchema

/// A ``Simulator`` without sockets: the same service, asked by a function call.
///
/// It never waits and knows no time but the one it is given, so it serves plans without a network and virtual time.
///
/// ```swift
/// let simulator = try InProcessSimulator(SimulatorConfiguration(), nowMilliseconds: { 1_795_482_000_000 })
/// let answer = simulator.answer(
///     method: "GET",
///     target: "/v5/\(simulator.configuration.projectID)/image/registries/images?limit=200",
///     headers: [("X-Auth-Token", simulator.configuration.token)],
///     body: []
/// )
/// ```
public final class InProcessSimulator: Sendable {
    /// What is served; ``SimulatorConfiguration/port`` has no meaning here.
    public let configuration: SimulatorConfiguration

    private let host: ServiceHost

    /// - Parameters:
    ///   - configuration: what to serve.
    ///   - nowMilliseconds: the time it lives by: wall time in milliseconds since 1970-01-01 UTC.
    /// - Throws: ``SimulatorError`` when the configuration cannot be served.
    public init(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(),
        nowMilliseconds: @escaping @Sendable () -> Int64
    ) throws(SimulatorError) {
        self.configuration = try configuration.checked()
        self.host = ServiceHost(
            self.configuration,
            clock: SimulatorClock(nowMilliseconds: nowMilliseconds, sleep: { _ in })
        )
    }

    /// What was called and created so far: the object that `GET /_sim/state` answers.
    public var state: JSONObject { self.host.state }

    /// What the service says to one request.
    ///
    /// - Parameters:
    ///   - method: in upper case, such as `GET`.
    ///   - target: path and query, encoded as they would be sent.
    ///   - headers: names in any case; `Host` belongs to them when it was signed.
    ///   - body: bytes beyond 12 MB are refused as the gateway refuses them.
    public func answer(
        method: String,
        target: String,
        headers: [(name: String, value: String)],
        body: [UInt8]
    ) -> InProcessAnswer {
        let call = SimulatedCall(
            method: method,
            target: target,
            headers: headers.map { .init(name: $0.name.lowercased(), value: $0.value) },
            body: body.count <= SimulatedCall.bodyLimit ? body : nil
        )
        return InProcessAnswer(self.host.answer(call))
    }
}
