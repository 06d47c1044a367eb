import AsyncHTTPClient
public import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Calls over HTTP/1.1 by async-http-client.
///
/// async-http-client never sends a request a second time: its pool hands a request to one connection once, fails it if
/// that connection turns out closed (`HTTP1Connection.executeRequest`), and its only retry, of establishing
/// connections, is switched off here so that a refused connection is reported at once. Redirects are switched off too.
public final class AsyncHTTPTransport: Transport {
    /// Everything that shapes the connections.
    public struct Configuration: Sendable {
        /// Proxies on the way.
        public var proxies = ProxySettings.none
        /// Which servers are trusted.
        public var trustRoots = TrustRoots.system
        /// Longest wait for a connection; the call's own timeout holds as well.
        public var connectTimeout: Duration = .seconds(10)
        /// How long an unused connection is kept. Short, because a gateway closes idle connections without asking, and
        /// a creation that was just written to such a connection has an unknown outcome.
        public var idleTimeout: Duration = .seconds(5)

        public init() {}
    }

    private struct TemplateKey: Hashable {
        var method: HTTPCall.Method
        var endpoint: Endpoint
        var target: String
    }

    private struct State {
        var clients: [Proxy?: HTTPClient] = [:]
        var proxies: [Endpoint: Proxy?] = [:]
        var templates: [TemplateKey: HTTPClient.Request] = [:]
        var isShutDown = false
    }

    private static let mostTemplates = 32
    private static let mostConnections = 10_000

    private let configuration: Configuration
    private let group: (any EventLoopGroup)?
    private let state = Mutex(State())

    /// Starts nothing: threads and connections come with the first call.
    ///
    /// - Parameter eventLoopGroup: where the connections live, a single event loop for instance; nil for one of NIO's own.
    public init(configuration: Configuration = Configuration(), eventLoopGroup: (any EventLoopGroup)? = nil) {
        self.configuration = configuration
        self.group = eventLoopGroup
    }

    deinit {
        // async-http-client stops a debug build over a client that was not shut down.
        for client in state.withLock({ $0.clients }).values { client.shutdown { _ in } }
    }

    public func send(_ call: HTTPCall) async throws(TransportFailure) -> HTTPAnswer {
        try await send(call, AnswerCollector(limit: call.answerLimit), deadline: .now() + TimeAmount(call.timeout))
    }

