import HSSSchema
import Testing

@testable import HSSClient

/// Looks that fail: which of them end a wait, and when.
@Suite(.timeLimit(.minutes(1))) struct TaskPollerFailureTests {
    private let clock = WatchedClock()

    @Test func `without credentials all waits end, and nothing is sent`() async {
        let transport = HeldTransport()
        let poller = TaskPoller(transport, clock, environment: [:])
        for round in 1...3 {
            let waits = (1...20).map { number in
                let task = clock.task("\(round)-\(number)")
                return Task { await poller.end(of: task) }
            }
            for wait in waits {
                let error = await wait.value.error
                #expect(error?.kind == .config)
                #expect(error?.message.contains("no credentials found") == true)
            }
        }
        #expect(transport.calls.isEmpty)
    }

    @Test(
        arguments: [
            (401, "APIGW.0301", .auth, 1), (403, "APIGW.0302", .auth, 1), (404, "APIGW.0101", .service, 3),
            (400, "HSS.0011", .service, 3), (400, "HSS.0001", .service, 1),
        ] as [(Int, String, HSSError.Kind, Int)]
    )
    func `refusals end a wait`(_ status: Int, _ code: String, _ kind: HSSError.Kind, _ looks: Int) async {
        let transport = AnsweringTransport { _, _ in .refused(status, code) }
        let poller = TaskPoller(transport, clock)
        let task = clock.task("t")
        let error = await clock.drive { await poller.end(of: task) }.error
        #expect(error?.kind == kind)
        #expect(error?.errorCode == code)
        #expect(transport.calls.count == looks)
    }

    @Test(arguments: [503, 200])
    func `a service that fails is waited for until the patience is over`(_ status: Int) async {
        let transport = AnsweringTransport { _, _ in .refused(status, "HSS.0001") }
        let poller = TaskPoller(transport, clock) { $0.retry.patience = .seconds(300) }
        let task = clock.task("t")
        let error = await clock.drive { await poller.end(of: task) }.error
        #expect(error?.kind == .service)
        #expect(clock.monotonic >= .seconds(300) && clock.monotonic <= .seconds(420))
    }

    @Test func `a service that recovers in time ends no wait`() async {
        let clock = clock
        let transport = AnsweringTransport { _, _ in
            clock.monotonic < .seconds(700)
                ? .failure(TransportFailure(.noConnection, sent: .no, reason: "r")) : .status("success", file: "f")
        }
        let poller = TaskPoller(transport, clock)
        let task = clock.task("t")
        #expect(await clock.drive { await poller.end(of: task) }.status?.fileID == "f")
    }

    @Test(arguments: ["", ".", ".."])
    func `an id that cannot be one ends its own wait only, and holds nothing up`(_ id: String) async {
        let transport = AnsweringTransport { _, _ in .status("success", file: "f") }
        for pace in [Pace.none, .auto] {
            let poller = TaskPoller(transport, clock, pace: pace) { $0.concurrency = 1 }
            for _ in 0..<10 { #expect(await poller.end(of: clock.task(id)).error?.kind == .argument) }
            #expect(await poller.end(of: clock.task("t")).status?.fileID == "f")
        }
        #expect(transport.looks == ["t", "t"])
    }

    @Test func `an endpoint that accepts no look ends all waits as throttled`() async {
        let transport = AnsweringTransport { _, _ in .refused(429, "APIGW.0308") }
        let poller = TaskPoller(transport, clock, pace: .auto) { $0.retry.patience = .seconds(300) }
        let tasks = (0..<10).map { clock.task("\($0)") }
        let errors = await clock.drive {
            await withTaskGroup(of: HSSError?.self) { group in
                for task in tasks { group.addTask { await poller.end(of: task).error } }
                return await group.reduce(into: []) { $0.append($1?.kind) }
            }
        }
        #expect(errors == Array(repeating: .throttled, count: 10))
        #expect(clock.monotonic <= .seconds(900))
    }
}
