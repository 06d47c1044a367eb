import Crypto

/// Decides whether a call is authenticated: by token, or by signature with the one known key.
struct Authenticator: Sendable {
    /// Five failed signatures in a row lock the key for five minutes; the clock may be 15 minutes off
    /// (hss-api.md section 4.2).
    static let failuresBeforeLock = 5
    static let lockMilliseconds: Int64 = 5 * 60 * 1000
    static let clockToleranceMilliseconds: Int64 = 15 * 60 * 1000

    private let accessKey: String
    private let signingKey: SymmetricKey
    private let token: String
    private let expiredToken: String
    private var failures = 0
    private var lockedUntilMilliseconds: Int64?

    init(_ configuration: SimulatorConfiguration) {
        self.accessKey = configuration.accessKey
        self.signingKey = SymmetricKey(data: Array(configuration.secretKey.utf8))
        self.token = configuration.token
        self.expiredToken = configuration.expiredToken
    }

    /// Refuses the call unless it proves who sent it. `projectID` is the one of the path.
    mutating func check(_ call: SimulatedCall, projectID: String, atMilliseconds now: Int64) throws(Refusal) {
        if let authorization = call.header("authorization") {
            try self.checkSignature(of: call, authorization: authorization, projectID: projectID, now: now)
        } else if let token = call.header("x-auth-token") {
            guard token != self.expiredToken else { throw .tokenExpired }
            guard token == self.token else { throw .notAuthenticated("the token is not valid") }
        } else {
            throw .notAuthenticated("the request has neither X-Auth-Token nor Authorization")
        }
    }

    private mutating func checkSignature(
        of call: SimulatedCall,
        authorization: String,
        projectID: String,
        now: Int64
    ) throws(Refusal) {
        guard let header = AuthorizationHeader(authorization) else {
            throw .notAuthenticated("Authorization is not in the form of SDK-HMAC-SHA256")
        }
        guard header.accessKey == self.accessKey else { throw .notAuthenticated("the access key is unknown") }
        if let lockedUntil = self.lockedUntilMilliseconds {
            guard now >= lockedUntil else { throw .keyLocked(forSeconds: (lockedUntil - now + 999) / 1000) }
            self.lockedUntilMilliseconds = nil
            self.failures = 0
        }
        guard let date = call.header("x-sdk-date"), header.signedHeaders.contains("x-sdk-date"),
            let sentAt = SignatureDate.milliseconds(of: date)
        else { throw .notAuthenticated("X-Sdk-Date is missing, not signed, or not in the form 20251201T080000Z") }
        guard abs(now - sentAt) <= Self.clockToleranceMilliseconds else {
            throw .notAuthenticated("X-Sdk-Date is more than 15 minutes away from the time of the service")
        }
        let signature = RequestSignature(call: call, signedHeaders: header.signedHeaders, date: date)
        guard signature.text(key: self.signingKey) == header.signature else {
            self.countFailure(now: now)
            throw .notAuthenticated("verify aksk signature fail")
        }
        self.failures = 0
        if header.signedHeaders.contains("x-project-id"), call.header("x-project-id") != projectID {
            throw .notAuthenticated("X-Project-Id is not the project of the path")
        }
    }

    private mutating func countFailure(now: Int64) {
        self.failures += 1
        if self.failures >= Self.failuresBeforeLock { self.lockedUntilMilliseconds = now + Self.lockMilliseconds }
    }
}

/// `SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b, Signature=…`, taken apart.
struct AuthorizationHeader {
    let accessKey: String
    let signedHeaders: [Substring]
    let signature: String

    init?(_ text: String) {
        let scheme = "SDK-HMAC-SHA256 "
        guard text.hasPrefix(scheme) else { return nil }
        var parts: [Substring: Substring] = [:]
        for part in text.dropFirst(scheme.count).split(separator: ",") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            parts[pair[0]] = pair[1]
        }
        guard let access = parts["Access"], let names = parts["SignedHeaders"], let signature = parts["Signature"]
        else { return nil }
        let signedHeaders = names.split(separator: ";")
        // The order is part of what was signed, so a list in another order was not made by this algorithm.
        guard signedHeaders == signedHeaders.sorted(), names == names.lowercased() else { return nil }
        self.accessKey = String(access)
        self.signedHeaders = signedHeaders
        self.signature = String(signature)
    }
}
