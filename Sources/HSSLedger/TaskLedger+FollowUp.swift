import GRDB
import HSSClient

/// What became of a task after its creation. Runs that resume each other share the task, and so what is known of it.
extension TaskLedger {
    func note(_ status: TaskStatus, of call: CallID) {
        writer.enqueue(
            .statement { database in
                try database.cachedStatement(
                    sql: """
                        UPDATE calls SET task_status = ?, file_id = ?, file_name = ?
                        WHERE id = ? OR id = (SELECT reused FROM calls WHERE id = ?)
                        """
                ).execute(arguments: [
                    status.status.rawValue, status.fileID, status.fileName, call.number, call.number,
                ])
            }
        )
    }

    func note(_ report: SavedReport, of call: CallID) {
        writer.enqueue(
            .statement { database in
                try database.cachedStatement(
                    sql: """
                        UPDATE calls SET path = ?, sha256 = ?, size = ?
                        WHERE id = ? OR id = (SELECT reused FROM calls WHERE id = ?)
                        """
                ).execute(arguments: [report.path, report.sha256, report.bytes, call.number, call.number])
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
