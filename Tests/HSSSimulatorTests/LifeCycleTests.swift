import HSSClient
import HSSSchema
import HSSSimulator
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// Starting, delaying and stopping.
@Suite struct LifeCycleTests {
    func look(at simulator: Simulator, with transport: AsyncHTTPTransport) async throws -> HTTPAnswer {
        try await transport.send(
            HTTPCall(
                .get,
                endpoint: Endpoint(parsing: simulator.endpoint),
                path: "/v5/\(simulator.projectID)/export-task/none",
                headers: [HTTPField("X-Auth-Token", simulator.token)],
                timeout: .seconds(60)
            )
        )
    }

    @Test("latency delays each answer by the injected clock")
    func latency() async throws {
        let slept = Mutex<[Int]>([])
        let clock = SimulatorClock(
            nowMilliseconds: { 0 },
            sleep: { milliseconds in slept.withLock { $0.append(milliseconds) } }
        )
        var configuration = SimulatorConfiguration()
        configuration.latencyMilliseconds = 3_600_000
        try await withSimulator(configuration, clock: clock) { simulator in
            let transport = AsyncHTTPTransport()
            for _ in 0..<2 {
                let answer = try await self.look(at: simulator, with: transport)
                #expect(answer.status == 400)
            }
            await transport.shutdown()
        }
        #expect(slept.withLock { $0 } == [3_600_000, 3_600_000])
    }

    @Test("stopping cuts calls in flight and frees the port")
    func stop() async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let clock = SimulatorClock(
            nowMilliseconds: { 0 },
            sleep: { _ in
                arrived.yield()
                try await Task.sleep(for: .seconds(3600))
            }
        )
        var configuration = SimulatorConfiguration()
        configuration.latencyMilliseconds = 1
        let simulator = try await Simulator.start(configuration, clock: clock)
        let transport = AsyncHTTPTransport()
        let call = Task { try await self.look(at: simulator, with: transport) }
        for await _ in arrivals { break }
        await simulator.stop()
        let cut = await #expect(throws: TransportFailure.self) { try await call.value }
        #expect(cut?.sent == .unknown)
        let refused = await #expect(throws: TransportFailure.self) {
            try await self.look(at: simulator, with: transport)
        }
        #expect(refused?.sent == .no)
        await simulator.stop()
        await transport.shutdown()

        configuration.port = simulator.port
        let again = try await Simulator.start(configuration)
        #expect(again.endpoint == simulator.endpoint)
        await again.stop()
    }

    @Test("a port that is taken is an error that names it")
    func portTaken() async throws {
        try await withSimulator { simulator in
            var configuration = SimulatorConfiguration()
            configuration.port = simulator.port
            let error = await #expect(throws: SimulatorError.self) { try await Simulator.start(configuration) }
            #expect(error?.isAddress == true)
            #expect(error?.description.contains("127.0.0.1 port \(simulator.port)") == true)
        }
    }

    @Test("a start that is cancelled leaves nothing behind and does not hang")
    func cancelledStart() async throws {
        let start = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            let simulator = try await Simulator.start()
            await simulator.stop()
        }
        _ = await start.result
    }

    @Test("an event loop that is passed carries the requests and is not shut down")
    func sharedEventLoop() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        try await withSimulator(on: group) { simulator in
            let transport = AsyncHTTPTransport(eventLoopGroup: group)
            let answer = try await self.look(at: simulator, with: transport)
            #expect(answer.status == 400)
            await transport.shutdown()
        }
        let stillRuns = try await group.next().submit { true }.get()
        #expect(stillRuns)
        try await group.shutdownGracefully()
    }

    struct Unusable: Sendable {
        let named: String
        let change: @Sendable (inout SimulatorConfiguration) -> Void
    }

    static let unusableConfigurations: [Unusable] = [
        Unusable(named: "port") { $0.port = 65536 },
        Unusable(named: "port") { $0.port = -1 },
        Unusable(named: "project id") { $0.projectID = "" },
        Unusable(named: "project id") { $0.projectID = "a/b" },
        Unusable(named: "access key") { $0.secretKey = "" },
        Unusable(named: "token") { $0.token = "" },
        Unusable(named: "failing tasks") { $0.failingTasksPercent = 101 },
        Unusable(named: "polls") { $0.polls = -1 },
        Unusable(named: "latency") { $0.latencyMilliseconds = -1 },
        Unusable(named: "latency") { $0.latencyMilliseconds = 86_400_001 },
        Unusable(named: "namespaces") { $0.namespaces = -1 },
        Unusable(named: "namespaces") { ($0.namespaces, $0.imagesPerNamespace) = (.max, 2) },
        Unusable(named: "namespaces") { ($0.namespaces, $0.imagesPerNamespace) = (.max, 0) },
        Unusable(named: "2000000 images") { ($0.namespaces, $0.imagesPerNamespace) = (2_001, 1000) },
        Unusable(named: "data time") { $0.dataTime = 1_735_689_600 },
        Unusable(named: "data time") { $0.dataTime = .max },
        Unusable(named: "time scale") { $0.timeScale = 0 },
        Unusable(named: "time scale") { $0.timeScale = -1 },
        Unusable(named: "time scale") { $0.timeScale = .infinity },
        Unusable(named: "time scale") { $0.timeScale = .nan },
        Unusable(named: "fault rule") { $0.faults = [FaultRule(.html), FaultRule(.status(199))] },
        Unusable(named: "fault rule") { $0.faults = [FaultRule(.delay(milliseconds: -1))] },
        Unusable(named: "fault rule") { $0.faults = [FaultRule(.half, .every(0))] },
        Unusable(named: "fault rule") { $0.faults = [FaultRule(.half, .first(0))] },
        Unusable(named: "fault rule") { $0.faults = [FaultRule(.half, .percent(100.5))] },
    ]

    @Test("a configuration that cannot be served is refused by name", arguments: unusableConfigurations)
    func configuration(_ unusable: Unusable) async {
        var configuration = SimulatorConfiguration()
        unusable.change(&configuration)
        let error = await #expect(throws: SimulatorError.self) { try await Simulator.start(configuration) }
        #expect(error?.isAddress == false)
        #expect(error?.description.contains(unusable.named) == true)
    }
}
