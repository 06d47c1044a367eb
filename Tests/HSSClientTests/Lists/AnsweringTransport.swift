import HSSSchema
import Synchronization

@testable import HSSClient

/// Answers each call with what a closure makes of it, and keeps the calls.
final class AnsweringTransport: Transport {
    typealias Answer = Result<HTTPAnswer, TransportFailure>

    private let received = Mutex<[HTTPCall]>([])
    private let answer: @Sendable (HTTPCall, Int) async -> Answer

    /// - Parameter answer: is given the call and its number, from 1.
    init(_ answer: @escaping @Sendable (HTTPCall, Int) async -> Answer) {
        self.answer = answer
    }

    var calls: [HTTPCall] { received.withLock { $0 } }

    func send(_ call: HTTPCall) async throws(TransportFailure) -> HTTPAnswer {
        let number = received.withLock { calls in
            calls.append(call)
            return calls.count
        }
        return try await answer(call, number).get()
    }

    func send(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer {
        try await sendWhole(call, into: sink)
    }

    func shutdown() async {}
}

/// Holds each call until the test answers it or the caller calls it off.
final class HeldTransport: Transport {
    private struct State {
        var calls: [HTTPCall] = []
        var held: [Int: CheckedContinuation<AnsweringTransport.Answer, Never>] = [:]
        var calledOff: Set<Int> = []
    }

    private let state = Mutex(State())

    var calls: [HTTPCall] { state.withLock { $0.calls } }
    /// The numbers of the calls that were called off, from 1.
    var calledOff: Set<Int> { state.withLock { $0.calledOff } }

    func send(_ call: HTTPCall) async throws(TransportFailure) -> HTTPAnswer {
        let number = state.withLock { state in
            state.calls.append(call)
            return state.calls.count
        }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCalledOff = state.withLock { state in
                    guard !state.calledOff.contains(number) else { return true }
                    state.held[number] = continuation
                    return false
                }
                if isCalledOff { continuation.resume(returning: Self.calledOff) }
            }
        } onCancel: {
            let held = state.withLock { state in
                state.calledOff.insert(number)
                return state.held.removeValue(forKey: number)
            }
            held?.resume(returning: Self.calledOff)
        }
        return try answer.get()
    }

    /// How many calls wait for their answers.
    var heldCount: Int { state.withLock { $0.held.count } }

    /// Waits for the call of that number, and answers it unless it is called off.
    func answer(_ number: Int, _ answer: AnsweringTransport.Answer) async {
        while !calledOff.contains(number) {
            if let held = state.withLock({ $0.held.removeValue(forKey: number) }) {
                held.resume(returning: answer)
                return
            }
            await Task.yield()
        }
    }

    func waitForCalls(_ count: Int) async {
        while calls.count < count { await Task.yield() }
    }

    func send(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer {
        try await sendWhole(call, into: sink)
    }

    func shutdown() async {}

    private static let calledOff = AnsweringTransport.Answer.failure(
        TransportFailure(.cancelled, sent: .unknown, reason: "called off")
    )
}

extension AnsweringTransport.Answer {
    static func json(_ text: String, status: Int = 200) -> Self {
        .success(HTTPAnswer(status: status, body: Array(text.utf8)))
    }

    static func refused(_ status: Int, _ code: String) -> Self {
        json(#"{"error_code":"\#(code)","error_msg":"m"}"#, status: status)
    }

    static func page(_ rows: [JSONObject], of total: Int) -> Self {
        let body: JSONObject = ["total_num": .integer(Int64(total)), "data_list": .array(rows.map(JSONValue.object))]
        return .success(HTTPAnswer(status: 200, body: body.encoded()))
    }
}

extension HTTPCall {
    /// The value of a query parameter, as it was encoded.
    func parameter(_ name: String) -> String? {
        query.split(separator: "&").first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

extension HSSClient {
    /// A client that waits for nothing but the clock, without a pace.
    static func test(
        _ transport: any Transport,
        environment: [String: String] = ["HSS_AUTH_TOKEN": "t"],
        region: String? = nil,
        change: (inout Configuration) -> Void = { _ in }
    ) -> HSSClient {
        var configuration = Configuration.from(
            environment: environment,
            endpoint: region == nil ? "http://hss.test" : nil,
            region: region,
            projectID: "p",
            transport: transport
        )
        configuration.clock = VirtualClock(autoAdvance: true)
        configuration.pace = .none
        configuration.jitter = { 0 }
        change(&configuration)
        return HSSClient(configuration)
    }
}
