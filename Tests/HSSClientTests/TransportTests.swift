import NIOCore
import NIOPosix
import Testing

@testable import HSSClient

@Suite("HTTP over a real connection", .serialized)
struct TransportTests {
    private static func call(
        _ endpoint: Endpoint,
        _ method: HTTPCall.Method = .post,
        timeout: Duration = .seconds(10),
        limit: Int = HTTPCall.defaultAnswerLimit
    ) -> HTTPCall {
        HTTPCall(
            method,
            endpoint: endpoint,
            path: "/v5/p%2F1/export-tasks",
            query: [HTTPField("enterprise_project_id", "a b")],
            headers: [HTTPField("Host", endpoint.authority), HTTPField("X-Own", "1")],
            body: method == .get ? [] : Array(#"{"export_size":1}"#.utf8),
            timeout: timeout,
            answerLimit: limit
        )
    }

    private static func failure(_ transport: AsyncHTTPTransport, _ call: HTTPCall) async -> TransportFailure? {
        do throws(TransportFailure) {
            let answer = try await transport.send(call)
            Issue.record("got \(answer.status)")
            return nil
        } catch {
            return error
        }
    }

    private func with<Value>(
        _ server: LoopbackServer,
        _ configuration: AsyncHTTPTransport.Configuration = .init(),
        _ body: (AsyncHTTPTransport) async throws -> Value
    ) async throws -> Value {
        let transport = AsyncHTTPTransport(configuration: configuration)
        do {
            let value = try await body(transport)
            await transport.shutdown()
            await server.stop()
            return value
        } catch {
            await transport.shutdown()
            await server.stop()
            throw error
        }
    }

    @Test(
        "a call goes out once, as it was given, and the whole answer comes back",
        arguments: [HTTPCall.Method.get, .post]
    )
    func plain(_ method: HTTPCall.Method) async throws {
        let server = try await LoopbackServer.start { _ in
            .http("200 OK", #"{"task_id":"t"}"#, headers: ["X-Request-Id: r-1", "X-Twice: a", "X-Twice: b"])
        }
        try await with(server) { transport in
            for _ in 0..<3 {
                let answer = try await transport.send(Self.call(server.endpoint, method))
                #expect(answer.status == 200)
                #expect(answer.header("x-request-id") == "r-1")
                #expect(answer.headers.filter { $0.name == "X-Twice" }.map(\.value) == ["a", "b"])
                #expect(String(decoding: answer.body, as: UTF8.self) == #"{"task_id":"t"}"#)
            }
        }
        let requests = server.requests
        #expect(requests.count == 3)
        let lines = try #require(requests.first).split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.first == "\(method.rawValue) /v5/p%2F1/export-tasks?enterprise_project_id=a%20b HTTP/1.1")
        #expect(lines.filter { $0.lowercased().hasPrefix("host:") }.count == 1)
        #expect(!lines.contains { $0.lowercased().hasPrefix("accept-encoding") })
        #expect(lines.last == (method == .get ? "" : #"{"export_size":1}"#))
    }

    @Test("calls run on the event loop that was given")
    func givenLoop() async throws {
        let server = try await LoopbackServer.start { _ in .http("204 No Content") }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let transport = AsyncHTTPTransport(eventLoopGroup: loop)
        let answers = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<20 {
                group.addTask { try? await transport.send(Self.call(server.endpoint)).status }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: 204, count: 20))
        #expect(server.requests.count == 20)
        await transport.shutdown()
        await server.stop()
    }

    @Test("a redirect is given back, not followed")
    func redirect() async throws {
        let server = try await LoopbackServer.start { _ in .http("302 Found", headers: ["Location: /elsewhere"]) }
        try await with(server) { transport in
            let answer = try await transport.send(Self.call(server.endpoint))
            #expect(answer.status == 302)
        }
        #expect(server.requests.count == 1)
    }

    @Test("a server that never answers: timeout, and the request had left")
    func hangs() async throws {
        let server = try await LoopbackServer.start()
        try await with(server) { transport in
            let failure = await Self.failure(transport, Self.call(server.endpoint, timeout: .milliseconds(200)))
            #expect(failure?.cause == .timeout)
            #expect(failure?.sent == .unknown)
            #expect(failure?.reason == "no answer in 0.2 s")
        }
        #expect(server.requests.count == 1)
    }

    @Test("a connection that breaks after the request: cut, and it is not sent again")
    func closesAfterReading() async throws {
        let server = try await LoopbackServer.start { _ in .close }
        try await with(server) { transport in
            let failure = await Self.failure(transport, Self.call(server.endpoint))
            #expect(failure?.cause == .connectionCut)
            #expect(failure?.sent == .unknown)
        }
        #expect(server.requests.count == 1)
    }

    @Test("an answer that stops halfway: cut, with its status")
    func half() async throws {
        let server = try await LoopbackServer.start { _ in
            .part("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"task_")
        }
        try await with(server) { transport in
            let failure = await Self.failure(transport, Self.call(server.endpoint))
            #expect(failure?.cause == .connectionCut)
            #expect(failure?.sent == .unknown)
            #expect(failure?.status == 200)
        }
        #expect(server.requests.count == 1)
    }

    @Test("a connection that is closed at once is no success, and nothing arrives twice")
    func closesBeforeReading() async throws {
        let server = try await LoopbackServer.start(greeting: .close)
        try await with(server) { transport in
            let failure = await Self.failure(transport, Self.call(server.endpoint))
            // Whether the head was written before the close was seen is a race; both must be told truly.
            let truthful: [TransportFailure.Cause] = failure?.sent == .no ? [.noConnection] : [.connectionCut]
            #expect(failure.map { truthful.contains($0.cause) } == true)
        }
        #expect(server.requests.isEmpty)
    }

    @Test("what is no HTTP is a cut connection")
    func notHTTP() async throws {
        let server = try await LoopbackServer.start { _ in .answer("SSH-2.0-OpenSSH_9.6\r\n\r\n") }
        try await with(server) { transport in
            let failure = await Self.failure(transport, Self.call(server.endpoint))
            #expect(failure?.cause == .connectionCut)
            #expect(failure?.sent == .unknown)
        }
    }

    @Test("nobody listens: no connection, nothing left, told at once")
    func refused() async throws {
        let server = try await LoopbackServer.start()
        let endpoint = server.endpoint
        await server.stop()
        try await with(server) { transport in
            let start = ContinuousClock.now
            let failure = await Self.failure(transport, Self.call(endpoint))
            #expect(failure?.cause == .noConnection)
            #expect(failure?.sent == .no)
            #expect(failure?.reason.hasPrefix("connection refused") == true)
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test("a name that does not exist: no connection, nothing left")
    func unknownHost() async throws {
        let server = try await LoopbackServer.start()
        try await with(server) { transport in
            let endpoint = Endpoint(scheme: .http, host: "no-such-host.invalid", port: 1)
            let failure = await Self.failure(transport, Self.call(endpoint))
            #expect(failure?.sent == .no)
            #expect(failure.map { [.noConnection, .timeout].contains($0.cause) } == true)
        }
    }

    @Test(
        "an answer of 1 GB is cut at its bound",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        ]
    )
    func huge(_ head: String) async throws {
        let server = try await LoopbackServer.start { _ in .flood(head) }
        try await with(server) { transport in
            let failure = await Self.failure(transport, Self.call(server.endpoint))
            #expect(failure?.cause == .tooLarge)
            #expect(failure?.sent == .unknown)
            #expect(failure?.status == 200)
        }
        #expect(server.floodedBytes < 64 << 20)
    }

    @Test("the bound itself is accepted, one byte more is not")
    func bound() async throws {
        let server = try await LoopbackServer.start { _ in .http("200 OK", String(repeating: "x", count: 100)) }
        try await with(server) { transport in
            let answer = try await transport.send(Self.call(server.endpoint, limit: 100))
            #expect(answer.body.count == 100)
            #expect(await Self.failure(transport, Self.call(server.endpoint, limit: 99))?.cause == .tooLarge)
        }
    }

    @Test("cancelling the task cancels the call")
    func cancel() async throws {
        let server = try await LoopbackServer.start()
        try await with(server) { transport in
            let call = Self.call(server.endpoint)
            let task = Task { await Self.failure(transport, call) }
            while server.requests.isEmpty { await Task.yield() }
            task.cancel()
            let failure = await task.value
            #expect(failure?.cause == .cancelled)
            #expect(failure?.sent == .unknown)

            let early = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await Self.failure(transport, call)
            }
            #expect(await early.value?.sent == .no)
        }
        #expect(server.requests.count == 1)
    }

    @Test("a cancelled call that has left waits for its answer as long as it was told to")
    func cancelGracefully() async throws {
        let server = try await LoopbackServer.start { request in
            // The second request releases the answer to the first one.
            request.hasPrefix("GET") ? .answerHeld : .hold(.http("200 OK", "late"))
        }
        try await with(server) { transport in
            for grace in [Duration.seconds(60), .milliseconds(1)] {
                var call = Self.call(server.endpoint)
                call.cancellationGrace = grace
                let (waiting, count) = (call, server.requests.count)
                let task = Task { () async -> Result<HTTPAnswer, TransportFailure> in
                    do throws(TransportFailure) {
                        return .success(try await transport.send(waiting))
                    } catch {
                        return .failure(error)
                    }
                }
                while server.requests.count == count { await Task.yield() }
                task.cancel()
                if grace > .seconds(1) {
                    let release = Task { try? await transport.send(Self.call(server.endpoint, .get)) }
                    let answer = try await task.value.get()
                    #expect(answer.body == Array("late".utf8))
                    release.cancel()
                } else {
                    await #expect(throws: TransportFailure.self) { try await task.value.get() }
                }
            }
        }
    }

    @Test("after shutdown calls fail as cancelled; a transport that never called needs none")
    func shutdown() async throws {
        let server = try await LoopbackServer.start { _ in .http("200 OK") }
        _ = AsyncHTTPTransport()
        try await with(server) { transport in
            _ = try await transport.send(Self.call(server.endpoint))
            await transport.shutdown()
            let failure = await Self.failure(transport, Self.call(server.endpoint))
            #expect(failure?.cause == .cancelled)
            #expect(failure?.sent == .no)
        }
    }

    @Test("a call through a proxy, with its user")
    func proxied() async throws {
        let proxy = try await LoopbackServer.start { request in
            request.hasPrefix("CONNECT ") ? .answer("HTTP/1.1 200 OK\r\n\r\n") : .http("200 OK", "through")
        }
        var configuration = AsyncHTTPTransport.Configuration()
        configuration.proxies = .from(["HTTP_PROXY": "http://me:pw@127.0.0.1:\(proxy.endpoint.port)"])
        try await with(proxy, configuration) { transport in
            let answer = try await transport.send(Self.call(Endpoint(scheme: .http, host: "hss.invalid", port: 80)))
            #expect(String(decoding: answer.body, as: UTF8.self) == "through")
        }
        #expect(proxy.requests.first?.hasPrefix("CONNECT hss.invalid:80 ") == true)
        #expect(proxy.requests.first?.contains("Basic bWU6cHc=") == true)
    }

    @Test(
        "a proxy that refuses its user is set up wrongly; one that opens no way may do so later",
        arguments: [
            ("407 Proxy Authentication Required", .proxy), ("403 Forbidden", .noConnection),
            ("503 Service Unavailable", .noConnection),
        ] as [(String, TransportFailure.Cause)]
    )
    func proxyRefuses(_ status: String, _ cause: TransportFailure.Cause) async throws {
        let proxy = try await LoopbackServer.start { _ in .http(status) }
        var configuration = AsyncHTTPTransport.Configuration()
        configuration.proxies = .from(["HTTP_PROXY": "127.0.0.1:\(proxy.endpoint.port)"])
        try await with(proxy, configuration) { transport in
            let failure = await Self.failure(transport, Self.call(Endpoint(scheme: .http, host: "hss.invalid")))
            #expect(failure?.cause == cause)
            #expect(failure?.sent == .no)
        }
    }

    @Test("a server without TLS behind https: no trusted connection, nothing left")
    func noTLS() async throws {
        let server = try await LoopbackServer.start(greeting: .answer("HTTP/1.1 400 Bad Request\r\n\r\n"))
        try await with(server) { transport in
            let endpoint = Endpoint(scheme: .https, host: "127.0.0.1", port: server.endpoint.port)
            let failure = await Self.failure(transport, Self.call(endpoint))
            #expect(failure?.cause == .tls)
            #expect(failure?.sent == .no)
            #expect(failure?.reason == "the server does not speak TLS")
        }
        #expect(server.requests.isEmpty)
    }

    private static func failure(over tlsHost: String, trusting caFile: String?) async throws -> TransportFailure? {
        let server = try await LoopbackServer.start(tls: LoopbackIdentity.serverContext()) { _ in
            .http("200 OK", "safe")
        }
        var configuration = AsyncHTTPTransport.Configuration()
        configuration.trustRoots = .from(option: caFile, environment: [:])
        let transport = AsyncHTTPTransport(configuration: configuration)
        let endpoint = Endpoint(scheme: .https, host: tlsHost, port: server.endpoint.port)
        var failure: TransportFailure?
        do throws(TransportFailure) {
            let answer = try await transport.send(call(endpoint))
            #expect(String(decoding: answer.body, as: UTF8.self) == "safe")
        } catch {
            failure = error
            #expect(server.requests.isEmpty)
        }
        await transport.shutdown()
        await server.stop()
        return failure
    }

    @Test("a CA file makes its servers trusted, for their own name only; without it nothing is sent")
    func trust() async throws {
        try await LoopbackIdentity.withCAFile { file in
            #expect(try await Self.failure(over: "localhost", trusting: file) == nil)

            let otherName = try await Self.failure(over: "127.0.0.1", trusting: file)
            #expect(otherName?.reason == "the server's certificate is for another name")
            let untrusted = try await Self.failure(over: "localhost", trusting: nil)
            #expect(untrusted?.reason == "the server's certificate is not trusted")
            for failure in [otherName, untrusted] {
                #expect(failure?.cause == .tls)
                #expect(failure?.sent == .no)
            }
        }
    }

    @Test("a CA file that is none is config", arguments: [#filePath, "/nonexistent/ca.pem", "/dev/null"])
    func caFile(_ path: String) async throws {
        let server = try await LoopbackServer.start()
        var configuration = AsyncHTTPTransport.Configuration()
        configuration.trustRoots = .from(option: nil, environment: ["SSL_CERT_FILE": path])
        try await with(server, configuration) { transport in
            let failure = await Self.failure(transport, Self.call(server.endpoint))
            #expect(failure?.cause.ownError?.kind == .config)
            #expect(failure?.cause.ownError?.message.contains(path) == true)
        }
        #expect(server.requests.isEmpty)
    }

    @Test("a header that would break the request is refused unsent")
    func badHeader() async throws {
        let server = try await LoopbackServer.start { _ in .http("200 OK") }
        try await with(server) { transport in
            var call = Self.call(server.endpoint)
            call.headers.append(HTTPField("X-Bad", "a\r\nX-Evil: 1"))
            let failure = await Self.failure(transport, call)
            #expect(failure?.cause == .invalidCall)
            #expect(failure?.sent == .no)
        }
        #expect(server.requests.isEmpty)
    }
}
