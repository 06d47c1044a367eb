import Testing

@testable import HSSClient

/// Many tasks at the documented pace of one look in 12 s.
struct PollFairnessTests {
    private static let gap = Duration.seconds(12)

    /// Looks at tasks that run for a while, one look in 12 s, and tells when each task was looked at.
    private struct Run {
        /// When each task is created and how long it runs; nil for ever.
        var tasks: [(created: Duration, length: Duration?)]
        var looks: [[Duration]]
        var ended: [Duration?]

        init(_ tasks: [(created: Duration, length: Duration?)]) {
            self.tasks = tasks
            looks = Array(repeating: [], count: tasks.count)
            ended = Array(repeating: nil, count: tasks.count)
        }

        mutating func run(until end: Duration) {
            var plan = PollPlan(patience: .seconds(900))
            var now = Duration.zero
            var added = 0
            while now < end {
                while added < tasks.count, tasks[added].created <= now {
                    let task = PollPlanTests.task("\(added)")
                    plan.add(task, createdAt: tasks[added].created, interval: .seconds(5), at: now)
                    added += 1
                }
                if let task = plan.take(at: now), let index = Int(task.taskID) {
                    looks[index].append(now)
                    let isOver = tasks[index].length.map { tasks[index].created + $0 <= now } == true
                    let look = PollPlanTests.status(isOver ? "success" : "running", file: isOver ? "f" : nil)
                    if case .ended = plan.record(task, look, at: now) { ended[index] = now }
                }
                now += PollFairnessTests.gap
            }
        }
    }

    @Test(arguments: [5, 6, 20, 200])
    func `tasks that never end do not keep others from being looked at`(_ count: Int) {
        var run = Run(Array(repeating: (.zero, nil), count: count))
        let bound = Self.gap * (4 * count) + .seconds(72)
        run.run(until: bound * 3)
        for looks in run.looks {
            let times = [.zero] + looks + [bound * 3]
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 <= bound })
        }
    }

    @Test(arguments: [5, 50])
    func `a new task beside old ones that never end is soon found to have ended`(_ old: Int) throws {
        var run = Run(Array(repeating: (.zero, nil), count: old) + [(.seconds(600), .seconds(30))])
        run.run(until: .seconds(20_000))
        let ended = try #require(run.ended[old])
        #expect(ended <= .seconds(600) + Self.gap * (4 * (old + 1)) + .seconds(72))
    }

    @Test func `no look is left out while a task is due`() {
        var run = Run(Array(repeating: (.zero, nil), count: 20))
        run.run(until: .seconds(12_000))
        #expect(run.looks.map(\.count).reduce(0, +) == 999)
    }

    /// Created as fast as the service allows, and all equally long: the first look at each but the last is early, so
    /// that only age brings the ends in as they come.
    @Test func `tasks that were created one after the other are found to have ended in that order, and soon`() {
        let length = Duration.seconds(300)
        var run = Run((0..<100).map { (Self.gap * $0, length) })
        run.run(until: .seconds(3600))
        let delays = run.ended.enumerated().map { index, ended in
            ended.map { $0 - run.tasks[index].created - length } ?? .seconds(9999)
        }
        #expect(delays.allSatisfy { $0 <= .seconds(400) })
        let mean = delays.reduce(.zero, +) / delays.count
        #expect(mean <= .seconds(120), "\(mean)")
    }

    @Test func `tasks of yesterday are looked at once each, the oldest first`() {
        var plan = PollPlan(patience: .seconds(900))
        var generator = SeededGenerator(seed: 3)
        let ages = (1...200).shuffled(using: &generator)
        for age in ages {
            plan.add(PollPlanTests.task("\(age)"), createdAt: .seconds(-age), interval: .seconds(5), at: .zero)
        }
        var now = Duration.zero
        var order: [Int] = []
        while let task = plan.take(at: now) {
            order.append(Int(task.taskID) ?? 0)
            _ = plan.record(task, PollPlanTests.status("success", file: "f"), at: now)
            now += Self.gap
        }
        #expect(order == Array((1...200).reversed()))
        #expect(plan.isEmpty)
    }
}
