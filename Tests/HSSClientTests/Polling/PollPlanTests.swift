import Testing

@testable import HSSClient

/// What a look means, and when the next one is due: a pure function of time and answers.
struct PollPlanTests {
    private static let created = Duration.seconds(1000)

    static func task(_ id: String) -> FollowedTask {
        FollowedTask(taskID: id, enterpriseProjectID: nil, createdAt: 0)
    }

    static func status(_ status: String, file: String? = nil) -> PollPlan.Look {
        .status(
            TaskStatus(
                taskID: "t",
                taskName: nil,
                status: TaskStatus.State(rawValue: status),
                fileID: file,
                fileName: nil
            )
        )
    }

    static func failure(_ kind: HSSError.Kind, _ status: Int? = nil, _ code: String? = nil) -> PollPlan.Look {
        var error = HSSError(kind, "m")
        error.status = status
        error.errorCode = code
        return .failure(error)
    }

    private static let notFound = failure(.service, 404, "APIGW.0101")
    private static let gone = failure(.service, 400, "HSS.0011")
    private static let running = status("running")
    private static let broken = failure(.service, 503)

    /// The words for what a look came to.
    private static func words(_ verdict: PollPlan.Verdict) -> String {
        switch verdict {
        case .pending: "pending"
        case .ended(let status): "ended \(status.status.rawValue)"
        case .failed(let error): "failed \(error.kind.rawValue)"
        }
    }

    /// Looks at one task whenever it is due; answers come at once.
    private func verdicts(of looks: [PollPlan.Look], patience: Duration = .seconds(900)) -> [String] {
        var plan = PollPlan(patience: patience)
        let task = Self.task("t")
        plan.add(task, createdAt: Self.created, interval: .seconds(5), at: Self.created)
        var now = Self.created
        return looks.map { look in
            now = plan.nextDue(after: now) ?? now
            guard plan.take(at: now) == task else { return "over" }
            return Self.words(plan.record(task, look, at: now))
        }
    }

    @Test(arguments: [1, 5, 60, 100])
    func `the first look comes an interval after the creation, the others ever later, up to a minute`(_ interval: Int) {
        var plan = PollPlan(patience: .seconds(900))
        let interval = Duration.seconds(interval)
        plan.add(Self.task("t"), createdAt: Self.created, interval: interval, at: Self.created)
        var now = Self.created
        var spacings: [Duration] = []
        for _ in 0..<20 {
            let next = plan.nextDue(after: now) ?? now
            #expect(plan.take(at: next - .nanoseconds(1)) == nil)
            #expect(plan.dueCount(at: next - .nanoseconds(1)) == 0)
            #expect(plan.dueCount(at: next) == 1)
            #expect(plan.take(at: next) == Self.task("t"))
            _ = plan.record(Self.task("t"), Self.running, at: next)
            spacings.append(next - now)
            now = next
        }
        #expect(spacings[0] == interval)
        for (last, next) in zip(spacings, spacings.dropFirst()) {
            #expect(next == max(interval, min(last * 1.5, .seconds(60))))
        }
    }

    @Test func `an old task is looked at at once, a new one when its time has come`() {
        var plan = PollPlan(patience: .seconds(900))
        plan.add(Self.task("old"), createdAt: .seconds(10), interval: .seconds(5), at: .seconds(1000))
        plan.add(Self.task("new"), createdAt: .seconds(998), interval: .seconds(5), at: .seconds(1000))
        #expect(plan.take(at: .seconds(1000)) == Self.task("old"))
        #expect(plan.take(at: .seconds(1000)) == nil)
        #expect(plan.nextDue(after: .seconds(1000)) == .seconds(1003))
    }

    @Test func `the spacing is measured from the answer, not from the look's start`() {
        var plan = PollPlan(patience: .seconds(900))
        plan.add(Self.task("t"), createdAt: .zero, interval: .seconds(5), at: .zero)
        #expect(plan.take(at: .seconds(5)) == Self.task("t"))
        _ = plan.record(Self.task("t"), Self.running, at: .seconds(40))
        #expect(plan.nextDue(after: .seconds(40)) == .seconds(47.5))
    }

    @Test func `the oldest of those that are due comes first`() {
        var plan = PollPlan(patience: .seconds(900))
        for (id, age) in [("b", 20), ("a", 30), ("c", 10), ("c2", 10), ("later", 1)] {
            plan.add(Self.task(id), createdAt: .seconds(100 - age), interval: .seconds(5), at: .seconds(100))
        }
        let order = (0..<5).map { _ in plan.take(at: .seconds(100))?.taskID }
        #expect(order == ["a", "b", "c", "c2", nil])
    }

    @Test func `a task is not looked at twice at the same time`() {
        var plan = PollPlan(patience: .seconds(900))
        let task = Self.task("t")
        plan.add(task, createdAt: .zero, interval: .seconds(5), at: .seconds(100))
        #expect(plan.take(at: .seconds(100)) == task)
        plan.add(task, createdAt: .zero, interval: .seconds(1), at: .seconds(101))
        #expect(plan.take(at: .seconds(1000)) == nil)
        plan.remove(task)
        #expect(plan.isEmpty)
        plan.add(task, createdAt: .zero, interval: .seconds(1), at: .seconds(102))
        #expect(!plan.isEmpty)
        #expect(plan.take(at: .seconds(1000)) == nil)
        #expect(Self.words(plan.record(task, Self.running, at: .seconds(1000))) == "pending")
        #expect(plan.take(at: .seconds(1002)) == task)
    }

