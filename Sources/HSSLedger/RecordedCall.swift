import GRDB
public import HSSClient
public import HSSSchema

/// A creation as the ledger knows it.
public struct RecordedCall: Sendable, Hashable {
    let id: CallID
    public var runID: String
    /// The script's own name for the call.
    public var key: String?
    public var state: CallState
    /// Nil unless the task exists.
    public var taskID: String?
    /// The body that was sent, or was to be.
    public var request: JSONObject
    public var enterpriseProjectID: String?
    public var projectID: String
    public var endpoint: String
    /// Whether the task was taken from an earlier run.
    public var isReused: Bool
    /// How often the request was sent.
    public var attempts: Int
    /// Milliseconds since 1970 UTC; nil unless the task exists.
    public var createdAt: Int64?
    /// What the last look at the task gave.
    public var taskStatus: String?
    public var fileID: String?
    public var fileName: String?
    /// Where the report was saved.
    public var report: SavedReport?
    /// Kind and message of the error that a call ended with.
    public var errorKind: String?
    public var errorMessage: String?
}

/// Whose calls to list.
public enum RunSelection: Sendable, Hashable {
    /// The newest run.
    case last
    case run(String)
    case all

    /// Reads `last`, `all` or a run's id.
    public init(_ text: String) {
        switch text {
        case "last": self = .last
        case "all": self = .all
        default: self = .run(text)
        }
    }
}

extension TaskLedger {
    /// The calls of a selection in the order in which they were made.
    ///
    /// - Throws: `config` if there is no such run, or the ledger cannot be read.
    public func calls(of selection: RunSelection) throws(HSSError) -> [RecordedCall] {
        try read { database in
            let runs: [Row]
            switch selection {
            case .all: runs = try Row.fetchAll(database, sql: "SELECT number, run_id FROM runs ORDER BY number")
            case .last:
                runs = try Row.fetchAll(database, sql: "SELECT number, run_id FROM runs ORDER BY number DESC LIMIT 1")
            case .run(let id):
                runs = try Row.fetchAll(
                    database,
                    sql: "SELECT number, run_id FROM runs WHERE run_id = ?",
                    arguments: [id]
                )
                if runs.isEmpty { throw HSSError.noRun(id, path) }
            }
            return try runs.flatMap { run in
                let ids = CallID.all(of: run["number"])
                return try Row.fetchAll(
                    database,
                    sql: "SELECT * FROM calls WHERE id BETWEEN ? AND ? ORDER BY id",
                    arguments: [ids.lowerBound, ids.upperBound]
                ).compactMap { RecordedCall($0, runID: run["run_id"]) }
            }
        }
    }
}

extension TaskLedger {
    /// The newest call that brought each of these tasks, whatever run made it; tasks that are not on record are left out.
    ///
    /// - Throws: `config` if the ledger cannot be read.
    public func calls(ofTasks ids: [String]) throws(HSSError) -> [RecordedCall] {
        try read { database in
            try ids.compactMap { id in
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT calls.*, runs.run_id FROM calls JOIN runs ON runs.number = calls.id >> 32
                        WHERE task_id = ? ORDER BY calls.id DESC LIMIT 1
                        """,
                    arguments: [id]
                )
                return row.flatMap { RecordedCall($0, runID: $0["run_id"]) }
            }
        }
    }

    /// Notes what the service last said of a recorded task.
    public func note(_ status: TaskStatus, of call: RecordedCall) { note(status, of: call.id) }

    /// Notes where the report of a recorded task lies.
    public func note(_ report: SavedReport, of call: RecordedCall) { note(report, of: call.id) }

    /// Returns when everything noted so far is durable.
    ///
    /// - Throws: `config` if the ledger cannot be written.
    public func flush() async throws(HSSError) {
        try await writer.write(.statement { _ in })
    }
}

extension RecordedCall {
    /// Nil for a state that this version does not know.
    fileprivate init?(_ row: Row, runID: String) {
        guard let state = CallState(rawValue: row["state"]) else { return nil }
        let body = try? JSONValue(parsing: Array((row["body"] as String).utf8))
        self.init(
            id: CallID(number: row["id"]),
            runID: runID,
            key: row["key"],
            state: state,
            taskID: row["task_id"],
            request: body?.objectValue ?? [:],
            enterpriseProjectID: row["enterprise_project_id"],
            projectID: row["project_id"],
            endpoint: row["endpoint"],
            isReused: row["reused"] as Int64? != nil,
            attempts: row["attempts"],
            createdAt: row["created_at"],
            taskStatus: row["task_status"],
            fileID: row["file_id"],
            fileName: row["file_name"],
            report: SavedReport(recorded: row),
            errorKind: row["error_kind"],
            errorMessage: row["error_message"]
        )
    }
}
