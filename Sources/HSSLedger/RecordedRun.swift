import GRDB
public import HSSClient
import HSSSchema

/// A run as the ledger knows it.
public struct RecordedRun: Sendable, Hashable {
    public var runID: String
    /// The run that it resumed.
    public var parent: String?
    /// The script as it was given.
    public var script: String
    public var arguments: [String]
    /// Milliseconds since 1970 UTC.
    public var startedAt: Int64
    /// Milliseconds since 1970 UTC; nil for a run that goes on or died.
    public var endedAt: Int64?
    /// How it ended, such as `ok` or `interrupted`; `running`, or `died` without a word.
    public var status: String
    public var exitStatus: Int32?
    /// How many of its calls stand in each state, reused ones not counted.
    public var counts: [CallState: Int]
    /// How many tasks it took from the runs before it.
    public var reused: Int
}

extension TaskLedger {
    /// All runs, the newest first.
    ///
    /// - Throws: `config` if the ledger cannot be read.
    public func runs() throws(HSSError) -> [RecordedRun] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT runs.*, earlier.run_id AS parent_id FROM runs
                    LEFT JOIN runs AS earlier ON earlier.number = runs.parent
                    ORDER BY runs.number DESC
                    """
            )
            var counts = try Self.counts(database)
            return rows.map { row in
                RecordedRun(row, counts.removeValue(forKey: row["number"]) ?? RunCounts(), path)
            }
        }
    }

    fileprivate struct RunCounts {
        var states: [CallState: Int] = [:]
        var reused = 0
    }

    private static func counts(_ database: Database) throws -> [Int64: RunCounts] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT id >> 32 AS run, state, reused IS NOT NULL AS is_reused, count(*) AS number
                FROM calls GROUP BY 1, 2, 3
                """
        )
        var counts: [Int64: RunCounts] = [:]
        while let row = try rows.next() {
            guard let state = CallState(rawValue: row["state"]) else { continue }
            if row["is_reused"] {
                counts[row["run"], default: RunCounts()].reused += row["number"]
            } else {
                counts[row["run"], default: RunCounts()].states[state] = row["number"]
            }
        }
        return counts
    }
}

extension RecordedRun {
    fileprivate init(_ row: Row, _ counts: TaskLedger.RunCounts, _ path: String) {
        let arguments = try? JSONValue(parsing: Array((row["arguments"] as String).utf8))
        let isRunning = row["status"] as String? == nil && RunLock.isTaken(run: row["number"], beside: path)
        self.init(
            runID: row["run_id"],
            parent: row["parent_id"],
            script: row["script"],
            arguments: arguments?.arrayValue?.compactMap(\.stringValue) ?? [],
            startedAt: row["started_at"],
            endedAt: row["ended_at"],
            status: row["status"] ?? (isRunning ? "running" : "died"),
            exitStatus: row["exit_status"],
            counts: counts.states,
            reused: counts.reused
        )
    }
}
