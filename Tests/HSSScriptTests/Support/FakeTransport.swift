import HSSClient
import HSSSchema
import Synchronization

/// Stands in for the network: answers by a function, and keeps what it was given.
///
/// Unless told otherwise a creation gets `task-1`, `task-2`… and a look at a task `success`.
final class FakeTransport: Transport {
    typealias Answer = @Sendable (_ number: Int, HTTPCall) throws(TransportFailure) -> HTTPAnswer

    private struct State {
        var calls: [HTTPCall] = []
        var inFlight = 0
        var mostInFlight = 0
        var held: [Int: CheckedContinuation<Bool, Never>] = [:]
        /// What became of calls before they were held.
        var decided: [Int: Bool] = [:]
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var cancelled = 0
        var cancellationWatchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let holds: Bool
    private let givesGrace: Bool
    private let answer: Answer

    /// - Parameters:
    ///   - holds: whether calls stay in flight until the test releases them.
    ///   - givesGrace: whether a cancelled call still waits for that, if it asks for a grace.
    init(holds: Bool = false, givesGrace: Bool = false, _ answer: @escaping Answer = FakeTransport.standard) {
        self.holds = holds
        self.givesGrace = givesGrace
        self.answer = answer
    }

    /// Answers each creation alike.
    convenience init(_ status: Int, _ body: String, headers: [HTTPField] = []) {
        self.init { _, _ in HTTPAnswer(status: status, headers: headers, body: Array(body.utf8)) }
    }

    static let standard: Answer = { (number, call) throws(TransportFailure) in
        call.method == .post
            ? .json(["task_id": .string("task-\(number)")])
            : .json(["task_id": "task-1", "task_status": "success", "file_id": "file-1", "file_name": "report.zip"])
    }

    var calls: [HTTPCall] { state.withLock { $0.calls } }
    var mostInFlight: Int { state.withLock { $0.mostInFlight } }
    /// The bodies of the creations, as JSON, in the order of arrival.
    var bodies: [JSONValue] { calls.filter { $0.method == .post }.compactMap { try? JSONValue(parsing: $0.body) } }

    func send(_ call: HTTPCall) async throws(TransportFailure) -> HTTPAnswer {
        let (number, watchers) = state.withLock { state in
            state.calls.append(call)
            state.inFlight += 1
            state.mostInFlight = max(state.mostInFlight, state.inFlight)
            let count = state.calls.count
            let met = state.watchers.filter { $0.count <= count }.map(\.continuation)
            state.watchers.removeAll { $0.count <= count }
            return (count, met)
        }
        for watcher in watchers { watcher.resume() }
        defer { state.withLock { $0.inFlight -= 1 } }
        if holds, await !isReleased(number, call) {
            throw TransportFailure(.cancelled, sent: .unknown, reason: "cancelled")
        }
        return try answer(number, call)
    }

    func send(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer {
        try await sendWhole(call, into: sink)
    }

    func shutdown() async {}

    /// Returns once that many calls have arrived.
    func arrival(of count: Int) async {
        await withCheckedContinuation { continuation in
            let arrived = state.withLock { state in
                if state.calls.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if arrived { continuation.resume() }
        }
    }

    /// Returns once that many held calls have been called off, whether they end of it or get their grace.
    func cancellation(of count: Int) async {
        await withCheckedContinuation { continuation in
            let isMet = state.withLock { state in
                if state.cancelled >= count { return true }
                state.cancellationWatchers.append((count, continuation))
                return false
            }
            if isMet { continuation.resume() }
        }
    }

    private func noteCancellation() {
        let met = state.withLock { state in
            state.cancelled += 1
            let count = state.cancelled
            let met = state.cancellationWatchers.filter { $0.count <= count }.map(\.continuation)
            state.cancellationWatchers.removeAll { $0.count <= count }
            return met
        }
        for watcher in met { watcher.resume() }
    }

    /// Lets the calls of these numbers go on.
    func release(_ numbers: Int...) {
        for number in numbers { decide(number, true) }
    }

    private func decide(_ number: Int, _ goesOn: Bool) {
        let continuation = state.withLock { state in
            if state.decided[number] == nil { state.decided[number] = goesOn }
            return state.held.removeValue(forKey: number)
        }
        continuation?.resume(returning: goesOn)
    }

    /// A cancelled call is cut off as if its grace were over, unless the test lets calls have theirs.
    private func isReleased(_ number: Int, _ call: HTTPCall) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let decided = state.withLock { state in
                    if state.decided[number] == nil { state.held[number] = continuation }
                    return state.decided[number]
                }
                if let decided { continuation.resume(returning: decided) }
            }
        } onCancel: {
            if !givesGrace || call.cancellationGrace == .zero { decide(number, false) }
            noteCancellation()
        }
    }
}

extension HTTPAnswer {
    static func json(_ body: JSONObject, status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(status: status, headers: [HTTPField("Content-Type", "application/json")], body: body.encoded())
    }
}
