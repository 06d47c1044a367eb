public import HSSSchema

/// Whatever goes wrong between a program and HSS, as contract.md section 4 describes it.
///
/// It holds no secret: texts of the service are cleaned of the caller's keys, tokens and signatures.
public struct HSSError: Error, Sendable, Hashable {
    /// What sort of error it is; the raw values are the names of contract.md section 4.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A request is not valid; nothing was sent for it.
        case argument
        /// HSS refused the caller (401, 403).
        case auth
        /// Credentials, region, endpoint, proxy or certificate file are missing or cannot be used.
        case config
        /// HSS refused the request or failed.
        case service
        /// The export task ended in failure.
        case exportFailed = "export_failed"
        /// HSS wants fewer calls (429).
        case throttled
        /// No connection, or a broken one.
        case transport
        /// The call's time was over.
        case timeout
        /// A creation left this machine and nobody knows whether it took effect.
        case ambiguous
        /// A memory, CPU or time bound of the script.
        case limit
        /// Refused by the sandbox.
        case permission
        /// A file cannot be read or written.
        case io
        /// The work was called off.
        case cancelled
        /// A value that a script raised.
        case script
    }

    /// Whether the request left this machine: `false`, `true` or `"unknown"` in scripts.
    public enum SentState: Sendable, Hashable {
        /// Nothing left.
        case no
        /// It left and was answered.
        case yes
        /// It left, at least in part, and there is no answer that settles what became of it.
        case unknown
    }

    /// What sort of error it is.
    public var kind: Kind
    /// One line: what happened, where, and whether anything was created.
    public var message: String
    /// Whether the request left this machine.
    public var sent: SentState
    /// HTTP status of the answer.
    public var status: Int?
    /// The service's own code, such as `HSS.0001`.
    public var errorCode: String?
    /// The service's own text.
    public var errorMsg: String?
    /// The service's id of the call, for its support.
    public var requestID: String?
    /// How often the call was sent or tried; 0 if it never came to that.
    public var attempts = 0
    /// How long the service wants the caller to wait, in seconds.
    public var retryAfterSeconds: Double?
    /// The limit that the service named in a refusal for too many calls.
    public var quota: QuotaWindow?
    /// What it means in plain words, and what to do.
    public var explanation: String?
    /// What is wrong with a request, of kind `argument`.
    public var violations: [Violation] = []

    /// An error without the details of an answer; they can be set afterwards.
    public init(_ kind: Kind, _ message: String, sent: SentState = .no, explanation: String? = nil) {
        self.kind = kind
        self.message = message
        self.sent = sent
        self.explanation = explanation
    }
}

extension HSSError: CustomStringConvertible {
    /// `kind: message`, one line.
    public var description: String {
        "\(kind.rawValue): \(message)"
    }
}
