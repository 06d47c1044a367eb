import GRDB
import HSSClient

/// What became of a task after its creation. Runs that resume each other share the task, and so what is known of it.
extension TaskLedger {
    /// The call that created the task: the first one of all that share it.
    private static let origin = "WITH origin (id) AS (SELECT coalesce(reused, id) FROM calls WHERE id = ?)"
    private static let isOfOrigin = """
        id IN (SELECT id FROM origin UNION ALL SELECT calls.id FROM origin JOIN calls ON calls.reused = origin.id)
        """

    func note(_ status: TaskStatus, of call: CallID) {
        writer.enqueue(
            .statement { database in
                try database.cachedStatement(
                    sql: """
                        \(Self.origin)
                        UPDATE calls SET task_status = ?, file_id = ?, file_name = ? WHERE \(Self.isOfOrigin)
                        """
                ).execute(arguments: [call.number, status.status.rawValue, status.fileID, status.fileName])
            }
        )
    }

    func note(_ report: SavedReport, of call: CallID) {
        writer.enqueue(
            .statement { database in
                try database.cachedStatement(
                    sql: "\(Self.origin) UPDATE calls SET path = ?, sha256 = ?, size = ? WHERE \(Self.isOfOrigin)"
                ).execute(arguments: [call.number, report.path, report.sha256, report.bytes])
            }
        )
    }
}

extension LedgerWriter.Change {
    /// A call that takes the task of an earlier one takes what is known of it, too.
    static func followUp(of call: CallID, from earlier: CallID) -> Self {
        .statement { database in
            try database.cachedStatement(
                sql: """
                    UPDATE calls SET (task_status, file_id, file_name, path, sha256, size) =
                        (SELECT task_status, file_id, file_name, path, sha256, size FROM calls WHERE id = ?)
                    WHERE id = ?
                    """
            ).execute(arguments: [earlier.number, call.number])
        }
    }
}

extension TaskStatus {
    init?(recorded row: Row) {
        guard let id = row["task_id"] as String?, let status = row["task_status"] as String? else { return nil }
        self.init(
            taskID: id,
            taskName: nil,
            status: State(rawValue: status),
            fileID: row["file_id"],
            fileName: row["file_name"]
        )
    }
}

extension SavedReport {
    init?(recorded row: Row) {
        guard let path = row["path"] as String?, let sha256 = row["sha256"] as String? else { return nil }
        self.init(path: path, bytes: row["size"] ?? 0, sha256: sha256)
    }
}
