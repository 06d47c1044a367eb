public import HSSSchema
import HummingbirdCore
public import Logging
public import NIOCore
import NIOPosix

/// A running HSS on 127.0.0.1, for demos and for other people's tests.
///
/// It serves what contract section 8 lists, over plain HTTP, and checks tokens, signatures and bodies with its
/// own code. Any number can run in one process; they share nothing.
///
/// ```swift
/// try await withSimulator { simulator in
///     let client = … // simulator.endpoint, simulator.projectID, simulator.accessKey, simulator.secretKey
/// }
/// ```
public final class Simulator: Sendable {
    /// `http://127.0.0.1:PORT`.
    public let endpoint: String
    /// The TCP port that was taken.
    public let port: Int
    /// What is served; ``SimulatorConfiguration/port`` is as it was asked for.
    public let configuration: SimulatorConfiguration

    private let host: ServiceHost
    private let serving: Task<Void, any Error>
    private let finished: Task<Void, Never>

    /// The only project that is known.
    public var projectID: String { self.configuration.projectID }
    /// The access key id that may sign requests.
    public var accessKey: String { self.configuration.accessKey }
    /// The secret of ``accessKey``.
    public var secretKey: String { self.configuration.secretKey }
    /// The accepted value of `X-Auth-Token`.
    public var token: String { self.configuration.token }

    /// The JSON line that `hss simulate` prints when it is ready (contract section 8).
    public var readyLine: JSONObject {
        [
            "endpoint": .string(self.endpoint),
            "project_id": .string(self.projectID),
            "ak": .string(self.accessKey),
            "sk": .string(self.secretKey),
            "token": .string(self.token),
        ]
    }

    /// What was called and created so far: the object that `GET /_sim/state` answers.
    public var state: JSONObject { self.host.state }

    /// Forgets what was called and created, as `POST /_sim/reset` does. Ids and faults start anew from the seed.
    public func reset() {
        self.host.reset()
    }

    /// Changes how many calls are taken from now on. Calls that were taken under another limit still count.
    ///
    /// It outlives a ``reset()``; ``configuration`` keeps what was asked for at the start.
    public func setQuota(_ quota: SimulatorQuota) {
        self.host.setQuota(quota)
    }

    /// Starts a simulator and returns when it listens.
    ///
    /// - Parameters:
    ///   - configuration: what to serve.
    ///   - group: event loops to serve on; one loop of it carries the requests. Nil starts a thread of its own,
    ///     which ends with the simulator. A group that is passed is not shut down.
    ///   - clock: the time it lives by.
    ///   - logger: nil logs nothing.
    /// - Throws: ``SimulatorError`` when the configuration cannot be served or the port is taken.
    public static func start(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(),
        on group: (any EventLoopGroup)? = nil,
        clock: SimulatorClock = .system,
        logger: Logger? = nil
    ) async throws(SimulatorError) -> Simulator {
        let configuration = try configuration.checked()
        let host = ServiceHost(configuration, clock: clock)
        let ownGroup = group == nil ? MultiThreadedEventLoopGroup(numberOfThreads: 1) : nil
        let eventLoops: any EventLoopGroup = group ?? ownGroup ?? MultiThreadedEventLoopGroup.singleton
        let (ports, portFound) = AsyncStream.makeStream(of: Int.self)
        let server = Server(
            childChannelSetup: HTTP1Channel(responder: { request, writer, channel in
                try await host.respond(to: request, writer, on: channel)
            }),
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: configuration.port)),
            onServerRunning: { channel in
                portFound.yield(channel.localAddress?.port ?? configuration.port)
            },
            eventLoopGroup: eventLoops,
            logger: logger ?? Logger(label: "hss.simulator") { _ in SwiftLogNoOpLogHandler() }
        )
        let executor = EventLoopExecutor(eventLoops.next())
        let serving = Task(executorPreference: executor) {
            defer { portFound.finish() }
            try await server.run()
        }
        // Not on the event loop: the last thing it does is to end that loop's thread.
        let finished = Task {
            _ = await serving.result
            try? await ownGroup?.shutdownGracefully()
        }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else {
            // Also nil when the caller is cancelled: then the server is still coming up.
            serving.cancel()
            await finished.value
            throw await Self.reason(of: serving, port: configuration.port)
        }
        return Simulator(configuration, port: port, host: host, serving: serving, finished: finished)
    }

    private static func reason(of serving: Task<Void, any Error>, port: Int) async -> SimulatorError {
        guard case .failure(let error) = await serving.result else {
            return .cannotListen(port: port, reason: "it ended at once")
        }
        return .cannotListen(port: port, reason: "\(error)")
    }

    private init(
        _ configuration: SimulatorConfiguration,
        port: Int,
        host: ServiceHost,
        serving: Task<Void, any Error>,
        finished: Task<Void, Never>
    ) {
        self.configuration = configuration
        self.port = port
        self.endpoint = "http://127.0.0.1:\(port)"
        self.host = host
        self.serving = serving
        self.finished = finished
    }

    deinit {
        self.serving.cancel()
    }

    /// Stops listening, cuts open connections, and returns when everything has ended. May be called twice.
    public func stop() async {
        self.serving.cancel()
        await self.finished.value
    }
}

/// Runs `body` against a simulator that lives exactly as long.
///
/// - Parameters:
///   - configuration: what to serve.
///   - group: event loops to serve on; nil starts a thread of its own.
///   - clock: the time it lives by.
///   - logger: nil logs nothing.
///   - body: gets the running simulator.
/// - Returns: what `body` returns.
/// - Throws: ``SimulatorError`` when it cannot be started, and what `body` throws.
public func withSimulator<Result>(
    _ configuration: SimulatorConfiguration = SimulatorConfiguration(),
    on group: (any EventLoopGroup)? = nil,
    clock: SimulatorClock = .system,
    logger: Logger? = nil,
    _ body: (Simulator) async throws -> Result
) async throws -> Result {
    let simulator = try await Simulator.start(configuration, on: group, clock: clock, logger: logger)
    do {
        let result = try await body(simulator)
        await simulator.stop()
        return result
    } catch {
        await simulator.stop()
        throw error
    }
}