    public func send(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer {
        let collector = AnswerCollector(limit: call.answerLimit, sink: sink)
        return try await send(call, collector, deadline: nil)
    }

    /// - Parameter deadline: when the call is given up; nil to give it up when nothing comes for its timeout.
    private func send(
        _ call: HTTPCall,
        _ collector: AnswerCollector,
        deadline: NIODeadline?
    ) async throws(TransportFailure) -> HTTPAnswer {
        if Task.isCancelled { throw TransportFailure(.cancelled, sent: .no, reason: "the task was cancelled") }
        let client: HTTPClient
        let request: HTTPClient.Request
        do {
            client = try self.client(for: call.endpoint)
            request = try self.request(for: call)
        } catch {
            throw TransportFailure(unprepared: error)
        }
        let eventLoop = client.eventLoopGroup.any()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let task = client.execute(
                    request: request,
                    delegate: collector,
                    // Not `delegateAndChannel`: a connection made for a required loop is closed after one request.
                    eventLoop: .delegate(on: eventLoop),
                    deadline: deadline
                )
                collector.attach(task)
                if deadline == nil { collector.watch(silence: TimeAmount(call.timeout), on: eventLoop) }
                task.futureResult.whenComplete { result in
                    collector.finish()
                    continuation.resume(returning: result)
                }
            }
        } onCancel: {
            collector.cancel(grace: TimeAmount(call.cancellationGrace), on: eventLoop)
        }
        do {
            return try result.get()
        } catch {
            throw TransportFailure(error, collector, call: call)
        }
    }

    public func shutdown() async {
        let clients = state.withLock { state in
            defer { state.clients = [:] }
            state.isShutDown = true
            return Array(state.clients.values)
        }
        // An answer can be here before async-http-client has noted on its loop that the request is written; a connection
        // that it gives back after the shutdown would end the process (`HTTP1Connections.releaseConnection`).
        for client in clients {
            for loop in client.eventLoopGroup.makeIterator() { try? await loop.submit {}.get() }
        }
        // It can only fail for being shut down already.
        for client in clients { try? await client.shutdown() }
    }

    private func client(for endpoint: Endpoint) throws -> HTTPClient {
        try state.withLock { state in
            if state.isShutDown { throw HTTPClientError.alreadyShutdown }
            let proxy: Proxy?
            if let known = state.proxies[endpoint] {
                proxy = known
            } else {
                proxy = try configuration.proxies.proxy(for: endpoint)
                state.proxies[endpoint] = .some(proxy)
            }
            if let client = state.clients[proxy] { return client }
            let client = HTTPClient(
                // One loop, so that what a connection still has to note never hops between threads.
                eventLoopGroup: group ?? MultiThreadedEventLoopGroup.singleton.next(),
                configuration: try clientConfiguration(proxy)
            )
            state.clients[proxy] = client
            return client
        }
    }

    private func clientConfiguration(_ proxy: Proxy?) throws -> HTTPClient.Configuration {
        var pool = HTTPClient.Configuration.ConnectionPool(idleTimeout: TimeAmount(self.configuration.idleTimeout))
        pool.retryConnectionEstablishment = false
        // `CallSlots` bounds the calls; a lower bound here would only make them wait where nobody sees it.
        pool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.mostConnections
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try self.configuration.trustRoots.tlsConfiguration(),
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: TimeAmount(self.configuration.connectTimeout)),
            connectionPool: pool,
            proxy: proxy.map(Self.proxyConfiguration),
            decompression: .disabled
        )
        // One call a connection at a time: a cut connection then belongs to exactly one creation.
        configuration.httpVersion = .http1Only
        return configuration
    }

    private static func proxyConfiguration(_ proxy: Proxy) -> HTTPClient.Configuration.Proxy {
        .server(
            host: proxy.host,
            port: proxy.port,
            authorization: proxy.user.map { .basic(username: $0.value, password: proxy.password?.value ?? "") }
        )
    }

    /// Calls with a body go to few addresses again and again; parsing the URL once for all of them saves a good part
    /// of the cost of a call.
    private func request(for call: HTTPCall) throws -> HTTPClient.Request {
        var request: HTTPClient.Request
        let target = call.target
        if call.body.isEmpty {
            request = try Self.template(for: call, target)
        } else {
            let key = TemplateKey(method: call.method, endpoint: call.endpoint, target: target)
            if let known = state.withLock({ $0.templates[key] }) {
                request = known
            } else {
                let template = try Self.template(for: call, target)
                state.withLock { state in
                    if state.templates.count >= Self.mostTemplates { state.templates = [:] }
                    state.templates[key] = template
                }
                request = template
            }
            request.body = .byteBuffer(ByteBuffer(bytes: call.body))
        }
        request.headers = HTTPHeaders(call.headers.map { ($0.name, $0.value) })
        return request
    }

    private static func template(for call: HTTPCall, _ target: String) throws -> HTTPClient.Request {
        guard let url = URL(string: "\(call.endpoint.scheme.rawValue)://\(call.endpoint.authority)\(target)") else {
            throw HTTPClientError.invalidURL
        }
        return try HTTPClient.Request(url: url, method: HTTPMethod(rawValue: call.method.rawValue))
    }
}

extension TimeAmount {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        // Beyond a century it makes no difference, and the sum with the time of now must not overflow.
        self = .nanoseconds(min(max(seconds, 0), 3_000_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