    @Test func `a look that is called off is made up for at once if somebody came meanwhile`() {
        var plan = PollPlan(patience: .seconds(900))
        let task = Self.task("t")
        plan.add(task, createdAt: .zero, interval: .seconds(5), at: .seconds(100))
        #expect(plan.take(at: .seconds(100)) == task)
        plan.remove(task)
        plan.add(task, createdAt: .zero, interval: .seconds(5), at: .seconds(101))
        _ = plan.record(task, Self.failure(.cancelled), at: .seconds(101))
        #expect(plan.take(at: .seconds(101)) == task)
        _ = plan.record(task, Self.failure(.cancelled), at: .seconds(101))
        #expect(plan.take(at: .seconds(101)) == nil)
    }

    @Test func `the answer about a task that nobody waits for changes nothing`() {
        var plan = PollPlan(patience: .seconds(900))
        let task = Self.task("t")
        plan.add(task, createdAt: .zero, interval: .seconds(5), at: .seconds(100))
        _ = plan.take(at: .seconds(100))
        plan.remove(task)
        #expect(Self.words(plan.record(task, Self.failure(.auth), at: .seconds(101))) == "pending")
        #expect(plan.isEmpty)
        #expect(plan.nextDue(after: .zero) == nil)
        #expect(plan.dueCount(at: .seconds(9999)) == 0)
    }

    @Test func `who waits with a shorter interval gets it`() {
        var plan = PollPlan(patience: .seconds(900))
        plan.add(Self.task("t"), createdAt: .zero, interval: .seconds(50), at: .zero)
        plan.add(Self.task("t"), createdAt: .zero, interval: .seconds(2), at: .seconds(1))
        #expect(plan.nextDue(after: .zero) == .seconds(2))
        plan.add(Self.task("t"), createdAt: .zero, interval: .seconds(60), at: .seconds(1))
        #expect(plan.nextDue(after: .zero) == .seconds(2))
    }

    @Test(
        arguments: [
            ([status("failure")], ["ended failure"]),
            ([status("failure", file: "f")], ["ended failure"]),
            ([status("success", file: "f")], ["ended success"]),
            (Array(repeating: status("success"), count: 4), ["pending", "pending", "ended success", "over"]),
            ([status("success"), status("success", file: "f")], ["pending", "ended success"]),
            ([status("success"), status("failure")], ["pending", "ended failure"]),
            (
                [status("success"), broken, status("success"), broken, status("success")],
                ["pending", "pending", "pending", "pending", "ended success"]
            ),
            (
                ["running", "", " ", "SUCCESS", "Failure", "queued", "null"].map { status($0) },
                Array(repeating: "pending", count: 7)
            ),
            ([notFound, notFound, notFound], ["pending", "pending", "failed service"]),
            ([gone, notFound, gone, gone], ["pending", "pending", "failed service", "over"]),
            ([failure(.service, 400, "hss.0011"), running], ["failed service", "over"]),
            (
                [notFound, notFound, running, notFound, notFound, status("success"), notFound, notFound, notFound],
                Array(repeating: "pending", count: 8) + ["failed service"]
            ),
            ([failure(.auth, 401)], ["failed auth"]),
            ([failure(.auth, 403), running], ["failed auth", "over"]),
            ([failure(.config)], ["failed config"]),
            ([failure(.argument)], ["failed argument"]),
            ([failure(.cancelled), failure(.cancelled), running], ["pending", "pending", "pending"]),
        ] as [([PollPlan.Look], [String])]
    )
    func `what looks come to`(_ looks: [PollPlan.Look], _ verdicts: [String]) {
        #expect(self.verdicts(of: looks) == verdicts)
    }

    @Test(
        arguments: [
            (.service, 503), (.service, 200), (.transport, nil), (.timeout, nil), (.throttled, 429),
        ] as [(HSSError.Kind, Int?)]
    )
    func `other errors are waited out until the patience is over`(_ kind: HSSError.Kind, _ status: Int?) {
        var plan = PollPlan(patience: .seconds(900))
        let task = Self.task("t")
        plan.add(task, createdAt: .zero, interval: .seconds(5), at: .zero)
        func look(_ look: PollPlan.Look, at seconds: Int) -> String {
            guard plan.take(at: .seconds(seconds)) == task else { return "not due" }
            return Self.words(plan.record(task, look, at: .seconds(seconds)))
        }
        let broken = Self.failure(kind, status)
        #expect(look(broken, at: 100) == "pending")
        #expect(look(broken, at: 999) == "pending")
        #expect(look(Self.running, at: 1100) == "pending")
        #expect(look(broken, at: 1200) == "pending")
        #expect(look(broken, at: 2099) == "pending")
        #expect(look(broken, at: 2200) == "failed \(kind.rawValue)")
        #expect(plan.isEmpty)
    }
}
