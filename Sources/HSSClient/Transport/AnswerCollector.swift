import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Collects one answer, up to its bound, and notes whether a part of the request left this machine. The body of a
/// download goes on to its sink, part by part: the next one is read when the last one is written.
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
        /// The failure of the sink, or the time that passed without a byte.
        var ownFailure: TransportFailure.Cause?
        var lastByteAt = NIODeadline.now()
        var watch: Scheduled<Void>?
    }

    private let limit: Int
    private let sink: (any AnswerSink)?
    private let state = Mutex(State())

    init(limit: Int, sink: (any AnswerSink)? = nil) {
        self.limit = limit
        self.sink = sink
    }

    var sent: TransportFailure.Sent { state.withLock { $0.headSent ? .unknown : .no } }
    var status: Int? { state.withLock { $0.head.map { Int($0.status.code) } } }
    var ownFailure: TransportFailure.Cause? { state.withLock { $0.ownFailure } }

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

    /// Ends the call once no byte has come for `limit`.
    func watch(silence limit: TimeAmount, on eventLoop: any EventLoop) {
        let isSilent = state.withLock { state in
            guard !state.isOver else { return false }
            let end = state.lastByteAt + limit
            guard end > .now() else {
                state.ownFailure = .timeout
                return true
            }
            state.watch = eventLoop.scheduleTask(deadline: end) { self.watch(silence: limit, on: eventLoop) }
            return false
        }
        if isSilent { cancel() }
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
        let timers = state.withLock { state in
            defer {
                state.deadline = nil
                state.watch = nil
            }
            state.isOver = true
            state.task = nil
            return [state.deadline, state.watch]
        }
        for timer in timers { timer?.cancel() }
    }

    func didSendRequestHead(task: HTTPClient.Task<HTTPAnswer>, _ head: HTTPRequestHead) {
        state.withLock { $0.headSent = true }
    }

    func didReceiveHead(task: HTTPClient.Task<HTTPAnswer>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        state.withLock { state in
            state.head = head
            state.lastByteAt = .now()
        }
        if sinks(head) { return task.eventLoop.makeSucceededVoidFuture() }
        let announced = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        return announced > limit
            ? task.eventLoop.makeFailedFuture(TooLarge()) : task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<HTTPAnswer>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let head = state.withLock { state in
            state.lastByteAt = .now()
            return state.head
        }
        if let sink, let head, sinks(head) { return write(buffer, to: sink, on: task.eventLoop) }
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

    /// An answer that refuses is read as any other.
    private func sinks(_ head: HTTPResponseHead) -> Bool {
        sink != nil && (200..<300).contains(head.status.code)
    }

    /// Off the event loop: a disk can take its time.
    private func write(_ part: ByteBuffer, to sink: any AnswerSink, on eventLoop: any EventLoop) -> EventLoopFuture<
        Void
    > {
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) {
            do throws(HSSError) {
                try sink.write(Array(part.readableBytesView))
            } catch {
                self.state.withLock { $0.ownFailure = .sink(error) }
                throw error
            }
        }
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
