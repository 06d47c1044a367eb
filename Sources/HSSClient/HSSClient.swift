public import HSSSchema
import Logging
import Synchronization

/// Talks to HSS: creates export tasks and looks at them (hss-api.md sections 1 and 2).
///
/// Creating one starts nothing; the first call looks up credentials and endpoint and opens a connection.
public final class HSSClient: Sendable {
    let configuration: Configuration
    let places = Mutex<(generation: Int, lookUp: Lazily<Place>)>((0, Lazily()))
    private let pacers: Pacers

    public init(_ configuration: Configuration) {
        self.configuration = configuration
        let slots = CallSlots(limit: configuration.concurrency)
        pacers = Pacers {
            Pacer(
                pace: configuration.pace,
                patience: configuration.retry.patience,
                clock: configuration.clock,
                slots: slots,
                logger: configuration.logger
            )
        }
    }

    /// Closes the transport's connections.
    public func shutdown() async {
        await configuration.transport.shutdown()
    }

    /// Creates an export task.
    ///
    /// It is sent again only if it provably had no effect, or if the caller accepts a second task (`RetryPolicy`).
    ///
    /// - Parameters:
    ///   - request: what to export.
    ///   - validator: checks the request before anything else; nil for a request that has passed a check already.
    ///   - options: what this call wants otherwise than the client.
    ///   - journal: keeps the creation's course.
    /// - Throws: the kinds of contract.md section 4. `ambiguous`, and `cancelled` with `sent` unknown, mean that a task may
    ///   exist. If the journal could not take the id of the new task, its error is thrown with `sent` yes and the id in
    ///   its message. After every other error none exists.
    public func createExportTask(
        _ request: ExportRequest,
        checkedBy validator: ExportValidator? = ExportValidator(),
        options: CallOptions = CallOptions(),
        journal: any CreationJournal = NoJournal()
    ) async throws(HSSError) -> CreatedTask {
        if let violations = validator.map({ request.validation(by: $0).violations }), !violations.isEmpty {
            throw .invalidRequest(violations)
        }
        var place = try await place()
        let enterpriseProjectID = request.enterpriseProjectID ?? configuration.enterpriseProjectID
        let prepared = PreparedCreation(
            endpoint: place.endpoint,
            projectID: place.projectID,
            enterpriseProjectID: enterpriseProjectID,
            body: request.bodyBytes()
        )
        var call = makeCall(
            .post,
            place,
            "/image/security-report/export-tasks",
            enterpriseProjectID: enterpriseProjectID,
            body: prepared.body,
            timeout: options.timeout
        )
        // Its answer is worth waiting for even when the run is being ended: it names the task.
        call.cancellationGrace = Self.answerGrace
        let purpose = CallPurpose(
            operation: .creation,
            api: .createExportTask,
            activity: "creating an export task",
            requiredMembers: ["task_id"],
            host: place.endpoint.authority
        )
        let pacer = pacers.pacer(for: purpose.api)
        let rank = pacer.takeRank()
        var creation = TaskCreation(
            creation: prepared,
            journal: journal,
            tries: tries(options, pacer) {
                guard let renewed = await self.renewedPlace(after: place) else { return false }
                place = renewed
                return true
            }
        )
        let (task, afterDoubt) = try await creation.run { (willSend) async throws(HSSError) in
            try await perform(call, at: place, for: purpose, pacer, rank: rank, willSend: willSend)
        }
        if afterDoubt {
            configuration.logger.warning(
                "task \(task.taskID) was created by a repeated call; an earlier one may have created another"
            )
        }
        return task
    }

    /// Looks at an export task.
    ///
    /// - Parameters:
    ///   - taskID: the id that `createExportTask` gave.
    ///   - enterpriseProjectID: the enterprise project it was created in; nil for the client's.
    ///   - options: what this call wants otherwise than the client.
    /// - Throws: the kinds of contract.md section 4 that a read can end in; `argument` for an id that cannot be one.
    public func taskStatus(
        _ taskID: String,
        enterpriseProjectID: String? = nil,
        options: CallOptions = CallOptions()
    ) async throws(HSSError) -> TaskStatus {
        // Dots would be taken for a step up in the path by servers in between.
        guard !taskID.isEmpty, taskID != ".", taskID != ".." else { throw .unusableTaskID(taskID) }
        let answer = try await read(
            "/export-task/\(PercentEncoding.encode(taskID))",
            of: .exportTask,
            "looking at task \(PlainText.shortened(taskID, limit: 64))",
            requiredMembers: ["task_status"],
            enterpriseProjectID: enterpriseProjectID,
            options: options
        )
        return TaskStatus(taskID: taskID, answer)
    }

    /// Makes a call that changes nothing, as often as it may help.
    private func read(
        _ path: String,
        of api: CallPurpose.API,
        _ activity: String,
        requiredMembers: [String],
        enterpriseProjectID: String?,
        options: CallOptions
    ) async throws(HSSError) -> JSONObject {
        var place = try await place()
        let call = makeCall(
            .get,
            place,
            path,
            enterpriseProjectID: enterpriseProjectID ?? configuration.enterpriseProjectID,
            timeout: options.timeout
        )
        let purpose = CallPurpose(
            operation: .read,
            api: api,
            activity: activity,
            requiredMembers: requiredMembers,
            host: place.endpoint.authority
        )
        let pacer = pacers.pacer(for: api)
        let rank = pacer.takeRank()
        var tries = tries(options, pacer) {
            guard let renewed = await self.renewedPlace(after: place) else { return false }
            place = renewed
            return true
        }
        do {
            while true {
                let outcome = try await perform(call, at: place, for: purpose, pacer, rank: rank)
                tries.count += 1
                switch outcome {
                case .success(let answer): return answer
                case .failure(let error, let repetition):
                    try await tries.carryOut(tries.decide(after: error, repetition), after: error)
                }
            }
        } catch {
            var error = tries.told(error)
            error.attempts = tries.count
            throw error
        }
    }

    /// How long the answer of a creation that has left is awaited when its task is cancelled.
    private static let answerGrace = Duration.seconds(5)

    private func tries(_ options: CallOptions, _ pacer: Pacer, renew: @escaping () async -> Bool) -> Tries {
        Tries(
            policy: configuration.retry.with(options),
            isPaced: pacer.isPacing,
            clock: configuration.clock,
            logger: configuration.logger,
            jitter: configuration.jitter,
            renew: renew
        )
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

    /// Sends a call once, as soon as it may go.
    ///
    /// - Throws: only while nothing has left.
    private func perform(
        _ call: HTTPCall,
        at place: Place,
        for purpose: CallPurpose,
        _ pacer: Pacer,
        rank: UInt64,
        willSend: () async throws(HSSError) -> Void = {}
    ) async throws(HSSError) -> CallOutcome {
        let permit: Pacer.Permit
        do {
            permit = try await pacer.acquire(rank: rank)
        } catch {
            switch error {
            case .cancelled: throw .cancelledBeforeSending(purpose.activity)
            case .outOfPatience(let again):
                throw .outOfPatience(configuration.retry.patience, again: again, purpose)
            }
        }
        do {
            try await willSend()
        } catch {
            pacer.release(permit, .unused)
            throw error
        }
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
