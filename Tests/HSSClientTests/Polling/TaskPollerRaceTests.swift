import HSSSchema
import Testing

@testable import HSSClient

/// Waits that come and go while looks begin, end and are called off.
@Suite(.timeLimit(.minutes(2))) struct TaskPollerRaceTests {
    /// Takes a few turns to answer, and can be called off meanwhile.
    private static func slow(_ turns: Int, _ answer: AnsweringTransport.Answer) async -> AnsweringTransport.Answer {
        for _ in 0..<turns {
            if Task.isCancelled { return .failure(TransportFailure(.cancelled, sent: .unknown, reason: "called off")) }
            await Task.yield()
        }
        return answer
    }

    private static func turn(_ count: Int) async {
        for _ in 0..<count { await Task.yield() }
    }

    /// Without anybody moving the clock: a look that was called off must not put off the next one.
    @Test(arguments: [Pace.none, .auto], [1, 8])
    func `who comes while the last look is called off is served at once`(_ pace: Pace, _ concurrency: Int) async {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let clock = WatchedClock()
            let turns = Int.random(in: 0...12, using: &generator)
            let transport = AnsweringTransport { _, _ in await Self.slow(turns, .status("success", file: "f")) }
            let poller = TaskPoller(transport, clock, pace: pace) { $0.concurrency = concurrency }
            let task = clock.task("t")
            let leaving = Task { await poller.end(of: task) }
            await Self.turn(Int.random(in: 0...15, using: &generator))
            leaving.cancel()
            await Self.turn(Int.random(in: 0...6, using: &generator))
            let staying = Task { await poller.end(of: task) }
            #expect(await staying.value.status?.fileID == "f")
            let left = await leaving.value
            #expect(left.status != nil || left.error?.kind == .cancelled)
        }
    }

    @Test func `waits on many tasks come and go, and each that stays is served`() async {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<60 {
            let clock = WatchedClock()
            let looks = Events<String>()
            let transport = AnsweringTransport { call, number in
                looks.add(call.taskID)
                return await Self.slow(number % 5, number % 3 == 0 ? .status("running") : .status("success", file: "f"))
            }
            let poller = TaskPoller(transport, clock) { $0.concurrency = 3 }
            let draws = (0..<30).map { _ in
                (task: Int.random(in: 0...4, using: &generator), leaves: Bool.random(using: &generator))
            }
            let moments = draws.map { _ in Int.random(in: 0...20, using: &generator) }
            let results = await clock.drive {
                await withTaskGroup(of: (Bool, Result<TaskStatus, HSSError>).self) { group in
                    for (draw, moment) in zip(draws, moments) {
                        group.addTask {
                            await Self.turn(moment)
                            let task = FollowedTask(taskID: "\(draw.task)", enterpriseProjectID: nil, createdAt: 0)
                            let wait = Task { await poller.end(of: task) }
                            if draw.leaves {
                                await Self.turn(moment / 2)
                                wait.cancel()
                            }
                            return (draw.leaves, await wait.value)
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
            }
            for (leaves, result) in results {
                #expect(result.status?.fileID == "f" || (leaves && result.error?.kind == .cancelled))
            }
            await Self.turn(100)
            let count = looks.all.count
            clock.base.advance(by: .seconds(3600))
            await Self.turn(100)
            #expect(looks.all.count == count)
        }
    }

    @Test func `one task is never looked at twice at the same time`() async {
        var generator = SeededGenerator(seed: 13)
        for _ in 0..<200 {
            let clock = WatchedClock()
            let events = Events<(id: String, isStart: Bool)>()
            let transport = AnsweringTransport { call, number in
                events.add((call.taskID, true))
                let answer = await Self.slow(number % 9, .status("success", file: "f"))
                events.add((call.taskID, false))
                return answer
            }
            let poller = TaskPoller(transport, clock)
            // The other wait keeps looks from being called off with the first.
            let other = clock.task("other", age: .zero)
            let keeping = Task { await poller.end(of: other) }
            await clock.waitForLooksAtTheWall(1)
            let task = clock.task("t")
            for _ in 0..<3 {
                let leaving = Task { await poller.end(of: task) }
                await Self.turn(Int.random(in: 0...10, using: &generator))
                leaving.cancel()
            }
            #expect(await poller.end(of: task).status?.fileID == "f")
            keeping.cancel()
            _ = await keeping.value
            var underWay = 0
            for event in events.all where event.id == "t" {
                underWay += event.isStart ? 1 : -1
                #expect(underWay <= 1)
            }
        }
    }
}
