public import HSSSchema
import Logging
import Synchronization

/// Talks to HSS: lists what there is, creates export tasks, looks at them and fetches their files (hss-api.md sections 1
/// to 3).
///
/// Creating one starts nothing; the first call looks up credentials and endpoint and opens a connection.
public final class HSSClient: Sendable {
    let configuration: Configuration
    let places = Mutex<(generation: Int, lookUp: Lazily<Place>)>((0, Lazily()))
    let pacers: Pacers

    public init(_ configuration: Configuration) {
        self.configuration = configuration
        let slots = CallSlots(limit: configuration.concurrency)
        pacers = Pacers { tellOthers in
            Pacer(
                pace: configuration.pace,
                patience: configuration.retry.patience,
                clock: configuration.clock,
                slots: slots,
                logger: configuration.logger,
                tellOthers: tellOthers
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
            answer: .strings(["task_id"]),
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

    /// How long the answer of a creation that has left is awaited when its task is cancelled.
    private static let answerGrace = Duration.seconds(5)

    func tries(_ options: CallOptions, _ pacer: Pacer, renew: @escaping () async -> Bool) -> Tries {
        Tries(
            policy: configuration.retry.with(options),
            isPaced: pacer.isPacing,
            clock: configuration.clock,
            logger: configuration.logger,
            jitter: configuration.jitter,
            renew: renew
        )
    }
}
