import HSSSimulator
import NIOCore
import NIOPosix

/// A connection without an HTTP client's view of it: a test sees each byte, and when the server ends it.
enum RawConnection {
    /// What is sent to create a task, with the simulator's token.
    static func creation(for simulator: Simulator, header: String = "") -> String {
        let body = ServiceUnderTest.seedBody
        return """
            POST /v5/\(simulator.projectID)\(ServiceUnderTest.exportPath) HTTP/1.1\r
            Host: 127.0.0.1:\(simulator.port)\r
            X-Auth-Token: \(simulator.token)\r
            Content-Length: \(body.utf8.count)\r
            \(header)\r
            \(body)
            """
    }

    /// Sends `request` and gives what comes back before the server ends the connection.
    ///
    /// - Parameter limit: hangs up after so many bytes.
    static func exchange(
        _ request: String,
        with simulator: Simulator,
        limit: Int = .max
    ) async throws -> String {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: simulator.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        var received = ByteBuffer()
        try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            for try await part in inbound {
                received.writeImmutableBuffer(part)
                if received.readableBytes >= limit { break }
            }
        }
        return String(buffer: received)
    }
}
