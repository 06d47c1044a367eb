import GRDB
import HSSClient

/// A call's row as it should stand in the ledger.
struct CallRow: Sendable {
    let id: CallID
    let key: String?
    let creation: PreparedCreation
    let preparedAt: Int64
    /// The recorded call whose task this one took.
    var reused: CallID?
    /// The recorded call in doubt that this one repeats.
    var repeats: CallID?
    var state = CallState.prepared
    var attempts = 0
    var taskID: String?
    var sentAt: Int64?
    var createdAt: Int64?
    var errorKind: String?
    var errorMessage: String?

    init(id: CallID, key: String?, _ creation: PreparedCreation, preparedAt: Int64) {
        self.id = id
        self.key = key
        self.creation = creation
        self.preparedAt = preparedAt
    }

    mutating func apply(_ change: (inout CallRow) -> Void) { change(&self) }

    func insert(_ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO calls (id, key, endpoint, project_id, enterprise_project_id, body, prepared_at, reused, repeats,
                    state, attempts, task_id, sent_at, created_at, error_kind, error_message)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            id.number, key, creation.endpoint.description, creation.projectID, creation.enterpriseProjectID,
            String(decoding: creation.body, as: UTF8.self), preparedAt, reused?.number, repeats?.number,
            state.rawValue, attempts, taskID, sentAt, createdAt, errorKind, errorMessage,
        ])
    }

    /// A row that could not be written before, on a disk that was full for instance, is written whole.
    func update(_ database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE calls SET state = ?, attempts = ?, task_id = ?, sent_at = ?, created_at = ?, error_kind = ?,
                    error_message = ? WHERE id = ?
                """
        ).execute(arguments: [
            state.rawValue, attempts, taskID, sentAt, createdAt, errorKind, errorMessage, id.number,
        ])
        if database.changesCount == 0 { try insert(database) }
    }
}
