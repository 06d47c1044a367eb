import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Collects one answer, up to its bound, and notes whether a part of the request left this machine.
///
/// async-http-client reports `didSendRequestHead` right after it has handed the head to the socket, and only then asks
/// for the body. A body that has left therefore always implies the report, and without its body no creation is complete.
final class AnswerCollector: HTTPClientResponseDelegate {
    typealias Response = HTTPAnswer

    struct TooLarge: Error {}

    private struct State {
        var task: HTTPClient.Task<HTTPAnswer>?
        var isCancelled = false
        /// Cancels a call whose answer is still awaited.
        var deadline: Scheduled<Void>?
        var isOver = false
        var headSent = false
        var head: HTTPResponseHead?
        var body = ByteBuffer()
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    var sent: TransportFailure.Sent { state.withLock { $0.headSent ? .unknown : .no } }
    var status: Int? { state.withLock { $0.head.map { Int($0.status.code) } } }

    /// Makes the running call known, so that it can be cancelled.
    func attach(_ task: HTTPClient.Task<HTTPAnswer>) {
        let isCancelled = state.withLock { state in
            if !state.isOver { state.task = task }
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    /// Ends the call, at once if nothing has left; what has left gets `grace` for its answer.
    func cancel(grace: TimeAmount, on eventLoop: any EventLoop) {
        let waits = state.withLock { state in
            guard grace > .zero, state.headSent, !state.isOver else { return false }
            state.deadline = eventLoop.scheduleTask(in: grace) { self.cancel() }
            return true
        }
        if !waits { cancel() }
    }

    private func cancel() {
        let task = state.withLock { state in
            state.isCancelled = true
            return state.task
        }
        task?.cancel()
    }

    /// Lets go of the call, which holds this object in turn.
    func finish() {
        let deadline = state.withLock { state in
            defer { state.deadline = nil }
            state.isOver = true
            state.task = nil
            return state.deadline
        }
        deadline?.cancel()
    }

    func didSendRequestHead(task: HTTPClient.Task<HTTPAnswer>, _ head: HTTPRequestHead) {
        state.withLock { $0.headSent = true }
    }

    func didReceiveHead(task: HTTPClient.Task<HTTPAnswer>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        state.withLock { $0.head = head }
        let announced = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        return announced > limit
            ? task.eventLoop.makeFailedFuture(TooLarge()) : task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<HTTPAnswer>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let fits = state.withLock { state in
            guard state.body.readableBytes + buffer.readableBytes <= limit else { return false }
            if state.body.readableBytes == 0 {
                state.body = buffer
            } else {
                state.body.writeImmutableBuffer(buffer)
            }
            return true
        }
        return fits ? task.eventLoop.makeSucceededVoidFuture() : task.eventLoop.makeFailedFuture(TooLarge())
    }

    func didFinishRequest(task: HTTPClient.Task<HTTPAnswer>) throws -> HTTPAnswer {
        state.withLock { state in
            HTTPAnswer(
                status: state.head.map { Int($0.status.code) } ?? 0,
                headers: state.head?.headers.map { HTTPField($0.name, $0.value) } ?? [],
                body: Array(state.body.readableBytesView)
            )
        }
    }
}
