import NIOCore
import NIOPosix

/// Serves one export task whose report is a zip of any size, made while it is sent.
///
/// Speaks just enough HTTP for that, and checks no signature.
struct ReportServer: Sendable {
    private let channel: any Channel

    /// - Parameter size: the bytes of the one file in the zip, less than 4 GiB.
    static func start(size: Int) async throws -> ReportServer {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Connection(ZipFrame(size: size)))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ReportServer(channel: channel)
    }

    func stop() async {
        try? await channel.close()
    }

    /// The environment that reaches it.
    var account: [String: String] {
        [
            "HSS_ENDPOINT": "http://127.0.0.1:\(channel.localAddress?.port ?? 0)", "HSS_AUTH_TOKEN": "any",
            "HSS_PROJECT_ID": "any",
        ]
    }
}

/// A zip that holds one stored file of zeros: what stands before and behind them.
struct ZipFrame: Sendable {
    let size: Int

    private static let name = Array("zeros".utf8)

    private var common: [UInt8] {
        [UInt8](repeating: 0, count: 12) + Self.number(size, 4) + Self.number(size, 4) + Self.number(5, 2) + [0, 0]
    }

    var head: [UInt8] { Array("PK\u{03}\u{04}".utf8) + [20, 0] + common + Self.name }

    var tail: [UInt8] {
        let entry =
            Array("PK\u{01}\u{02}".utf8) + [20, 0, 20, 0] + common + [UInt8](repeating: 0, count: 14) + Self.name
        let start = head.count + size
        return entry + Array("PK\u{05}\u{06}".utf8) + [0, 0, 0, 0, 1, 0, 1, 0] + Self.number(entry.count, 4)
            + Self.number(start, 4) + [0, 0]
    }

    var length: Int { head.count + size + tail.count }

    private static func number(_ value: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}

private final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let frame: ZipFrame
    private let block = ByteBuffer(repeating: 0, count: 1 << 16)
    private var request = ""
    private var zerosLeft = 0

    init(_ frame: ZipFrame) {
        self.frame = frame
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        request += String(buffer: unwrapInboundIn(data))
        guard request.contains("\r\n\r\n"), !request.hasPrefix("POST ") || request.hasSuffix("}") else { return }
        defer { request = "" }
        if request.hasPrefix("POST ") {
            answer(#"{"task_id":"t"}"#, context)
        } else if request.contains("/export-task/") {
            answer(#"{"task_id":"t","task_status":"success","file_id":"f","file_name":"large.zip"}"#, context)
        } else {
            write(Array("HTTP/1.1 200 OK\r\nContent-Length: \(frame.length)\r\n\r\n".utf8) + frame.head, context)
            zerosLeft = frame.size
            send(context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        send(context)
    }

    private func send(_ context: ChannelHandlerContext) {
        while zerosLeft > 0, context.channel.isWritable {
            let count = min(zerosLeft, block.readableBytes)
            zerosLeft -= count
            context.writeAndFlush(wrapOutboundOut(block.getSlice(at: 0, length: count) ?? block), promise: nil)
            if zerosLeft == 0 { write(frame.tail, context) }
        }
    }

    private func answer(_ body: String, _ context: ChannelHandlerContext) {
        write(Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8), context)
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
