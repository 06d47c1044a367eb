import HSSSchema
import Synchronization

@testable import HSSClient

/// A virtual clock that counts how many waits have begun: each one looks at the wall once, while it is taken in.
final class WatchedClock: HSSClock {
    let base: VirtualClock
    private let count = Mutex(0)

    init(wallMilliseconds: Int64 = 1_800_000_000_000) {
        base = VirtualClock(wallMilliseconds: wallMilliseconds)
    }

    var wallMilliseconds: Int64 {
        count.withLock { $0 += 1 }
        return base.wallMilliseconds
    }

    var monotonic: Duration { base.monotonic }
    func sleep(for duration: Duration) async throws { try await base.sleep(for: duration) }

    func waitForLooksAtTheWall(_ wanted: Int) async {
        while count.withLock({ $0 }) < wanted { await Task.yield() }
    }

    /// A task of that age.
    func task(_ id: String, age: Duration = .seconds(3600), enterpriseProjectID: String? = nil) -> FollowedTask {
        FollowedTask(
            taskID: id,
            enterpriseProjectID: enterpriseProjectID,
            createdAt: base.wallMilliseconds - age.wholeMilliseconds
        )
    }

    /// Moves the time from sleeper to sleeper until the work is done.
    func drive<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value {
        let done = Events<Bool>()
        let task = Task {
            let value = await work()
            done.add(true)
            return value
        }
        while done.all.isEmpty {
            for _ in 0..<50 { await Task.yield() }
            if done.all.isEmpty { base.advanceToNextSleeper() }
        }
        return await task.value
    }
}

/// What happened, in order.
final class Events<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    var all: [Element] { elements.withLock { $0 } }
    func add(_ element: Element) { elements.withLock { $0.append(element) } }

    func wait(for count: Int) async {
        while all.count < count { await Task.yield() }
    }
}

extension AnsweringTransport.Answer {
    static func status(_ status: String, file: String? = nil) -> Self {
        let file = file.map { #","file_id":"\#($0)","file_name":"r.zip""# } ?? ""
        return json(#"{"task_id":"x","task_name":"n","task_status":"\#(status)"\#(file)}"#)
    }
}

extension AnsweringTransport {
    /// The ids of the tasks that were looked at.
    var looks: [String] { calls.map(\.taskID) }
}

extension HTTPCall {
    var taskID: String { path.split(separator: "/").last.map(String.init) ?? "" }
}

extension TaskPoller {
    convenience init(
        _ transport: any Transport,
        _ clock: any HSSClock,
        pace: Pace = .none,
        environment: [String: String] = ["HSS_AUTH_TOKEN": "t"],
        interval: Duration = .seconds(5),
        change: (inout HSSClient.Configuration) -> Void = { _ in }
    ) {
        let client = HSSClient.test(transport, environment: environment) {
            $0.clock = clock
            $0.pace = pace
            change(&$0)
        }
        self.init(client, interval: interval)
    }

    /// The wait's end, in one word for a success and with the error otherwise.
    func end(
        of task: FollowedTask,
        timeout: Duration? = nil,
        interval: Duration? = nil,
        onLook: @escaping @Sendable (TaskStatus) -> Void = { _ in }
    ) async -> Result<TaskStatus, HSSError> {
        do throws(HSSError) {
            return .success(try await wait(for: task, timeout: timeout, interval: interval, onLook: onLook))
        } catch {
            return .failure(error)
        }
    }
}

extension Result<TaskStatus, HSSError> {
    var error: HSSError? {
        if case .failure(let error) = self { error } else { nil }
    }

    var status: TaskStatus? {
        try? get()
    }
}
