/// A name with its value: a header, or a query pair before encoding.
public struct HTTPField: Sendable, Hashable {
    /// The name as it is written.
    public var name: String
    /// The value, without line ends.
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Header names differ in case between servers.
    func isNamed(_ lowercased: String) -> Bool {
        name.utf8.count == lowercased.utf8.count && name.lowercased() == lowercased
    }
}

/// One HTTP request, complete but for what belongs to a connection.
public struct HTTPCall: Sendable, Hashable {
    /// The verbs that HSS uses.
    public enum Method: String, Sendable, Hashable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    /// How it is called.
    public var method: Method
    /// Where it goes.
    public var endpoint: Endpoint
    /// Percent-encoded, starts with `/`; the endpoint's prefix is not in it.
    public var path: String
    /// Percent-encoded and without `?`; empty for none.
    public var query: String
    /// Headers in sending order, `Host` included; those of framing are the transport's.
    public var headers: [HTTPField]
    /// The body's bytes; empty for none.
    public var body: [UInt8]
    /// How long the call may take from first to last.
    public var timeout: Duration
    /// How long the answer is still awaited when the task is cancelled after the request has left.
    public var cancellationGrace = Duration.zero
    /// How many bytes of answer body are accepted.
    public var answerLimit: Int

    /// 1 MiB, the bound of a JSON answer (contract.md section 5).
    public static let defaultAnswerLimit = 1 << 20

    public init(
        _ method: Method,
        endpoint: Endpoint,
        path: String,
        query: [HTTPField] = [],
        headers: [HTTPField] = [],
        body: [UInt8] = [],
        timeout: Duration,
        answerLimit: Int = HTTPCall.defaultAnswerLimit
    ) {
        self.method = method
        self.endpoint = endpoint
        self.path = path
        self.query = PercentEncoding.query(query)
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.answerLimit = answerLimit
    }

    func has(_ lowercasedName: String) -> Bool {
        headers.contains { $0.isNamed(lowercasedName) }
    }

    /// Path and query as they stand in the request line.
    public var target: String {
        query.isEmpty ? endpoint.pathPrefix + path : "\(endpoint.pathPrefix)\(path)?\(query)"
    }
}

// Its headers hold tokens and signatures, which must survive neither a log line nor a dump.
extension HTTPCall: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and URL, without headers and body.
    public var description: String { "\(method.rawValue) \(endpoint.scheme.rawValue)://\(endpoint.authority)\(target)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// A complete answer.
public struct HTTPAnswer: Sendable, Hashable {
    /// The status code.
    public var status: Int
    /// The headers in the order received.
    public var headers: [HTTPField]
    /// The whole body.
    public var body: [UInt8]

    public init(status: Int, headers: [HTTPField] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name in any case.
    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.isNamed(name) }?.value
    }
}

/// Carries a call to a server, exactly once.
///
/// An implementation never sends a call again on its own: whether a creation may be repeated is decided in one place
/// only (`TaskCreation`). It follows no redirect and gives every complete answer, whatever its status.
public protocol Transport: Sendable {
    /// - Throws: a failure that tells whether anything can have reached the server.
    func send(_ call: HTTPCall) async throws(TransportFailure) -> HTTPAnswer

    /// The same, but the body of an answer that succeeds (2xx) goes to `sink` as it comes, of any length; the answer's
    /// own body is empty then. The call's timeout bounds the time without a byte arriving.
    func send(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer

    /// Closes the connections; calls after it fail as cancelled.
    func shutdown() async
}

extension Transport {
    /// `send(_:into:)` for transports that hold whole answers anyway: hands the body over at once. No default, because a
    /// transport that wraps another one would come by it unnoticed, and reports would stand in memory.
    public func sendWhole(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer {
        var answer = try await send(call)
        guard (200..<300).contains(answer.status) else { return answer }
        do {
            try sink.write(answer.body)
        } catch {
            throw TransportFailure(.sink(error), sent: .unknown, reason: error.message, status: answer.status)
        }
        answer.body = []
        return answer
    }
}
