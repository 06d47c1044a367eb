import HSSSchema

/// Messages about calls. Each says what happened and where, and what that means for what was asked.
extension HSSError {
    /// Why an answer leaves open whether a task was created.
    enum Doubt {
        case undocumented, serverFailure
    }

    static func refusedCaller(_ facts: AnswerFacts) -> HSSError {
        let advice =
            facts.status == 401
            ? "HSS does not accept the credentials; check them, the region and the machine's clock"
            : "the caller may not do this; check its permissions for HSS, the project and the enterprise project"
        return answered(.auth, facts, "refused the caller", advice)
    }

    static func throttled(_ facts: AnswerFacts) -> HSSError {
        var error = answered(.throttled, facts, "wants fewer calls", "wait and call less often")
        error.quota = facts.body.message.flatMap { QuotaWindow(statedIn: $0) }
        error.retryAfterSeconds = facts.retryAfterSeconds ?? error.quota?.seconds
        return error
    }

    /// The pacer knows that no call would be accepted in time.
    static func outOfPatience(_ patience: Duration, again: Duration, _ purpose: CallPurpose) -> HSSError {
        var error = HSSError(
            .throttled,
            "\(purpose.host) wants fewer calls while \(purpose.activity): none was accepted for too long; nothing was sent",
            explanation: adviceForPatience(patience)
        )
        error.retryAfterSeconds = max(0, again.inSeconds)
        return error
    }

    /// In place of the plain advice for a refusal after which nobody wants to wait any longer.
    static func adviceForPatience(_ patience: Duration) -> String {
        "HSS accepted no such call for the \(patience.wholeMilliseconds / 1000) s of --patience; try again later, "
            + "or call less often with --rate"
    }

    /// Called off while waiting to try once more; what went before is told.
    static func cancelledBetweenTries(_ last: HSSError) -> HSSError {
        var error = last
        error.kind = .cancelled
        error.message = "called off while waiting to try again after: \(last.message)"
        return error
    }

    static func refusedRequest(_ facts: AnswerFacts) -> HSSError {
        if (300..<400).contains(facts.status) {
            let advice =
                "redirects are not followed; check the endpoint, and whether a proxy or login page stands in between"
            return answered(.service, facts, "answered with a redirect", advice)
        }
        let advice =
            facts.status == 404
            ? "nothing is found under this address; check the region, the endpoint and the ids"
            : "check the request's values"
        return answered(.service, facts, "refused the request", advice)
    }

    static func failedService(_ facts: AnswerFacts) -> HSSError {
        answered(.service, facts, "failed", "try again later")
    }

    static func undocumentedAnswer(_ facts: AnswerFacts) -> HSSError {
        let advice = "check the endpoint, and whether a proxy or login page stands in between"
        return answered(.service, facts, "gave an answer that is not the documented JSON", advice)
    }

    static func ambiguousAnswer(_ facts: AnswerFacts, _ doubt: Doubt) -> HSSError {
        let what = doubt == .undocumented ? "gave an answer that is not the documented JSON" : "failed"
        var error = answered(.ambiguous, facts, what, adviceForDoubt)
        error.sent = .unknown
        if let code = facts.body.code, let known = ServiceCode.find(code) {
            error.explanation = "\(known.meaning); \(adviceForDoubt)"
        }
        return error
    }

    static func neverSent(_ failure: TransportFailure, _ purpose: CallPurpose) -> HSSError {
        let timeout = failure.cause == .timeout
        return HSSError(
            timeout ? .timeout : .transport,
            "no connection to \(purpose.host) while \(purpose.activity): \(failure.reason); nothing was sent",
            explanation: failure.cause == .tls
                ? "check that the endpoint is the right one, and name the CA of a TLS-inspecting proxy with --ca-file or SSL_CERT_FILE"
                : "check the network, the endpoint, and the proxy in HTTPS_PROXY and NO_PROXY"
        )
    }

    static func brokenRead(_ failure: TransportFailure, _ purpose: CallPurpose) -> HSSError {
        HSSError(
            failure.cause == .timeout ? .timeout : .transport,
            "no complete answer from \(purpose.host) while \(purpose.activity): \(failure.reason)",
            sent: .unknown,
            explanation: "the call changes nothing and can be made again"
        )
    }

