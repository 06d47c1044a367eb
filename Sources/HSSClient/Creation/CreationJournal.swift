/// What a creation is, as a journal records it and recognises it when a run is resumed (contract.md section 6).
public struct PreparedCreation: Sendable, Hashable {
    /// Where the request goes.
    public let endpoint: Endpoint
    /// The project it is for.
    public let projectID: String
    /// The query parameter that is sent; nil for none.
    public let enterpriseProjectID: String?
    /// The JSON text that is sent.
    public let body: [UInt8]

    public init(endpoint: Endpoint, projectID: String, enterpriseProjectID: String?, body: [UInt8]) {
        self.endpoint = endpoint
        self.projectID = projectID
        self.enterpriseProjectID = enterpriseProjectID
        self.body = body
    }
}

/// What a journal makes of a creation before it is sent.
public enum PreparedAnswer: Sendable, Hashable {
    /// It is new.
    case send
    /// It was done before; nothing is sent.
    case alreadyCreated(RecordedTask)
}

/// A task that an earlier run created.
public struct RecordedTask: Sendable, Hashable {
    /// The service's id of the task.
    public var taskID: String
    /// When it was created, in milliseconds since 1970 UTC.
    public var createdAt: Int64
    /// What the last look at it gave.
    public var status: TaskStatus?
    /// Where its report was saved.
    public var report: SavedReport?

    public init(taskID: String, createdAt: Int64, status: TaskStatus? = nil, report: SavedReport? = nil) {
        self.taskID = taskID
        self.createdAt = createdAt
        self.status = status
        self.report = report
    }
}

/// Keeps the course of one creation, so that a crash at any moment loses no task.
///
/// The calls come in order: `prepared`, then `willSend` for each attempt, with a `retracted` between two if
/// the first had no effect, then exactly one of the last three. An error
/// from `prepared` or `willSend` stops the creation before a byte leaves; one from `created` reaches the caller with the
/// id, and nothing more is called. The last three are called even while the
/// task is being cancelled, and must do their work then, too. `failed` and `ambiguous` cannot throw: the caller has
/// an error to hear about already, and a record left at `willSend` reads as unknown, which is safe.
public protocol CreationJournal: Sendable {
    /// Before anything else.
    func prepared(_ creation: PreparedCreation) async throws(HSSError) -> PreparedAnswer
    /// Returns once it is on record that the request may leave; nothing is handed to the network before.
    ///
    /// - Parameter attempt: 1 for the first.
    func willSend(attempt: Int) async throws(HSSError)
    /// The attempt provably had no effect, and another one may follow after any length of time.
    func retracted(attempt: Int) async
    /// The task exists.
    func created(taskID: String, attempts: Int) async throws(HSSError)
    /// The task provably does not exist; `error.sent` tells whether the request had left.
    func failed(_ error: HSSError) async
    /// Nobody knows whether the task exists.
    func ambiguous(_ error: HSSError) async
}

/// Keeps nothing.
public struct NoJournal: CreationJournal {
    public init() {}

    public func prepared(_ creation: PreparedCreation) async throws(HSSError) -> PreparedAnswer { .send }
    public func willSend(attempt: Int) async throws(HSSError) {}
    public func retracted(attempt: Int) async {}
    public func created(taskID: String, attempts: Int) async throws(HSSError) {}
    public func failed(_ error: HSSError) async {}
    public func ambiguous(_ error: HSSError) async {}
}
