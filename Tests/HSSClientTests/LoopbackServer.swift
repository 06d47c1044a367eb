import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

@testable import HSSClient

/// Speaks just enough HTTP to misbehave: what happens after a complete request is up to the test.
final class LoopbackServer: Sendable {
    enum Reaction: Sendable {
        case answer(String)
        case silence
        case close
        /// The text, then the end of the connection.
        case part(String)
        /// The text, then zeros for as long as somebody reads.
        case flood(String)
        /// Nothing, until `answerHeld` comes.
        indirect case hold(Reaction)
        /// What was held back last goes out on its own connection.
        case answerHeld
    }

    private struct State {
        var requests: [String] = []
        var floodedBytes = 0
        var held: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let channel: any Channel

    /// Complete requests in the order received, head and body.
    var requests: [String] { state.withLock { $0.requests } }
    var floodedBytes: Int { state.withLock { $0.floodedBytes } }
    var endpoint: Endpoint {
        Endpoint(scheme: .http, host: "127.0.0.1", port: channel.localAddress?.port)
    }

    /// - Parameters:
    ///   - greeting: the reaction to a connection, before any request.
    ///   - tls: what to encrypt with; nil for plain HTTP.
    ///   - react: the reaction to a request.
    static func start(
        greeting: Reaction = .silence,
        tls: NIOSSLContext? = nil,
        react: @escaping @Sendable (String) -> Reaction = { _ in .silence }
    ) async throws -> LoopbackServer {
        // The handlers need the server and the server the channel.
        let box = Mutex<LoopbackServer?>(nil)
        let shared = Shared(box: box)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(
                        Connection(greeting: greeting, react: react) { shared.server }
                    )
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = LoopbackServer(channel: channel)
        shared.server = server
        return server
    }

    private init(channel: any Channel) {
        self.channel = channel
    }

    func stop() async {
        try? await channel.close()
    }

    fileprivate func received(_ request: String) {
        state.withLock { $0.requests.append(request) }
    }

    fileprivate func hold(_ answer: @escaping @Sendable () -> Void) {
        state.withLock { $0.held = answer }
    }

    fileprivate func answerHeld() {
        state.withLock { $0.held }?()
    }

    fileprivate func flooded(_ count: Int) {
        state.withLock { $0.floodedBytes += count }
    }
}

private final class Shared: Sendable {
    private let box: Mutex<LoopbackServer?>

    init(box: consuming sending Mutex<LoopbackServer?>) {
        self.box = box
    }

    var server: LoopbackServer? {
        get { box.withLock { $0 } }
        set { box.withLock { $0 = newValue } }
    }
}

private final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let greeting: LoopbackServer.Reaction
    private let react: (String) -> LoopbackServer.Reaction
    private let server: () -> LoopbackServer?
    private var received: [UInt8] = []
    private var isFlooding = false

    init(
        greeting: LoopbackServer.Reaction,
        react: @escaping (String) -> LoopbackServer.Reaction,
        server: @escaping () -> LoopbackServer?
    ) {
        self.greeting = greeting
        self.react = react
        self.server = server
    }

    func channelActive(context: ChannelHandlerContext) {
        perform(greeting, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += unwrapInboundIn(data).readableBytesView
        while let length = requestLength() {
            let request = String(decoding: received.prefix(length), as: UTF8.self)
            received.removeFirst(length)
            server()?.received(request)
            perform(react(request), context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if isFlooding { flood(context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isFlooding = false
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func requestLength() -> Int? {
        let text = String(decoding: received, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = text[..<end.upperBound].lowercased()
        var length = head.utf8.count
        if let field = head.firstRange(of: "content-length: ") {
            length += Int(head[field.upperBound...].prefix { $0.isNumber }) ?? 0
        }
        return received.count >= length ? length : nil
    }

    private func perform(_ reaction: LoopbackServer.Reaction, _ context: ChannelHandlerContext) {
        switch reaction {
        case .silence: break
        case .hold(let reaction):
            guard case .answer(let text) = reaction else { break }
            let channel = context.channel
            server()?.hold { channel.writeAndFlush(ByteBuffer(string: text), promise: nil) }
        case .answerHeld: server()?.answerHeld()
        case .close: context.close(promise: nil)
        case .answer(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        case .part(let text):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            context.close(promise: nil)
        case .flood(let head):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: head)), promise: nil)
            isFlooding = true
            flood(context)
        }
    }

    private func flood(_ context: ChannelHandlerContext) {
        let block = ByteBuffer(repeating: 0, count: 1 << 16)
        while isFlooding, context.channel.isActive, context.channel.isWritable {
            server()?.flooded(block.readableBytes)
            context.writeAndFlush(wrapOutboundOut(block), promise: nil)
        }
    }
}

extension LoopbackServer.Reaction {
    static func http(_ status: String, _ body: String = "", headers: [String] = []) -> Self {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
        return .answer(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
}
