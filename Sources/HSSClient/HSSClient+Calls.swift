import HSSSchema
import Logging

/// One call, sent once.
extension HSSClient {
    func makeCall(
        _ method: HTTPCall.Method,
        _ place: Place,
        _ path: String,
        query: [HTTPField] = [],
        headers: [HTTPField] = [],
        enterpriseProjectID: String?,
        body: [UInt8] = [],
        timeout: Duration?
    ) -> HTTPCall {
        HTTPCall(
            method,
            endpoint: place.endpoint,
            path: place.pathPrefix + path,
            query: query + (enterpriseProjectID.map { [HTTPField("enterprise_project_id", $0)] } ?? []),
            headers: [
                HTTPField("Host", place.endpoint.authority),
                HTTPField("Content-Type", "application/json"),
                HTTPField("User-Agent", configuration.userAgent),
            ] + headers,
            body: body,
            timeout: timeout ?? configuration.timeout
        )
    }

    /// Sends a call once, as soon as it may go.
    ///
    /// - Throws: only while nothing has left.
    func perform(
        _ call: HTTPCall,
        at place: Place,
        for purpose: CallPurpose,
        _ pacer: Pacer,
        rank: UInt64,
        willSend: () async throws(HSSError) -> Void = {}
    ) async throws(HSSError) -> CallOutcome {
        let permit = try await permit(from: pacer, rank: rank, for: purpose)
        do {
            try await willSend()
        } catch {
            pacer.release(permit, .unused)
            throw error
        }
        return await send(call, into: nil, at: place, for: purpose, pacer, permit)
    }

    /// Waits until a call may go.
    func permit(
        from pacer: Pacer,
        rank: UInt64,
        for purpose: CallPurpose
    ) async throws(HSSError) -> Pacer.Permit {
        do {
            return try await pacer.acquire(rank: rank)
        } catch {
            switch error {
            case .cancelled: throw .cancelledBeforeSending(purpose.activity)
            case .outOfPatience(let again):
                throw .outOfPatience(configuration.retry.patience, again: again, purpose)
            }
        }
    }

    /// Sends a call once and gives its permit back.
    func send(
        _ call: HTTPCall,
        into sink: (any AnswerSink)?,
        at place: Place,
        for purpose: CallPurpose,
        _ pacer: Pacer,
        _ permit: Pacer.Permit
    ) async -> CallOutcome {
        // Signed late: a call that waited long would otherwise carry a stale date.
        var call = call
        let start = configuration.clock.monotonic
        let signature = place.authentication.authorize(
            &call,
            projectID: place.projectID,
            at: configuration.clock.wallMilliseconds
        )
        do {
            let answer = try await transmit(call, into: sink)
            log(call, start, answer)
            let outcome = CallOutcome.of(
                answer,
                to: purpose,
                redactor: signature.map { place.redactor.adding($0.value) } ?? place.redactor,
                nowMilliseconds: configuration.clock.wallMilliseconds
            )
            pacer.release(permit, outcome.paceAnswer(answer, nowMilliseconds: configuration.clock.wallMilliseconds))
            return outcome
        } catch {
            pacer.release(permit, error.sent == .no ? .unused : .lost)
            log(call, start, error)
            return .of(error, to: purpose)
        }
    }

    private func transmit(
        _ call: HTTPCall,
        into sink: (any AnswerSink)?
    ) async throws(TransportFailure) -> HTTPAnswer {
        guard let sink else { return try await configuration.transport.send(call) }
        return try await configuration.transport.send(call, into: sink)
    }

    private func log(_ call: HTTPCall, _ start: Duration, _ answer: HTTPAnswer) {
        configuration.logger.debug(
            "call",
            metadata: [
                "method": "\(call.method.rawValue)", "path": "\(call.path)", "status": "\(answer.status)",
                "ms": "\((configuration.clock.monotonic - start).wholeMilliseconds)",
                "request_id": "\(PlainText.shortened(answer.header("X-Request-Id") ?? "-", limit: 128))",
            ]
        )
    }

    private func log(_ call: HTTPCall, _ start: Duration, _ failure: TransportFailure) {
        configuration.logger.debug(
            "call without an answer",
            metadata: [
                "method": "\(call.method.rawValue)", "path": "\(call.path)", "reason": "\(failure.reason)",
                "ms": "\((configuration.clock.monotonic - start).wholeMilliseconds)",
                "sent": "\(failure.sent == .no ? "no" : "unknown")",
            ]
        )
    }
}
