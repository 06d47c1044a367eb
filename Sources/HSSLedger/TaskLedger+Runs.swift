import GRDB
public import HSSClient
import HSSSchema

/// Which run a new one goes on from.
public enum ResumeTarget: Sendable, Hashable {
    /// The newest run of the same script that did not end well and is not going on.
    case last
    /// The run of this id.
    case run(String)

    /// Reads `last` or a run's id.
    public init(_ text: String) {
        self = text == "last" ? .last : .run(text)
    }
}

/// A run that has its row and its lock.
struct BegunRun {
    var number: Int64
    var parent: String?
    var timeOrigin: Int64
    var lock: RunLock
}

extension TaskLedger {
    /// Records the start of a run.
    ///
    /// - Parameter target: the run to go on from; nil for a run of its own.
    /// - Throws: `config` if there is no such run, if it is going on, or if the ledger cannot be written.
    public func begin(_ start: RunStart, resuming target: ResumeTarget? = nil) async throws(HSSError) -> LedgerRun {
        do {
            let (begun, first) = try await queue.writeWithoutTransaction { [self] database in
                var begun: (BegunRun, Int64?)?
                try database.inTransaction(.immediate) {
                    begun = try insert(start, resuming: target, database)
                    return .commit
                }
                guard let begun else { throw HSSError.unusableLedger(path, "the run cannot be recorded") }
                return begun
            }
            guard let first else { return LedgerRun(self, begun, plan: ResumePlan(), earlierRuns: [:]) }
            return try await queue.read { [self] database in
                let runs = try Self.chain(first, database)
                return LedgerRun(self, begun, plan: try Self.plan(runs, database), earlierRuns: runs)
            }
        } catch {
            throw .unusableLedger(path, because: error)
        }
    }

    /// Runs in one transaction, so that two processes cannot both resume one run.
    private func insert(
        _ start: RunStart,
        resuming target: ResumeTarget?,
        _ database: Database
    ) throws -> (BegunRun, first: Int64?) {
        let parent = try target.map { try find($0, for: start, database) }
        try database.execute(
            sql: """
                INSERT INTO runs (run_id, parent, first, script, script_path, arguments, started_at, time_origin, hss_version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                start.runID, parent?.number, parent?.first, start.script, start.scriptPath,
                JSONValue.array(start.arguments.map(JSONValue.string)).text, start.startedAt,
                parent?.timeOrigin ?? start.startedAt, HSSVersion.current,
            ]
        )
        let number = database.lastInsertedRowID
        // Before the row is visible, so that nobody takes the run for a dead one.
        guard let lock = RunLock.take(run: number, beside: path) else {
            throw HSSError.unusableLedger(path, "\(path)-runs cannot be locked")
        }
        let begun = BegunRun(
            number: number,
            parent: parent?.runID,
            timeOrigin: parent?.timeOrigin ?? start.startedAt,
            lock: lock
        )
        return (begun, parent?.first)
    }

    struct Parent {
        var number: Int64
        var runID: String
        /// The first run of the chain.
        var first: Int64
        var timeOrigin: Int64
    }

    func find(_ target: ResumeTarget, for start: RunStart, _ database: Database) throws -> Parent {
        switch target {
        case .run(let id):
            guard let row = try Row.fetchOne(database, sql: "SELECT * FROM runs WHERE run_id = ?", arguments: [id])
            else { throw HSSError.noRun(id, path) }
            let parent = Parent(row)
            if let running = try runningRun(of: parent, database) { throw HSSError.stillRunning(id, running) }
            return parent
        case .last:
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT * FROM runs
                    WHERE script_path IS ? AND (script_path IS NOT NULL OR script = ?)
                        AND (exit_status IS NULL OR exit_status != 0)
                    ORDER BY number DESC
                    """,
                arguments: [start.scriptPath, start.script]
            )
            while let row = try rows.next() {
                let parent = Parent(row)
                if RunLock.isTaken(run: parent.number, beside: path) { continue }
                if try wasResumedToItsEnd(parent, database) { continue }
                // Going on from an older run instead would be a surprise.
                if let running = try runningRun(of: parent, database) {
                    throw HSSError.stillRunning(parent.runID, running)
                }
                return parent
            }
            throw HSSError.nothingToResume(start.script, path)
        }
    }

    /// A run of the chain that is going on.
    private func runningRun(of parent: Parent, _ database: Database) throws -> String? {
        try Self.chain(parent.first, database).sorted { $0.key < $1.key }
            .first { RunLock.isTaken(run: $0.key, beside: path) }?.value
    }

    private func wasResumedToItsEnd(_ run: Parent, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                WITH RECURSIVE later (number, exit_status) AS (
                    SELECT number, exit_status FROM runs WHERE parent = ?
                    UNION SELECT runs.number, runs.exit_status FROM runs JOIN later ON runs.parent = later.number
                )
                SELECT EXISTS (SELECT 1 FROM later WHERE exit_status = 0)
                """,
            arguments: [run.number]
        ) ?? false
    }

    /// Number and id of the runs of a chain: all that go back to the same first run.
    static func chain(_ first: Int64, _ database: Database) throws -> [Int64: String] {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT number, run_id FROM runs WHERE number = ? OR first = ?",
            arguments: [first, first]
        )
        return Dictionary(rows.map { ($0["number"], $0["run_id"]) }, uniquingKeysWith: { $1 })
    }

    static func plan(_ runs: [Int64: String], _ database: Database) throws -> ResumePlan {
        var earlier: [ResumePlan.Earlier] = []
        var repeated: Set<CallID> = []
        for run in runs.keys.sorted() {
            let ids = CallID.all(of: run)
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT * FROM calls WHERE id BETWEEN ? AND ? ORDER BY id",
                arguments: [ids.lowerBound, ids.upperBound]
            )
            while let row = try rows.next() {
                // A repetition that never left, or failed, settles nothing of what it was to repeat.
                guard let call = ResumePlan.Earlier(row) else { continue }
                if let id = row["repeats"] as Int64? { repeated.insert(CallID(number: id)) }
                // A task that was reused stands with the run that created it already.
                if row["reused"] as Int64? == nil { earlier.append(call) }
            }
        }
        return ResumePlan(earlier, repeated: repeated)
    }
}

extension TaskLedger.Parent {
    fileprivate init(_ row: Row) {
        self.init(
            number: row["number"],
            runID: row["run_id"],
            first: row["first"] ?? row["number"],
            timeOrigin: row["time_origin"]
        )
    }
}

extension ResumePlan.Earlier {
    /// Nil for a call that left nothing: prepared only, or failed.
    fileprivate init?(_ row: Row) {
        guard let state = CallState(rawValue: row["state"]), state != .prepared, state != .failed else { return nil }
        let body: String = row["body"]
        self.init(
            id: CallID(number: row["id"]),
            identity: .init(
                endpoint: row["endpoint"],
                projectID: row["project_id"],
                enterpriseProjectID: row["enterprise_project_id"],
                body: body.utf8,
                key: row["key"]
            ),
            task: nil
        )
        guard state == .created, let taskID = row["task_id"] as String? else { return }
        task = RecordedTask(
            taskID: taskID,
            createdAt: row["created_at"] ?? row["prepared_at"],
            status: TaskStatus(recorded: row),
            report: SavedReport(recorded: row)
        )
    }
}
