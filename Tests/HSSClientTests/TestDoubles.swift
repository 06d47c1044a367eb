import Logging
import Synchronization

@testable import HSSClient

/// Answers from a list instead of a network, and keeps what it was given.
final class ScriptedTransport: Transport {
    private struct State {
        var results: [Result<HTTPAnswer, TransportFailure>]
        var calls: [HTTPCall] = []
        var inFlight = 0
        var mostInFlight = 0
    }

    private let state: Mutex<State>
    private let clock: VirtualClock?

    init(_ results: [Result<HTTPAnswer, TransportFailure>], slowedBy clock: VirtualClock? = nil) {
        state = Mutex(State(results: results))
        self.clock = clock
    }

    convenience init(_ status: Int, _ body: String, headers: [HTTPField] = []) {
        self.init([.success(HTTPAnswer(status: status, headers: headers, body: Array(body.utf8)))])
    }

    var calls: [HTTPCall] { state.withLock { $0.calls } }
    var mostInFlight: Int { state.withLock { $0.mostInFlight } }

    func send(_ call: HTTPCall) async throws(TransportFailure) -> HTTPAnswer {
        let result = state.withLock { state in
            state.calls.append(call)
            state.inFlight += 1
            state.mostInFlight = max(state.mostInFlight, state.inFlight)
            return state.results.count > 1 ? state.results.removeFirst() : state.results[0]
        }
        try? await clock?.sleep(for: .seconds(1))
        state.withLock { $0.inFlight -= 1 }
        return try result.get()
    }

    func send(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer {
        try await sendWhole(call, into: sink)
    }

    func shutdown() async {}
}

final class RecordingJournal: CreationJournal {
    private let events = Mutex<[String]>([])
    private let answer: PreparedAnswer
    private let broken: String?
    private let sent: @Sendable () -> Int

    init(_ answer: PreparedAnswer = .send, brokenAt: String? = nil, sent: @escaping @Sendable () -> Int = { 0 }) {
        self.answer = answer
        self.broken = brokenAt
        self.sent = sent
    }

    var all: [String] { events.withLock { $0 } }

    private func note(_ event: String) throws(HSSError) {
        events.withLock { $0.append("\(event) after \(sent()) calls") }
        if event.hasPrefix(broken ?? "-") { throw HSSError(.config, "the ledger is full") }
    }

    func prepared(_ creation: PreparedCreation) async throws(HSSError) -> PreparedAnswer {
        try note("prepared \(creation.projectID) \(creation.enterpriseProjectID ?? "-")")
        return answer
    }
    func willSend(attempt: Int) async throws(HSSError) { try note("willSend \(attempt)") }
    func retracted(attempt: Int) async { try? note("retracted \(attempt)") }
    func created(taskID: String, attempts: Int) async throws(HSSError) { try note("created \(taskID)") }
    func failed(_ error: HSSError) async { try? note("failed \(error.kind)") }
    func ambiguous(_ error: HSSError) async { try? note("ambiguous \(error.kind)") }
}

final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

struct LineHandler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(lines: LogLines) { self.lines = lines }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.add("\(event.level) \(event.message) \(event.metadata ?? [:])")
    }
}
