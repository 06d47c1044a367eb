import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reading the errors of async-http-client and NIO. Whether something left is never guessed from them: it is known.
extension TransportFailure {
    /// An error before anything was handed to async-http-client.
    init(unprepared error: any Error) {
        switch error {
        case let error as HSSError:
            self.init(.configuration(error), sent: .no, reason: error.message)
        case let error as HTTPClientError where error == .alreadyShutdown:
            self.init(.cancelled, sent: .no, reason: "the client is shut down")
        default:
            self.init(.invalidCall, sent: .no, reason: "the address cannot be written as a URL")
        }
    }

    init(_ error: any Error, _ collector: AnswerCollector, call: HTTPCall) {
        let sent = collector.sent
        var (cause, reason) = Self.read(error, sent: sent, call: call)
        if let own = collector.ownFailure {
            cause = own
            reason = own.ownError?.message ?? "no byte arrived for \(Self.seconds(call.timeout)) s"
        }
        self.init(cause, sent: sent, reason: reason, status: collector.status)
    }

    private static func read(_ error: any Error, sent: Sent, call: HTTPCall) -> (Cause, String) {
        switch error {
        case is AnswerCollector.TooLarge:
            (.tooLarge, "the answer is longer than \(call.answerLimit) bytes")
        case let error as HTTPClientError:
            read(error, sent: sent, timeout: call.timeout)
        case let error as NIOConnectionError:
            read(error)
        case ChannelError.connectTimeout:
            (.timeout, "no connection in time")
        case let error as IOError:
            (sent == .no ? .noConnection : .connectionCut, words(forErrno: error.errnoCode))
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            sent == .no ? (.tls, words(forTLS: error)) : (.connectionCut, "the TLS connection broke")
        case is HTTPParserError:
            (.connectionCut, "the answer is not HTTP")
        default:
            (sent == .no ? .noConnection : .connectionCut, "the connection was closed")
        }
    }

    private static func seconds(_ duration: Duration) -> String {
        let seconds = duration.inSeconds
        return seconds == seconds.rounded() && seconds < 1e9 ? "\(Int64(seconds))" : "\(seconds)"
    }

    private static func read(_ error: HTTPClientError, sent: Sent, timeout: Duration) -> (Cause, String) {
        switch error {
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            let shown = seconds(timeout)
            return (.timeout, sent == .no ? "no connection in \(shown) s" : "no answer in \(shown) s")
        case .connectTimeout, .getConnectionFromPoolTimeout:
            return (.timeout, "no connection in time")
        case .tlsHandshakeTimeout:
            return (.timeout, "no TLS handshake in time")
        case .httpProxyHandshakeTimeout:
            return (.timeout, "no answer of the proxy in time")
        case .cancelled, .alreadyShutdown:
            return (.cancelled, "the call was cancelled")
        case .proxyAuthenticationRequired:
            return (.proxy, "it refuses the user or wants one (407)")
        case .invalidProxyResponse:
            return (.noConnection, "the proxy does not connect")
        case .remoteConnectionClosed:
            return (sent == .no ? .noConnection : .connectionCut, "the connection was closed")
        default:
            let text = PlainText.shortened(error.shortDescription, limit: 80)
            return (sent == .no ? .invalidCall : .connectionCut, text.lowercased())
        }
    }

    private static func read(_ error: NIOConnectionError) -> (Cause, String) {
        let place = "\(error.host):\(error.port)"
        guard let failure = error.connectionErrors.first?.error else {
            return (.noConnection, "the name \(error.host) cannot be resolved")
        }
        switch failure {
        case let failure as IOError: return (.noConnection, "\(words(forErrno: failure.errnoCode)) (\(place))")
        case ChannelError.connectTimeout: return (.timeout, "no connection to \(place) in time")
        default: return (.noConnection, "\(place) cannot be reached")
        }
    }

    // BoringSSL names its reasons only inside a text.
    private static func words(forTLS error: any Error) -> String {
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
            return "the server's certificate is for another name"
        }
        let text = String(describing: error)
        if text.contains("CERTIFICATE_VERIFY_FAILED") { return "the server's certificate is not trusted" }
        if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
            return "the server does not speak TLS"
        }
        return "no TLS connection came about"
    }

    private static func words(forErrno code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET, EPIPE: "the connection was reset"
        case ENETUNREACH: "network unreachable"
        case EHOSTUNREACH: "host unreachable"
        case ETIMEDOUT: "connection timed out"
        default: "system error \(code)"
        }
    }
}
