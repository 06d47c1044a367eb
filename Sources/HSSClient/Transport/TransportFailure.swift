/// Why a call has no complete answer.
public struct TransportFailure: Error, Sendable, Hashable {
    /// What stood in the way. Not an enum, so that a new cause breaks nobody's switch.
    public struct Cause: Sendable, Hashable {
        private enum Kind: Sendable, Hashable {
            case noConnection, timeout, connectionCut, tooLarge, proxy, tls, invalidCall, cancelled
            case configuration(HSSError)
            case sink(HSSError)
        }

        private let kind: Kind

        /// Name not found, connection refused, network unreachable.
        public static let noConnection = Cause(kind: .noConnection)
        /// The call's time was over.
        public static let timeout = Cause(kind: .timeout)
        /// The connection broke before the answer was complete.
        public static let connectionCut = Cause(kind: .connectionCut)
        /// The answer exceeded its bound and was given up.
        public static let tooLarge = Cause(kind: .tooLarge)
        /// The proxy refused the user, or is no proxy.
        public static let proxy = Cause(kind: .proxy)
        /// No encrypted connection came about: certificate, name or protocol.
        public static let tls = Cause(kind: .tls)
        /// The call itself cannot be sent, such as a line end in a header.
        public static let invalidCall = Cause(kind: .invalidCall)
        /// The task was cancelled, or the transport shut down.
        public static let cancelled = Cause(kind: .cancelled)

        /// Proxy or certificates are set up in a way that cannot be used; the error says it all.
        public static func configuration(_ error: HSSError) -> Cause { Cause(kind: .configuration(error)) }

        /// Whoever takes the answer cannot, such as a file on a full disk; the error says it all.
        public static func sink(_ error: HSSError) -> Cause { Cause(kind: .sink(error)) }

        /// The error of this machine that repeating the call does not mend.
        var ownError: HSSError? {
            switch kind {
            case .configuration(let error), .sink(let error): error
            default: nil
            }
        }
    }

    /// Whether a part of the request can have left this machine.
    public enum Sent: Sendable, Hashable {
        /// Nothing left: the server knows nothing of the call.
        case no
        /// Something left; what became of it nobody can say.
        case unknown
    }

    /// What stood in the way.
    public var cause: Cause
    /// Whether a part of the request can have left.
    public var sent: Sent
    /// Plain words for people, such as `connection refused`; holds no secret.
    public var reason: String
    /// The answer's status if its head had come.
    public var status: Int?

    public init(_ cause: Cause, sent: Sent, reason: String, status: Int? = nil) {
        self.cause = cause
        self.sent = sent
        self.reason = reason
        self.status = status
    }
}