    static func answerTooLarge(_ failure: TransportFailure, _ purpose: CallPurpose) -> HSSError {
        var error = HSSError(
            .service,
            "\(purpose.host) answered \(failure.status.map { "\($0) " } ?? "")beyond all bounds while \(purpose.activity): "
                + "\(failure.reason)\(nothingCreated(purpose))",
            sent: .yes,
            explanation: "check the endpoint; this is no answer of HSS"
        )
        error.status = failure.status
        return error
    }

    static func ambiguousFailure(_ failure: TransportFailure, _ purpose: CallPurpose) -> HSSError {
        var error = HSSError(
            .ambiguous,
            "no usable answer from \(purpose.host) while \(purpose.activity): \(failure.reason); "
                + "the request had left, so the task may or may not exist",
            sent: .unknown,
            explanation: adviceForDoubt
        )
        error.status = failure.status
        return error
    }

    static func cancelledCall(_ failure: TransportFailure, _ purpose: CallPurpose) -> HSSError {
        let left = failure.sent == .unknown
        let outcome =
            switch (left, purpose.operation) {
            case (false, _): "nothing was sent"
            case (true, .read): "the call changes nothing"
            case (true, .creation): "the request had left, so the task may or may not exist"
            }
        return HSSError(
            .cancelled,
            "called off while \(purpose.activity); \(outcome)",
            sent: left ? .unknown : .no,
            explanation: left && purpose.operation == .creation ? adviceForDoubt : nil
        )
    }

    /// Called off before the call was handed to the transport.
    static func cancelledBeforeSending(_ activity: String) -> HSSError {
        HSSError(.cancelled, "called off before \(activity); nothing was sent")
    }

    static func invalidRequest(_ violations: [Violation]) -> HSSError {
        let count = violations.count == 1 ? "1 problem" : "\(violations.count) problems"
        var error = HSSError(.argument, "\(count) in the request; nothing was sent")
        error.violations = violations
        return error
    }

    static func unusableTaskID(_ id: String) -> HSSError {
        HSSError(.argument, "\"\(id)\" cannot be the id of a task; nothing was sent")
    }

    static func proxyRefused(_ failure: TransportFailure, _ purpose: CallPurpose) -> HSSError {
        HSSError(
            .config,
            "the proxy did not open a way to \(purpose.host) while \(purpose.activity): \(failure.reason); nothing was sent",
            explanation: "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and the user and password in them"
        )
    }

    /// The id must survive a ledger that cannot take it.
    static func createdButNotRecorded(_ taskID: String, _ cause: HSSError) -> HSSError {
        var error = cause
        error.message = "task \(taskID) was created, but could not be recorded: \(cause.message)"
        error.sent = .yes
        return error
    }

    /// What to do about a creation whose outcome is unknown.
    public static let adviceForDoubt =
        "repeating the call may create a second task; look in the HSS console whether the first one exists, "
        + "or ask for a repetition with retry_ambiguous"

    private static func answered(_ kind: Kind, _ facts: AnswerFacts, _ what: String, _ advice: String) -> HSSError {
        let body = facts.body
        var text = "\(facts.purpose.host) \(what) while \(facts.purpose.activity): \(facts.status)"
        if let code = body.code { text += " \(code)" }
        if let message = body.message { text += " \"\(message)\"" }
        if let id = body.requestID { text += " (request id \(id))" }
        text += kind == .ambiguous ? "; the task may or may not exist" : nothingCreated(facts.purpose)

        var error = HSSError(kind, text, sent: .yes)
        error.status = facts.status
        error.errorCode = body.code
        error.errorMsg = body.message
        error.requestID = body.requestID
        if facts.status >= 500 { error.retryAfterSeconds = facts.retryAfterSeconds }
        error.explanation = body.code.flatMap { ServiceCode.find($0) }?.explanation ?? advice
        return error
    }

    private static func nothingCreated(_ purpose: CallPurpose) -> String {
        purpose.operation == .creation ? "; no task was created" : ""
    }
}
