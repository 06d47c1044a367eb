public import HSSClient
public import HSSSchema

/// One task of a run's results (contract section 1).
public struct ExportedTask: Sendable, Hashable {
    public enum State: String, Sendable, Hashable {
        case created
        /// Taken from the ledger; nothing was sent.
        case reused
        /// Not sent, because the run only plans.
        case planned
    }

    public var taskID: String
    public var request: ExportRequest
    /// What went out as the query parameter; nil for none.
    public var enterpriseProjectID: String?
    public var state: State
    public var projectID: String?
    public var endpoint: String?
    /// How often the request was sent.
    public var attempts: Int
    /// Milliseconds since 1970 UTC.
    public var createdAt: Int64
    /// What the last look gave: `running`, `success`, `failure`; nil before the first.
    public var taskStatus: String?
    public var fileID: String?
    public var fileName: String?
    /// Where the report was saved; nil before a download.
    public var report: SavedReport?
}

/// A call of a run that failed, whether the script caught its error or not.
public struct FailedExport: Sendable, Hashable {
    public var kind: String
    public var message: String
    /// The request as it was sent or given; nil where it cannot be shown as JSON.
    public var request: JSONObject?
    /// The task that failed, or that could not be followed; nil if there is none.
    public var taskID: String?
    public var status: Int?
    public var errorCode: String?
    public var requestID: String?
    /// false, true or "unknown".
    public var sent: JSONValue
}
