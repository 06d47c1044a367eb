public import HSSSchema
import Logging

/// Talks to HSS: creates export tasks and looks at them (hss-api.md sections 1 and 2).
///
/// Creating one starts nothing; the first call looks up credentials and endpoint and opens a connection.
public final class HSSClient: Sendable {
    let configuration: Configuration
    let resolvedPlace = Lazily<Place>()
    private let slots: CallSlots

    public init(_ configuration: Configuration) {
        self.configuration = configuration
        self.slots = CallSlots(limit: configuration.concurrency)
    }

    /// Closes the transport's connections.
    public func shutdown() async {
        await configuration.transport.shutdown()
    }

    /// Creates an export task.
    ///
    /// - Parameters:
    ///   - request: what to export.
    ///   - validator: checks the request before anything else; nil for a request that has passed a check already.
    ///   - timeout: longest time of the HTTP call; nil for the client's.
    ///   - journal: keeps the creation's course.
    /// - Throws: the kinds of contract.md section 4. `ambiguous` means that a task may exist; after every other kind but
    ///   `cancelled` with `sent` unknown, none does.
    public func createExportTask(
        _ request: ExportRequest,
        checkedBy validator: ExportValidator? = ExportValidator(),
        timeout: Duration? = nil,
        journal: any CreationJournal = NoJournal()
    ) async throws(HSSError) -> CreatedTask {
        if let violations = validator.map({ request.validation(by: $0).violations }), !violations.isEmpty {
            throw .invalidRequest(violations)
        }
        let place = try await place()
        let enterpriseProjectID = request.enterpriseProjectID ?? configuration.enterpriseProjectID
        let creation = PreparedCreation(
            endpoint: place.endpoint,
            projectID: place.projectID,
            enterpriseProjectID: enterpriseProjectID,
            body: request.bodyBytes()
        )
        let call = makeCall(
            .post,
            place,
            "/image/security-report/export-tasks",
            enterpriseProjectID: enterpriseProjectID,
            body: creation.body,
            timeout: timeout
        )
        let purpose = CallPurpose(
            operation: .creation,
            activity: "creating an export task",
            requiredMembers: ["task_id"],
            host: place.endpoint.authority
        )
        return try await TaskCreation(creation: creation, journal: journal).run {
            (willSend) async throws(HSSError) in
            try await perform(call, at: place, for: purpose, willSend: willSend)
        }
    }

    /// Looks at an export task.
    ///
    /// - Parameters:
    ///   - taskID: the id that `createExportTask` gave.
    ///   - enterpriseProjectID: the enterprise project it was created in; nil for the client's.
    ///   - timeout: longest time of the HTTP call; nil for the client's.
    /// - Throws: the kinds of contract.md section 4 that a read can end in; `argument` for an id that cannot be one.
    public func taskStatus(
        _ taskID: String,
        enterpriseProjectID: String? = nil,
        timeout: Duration? = nil
    ) async throws(HSSError) -> TaskStatus {
        // Dots would be taken for a step up in the path by servers in between.
        guard !taskID.isEmpty, taskID != ".", taskID != ".." else { throw .unusableTaskID(taskID) }
        let place = try await place()
        let call = makeCall(
            .get,
            place,
            "/export-task/\(PercentEncoding.encode(taskID))",
            enterpriseProjectID: enterpriseProjectID ?? configuration.enterpriseProjectID,
            timeout: timeout
        )
        let purpose = CallPurpose(
            operation: .read,
            activity: "looking at task \(PlainText.shortened(taskID, limit: 64))",
            requiredMembers: ["task_status"],
            host: place.endpoint.authority
        )
        switch try await perform(call, at: place, for: purpose) {
        case .success(let answer):
            return TaskStatus(taskID: taskID, answer)
        case .failure(var error, _):
            error.attempts = 1
            throw error
        }
    }

    private func makeCall(
        _ method: HTTPCall.Method,
        _ place: Place,
        _ path: String,
        enterpriseProjectID: String?,
        body: [UInt8] = [],
        timeout: Duration?
    ) -> HTTPCall {
        HTTPCall(
            method,
            endpoint: place.endpoint,
            path: place.pathPrefix + path,
            query: enterpriseProjectID.map { [HTTPField("enterprise_project_id", $0)] } ?? [],
            headers: [
                HTTPField("Host", place.endpoint.authority),
                HTTPField("Content-Type", "application/json"),
                HTTPField("User-Agent", configuration.userAgent),
            ],
            body: body,
            timeout: timeout ?? configuration.timeout
        )
    }

    /// Sends a call once, as soon as a slot is free.
    ///
    /// - Throws: only while nothing has left.
    private func perform(
        _ call: HTTPCall,
        at place: Place,
        for purpose: CallPurpose,
        willSend: () async throws(HSSError) -> Void = {}
    ) async throws(HSSError) -> CallOutcome {
        do {
            try await slots.acquire()
        } catch {
            throw .cancelledBeforeSending(purpose.activity)
        }
        defer { slots.release() }
        try await willSend()

        // Signed late: a call that waited long would otherwise carry a stale date.
        var call = call
        let start = configuration.clock.monotonic
        let signature = place.authentication.authorize(
            &call,
            projectID: place.projectID,
            at: configuration.clock.wallMilliseconds
        )
        do {
            let answer = try await configuration.transport.send(call)
            log(call, start, answer)
            return .of(
                answer,
                to: purpose,
                redactor: signature.map { place.redactor.adding($0.value) } ?? place.redactor,
                nowMilliseconds: configuration.clock.wallMilliseconds
            )
        } catch {
            log(call, start, error)
            return .of(error, to: purpose)
        }
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
