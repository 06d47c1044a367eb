import GRDB

/// The tables, and how older ones become today's.
enum LedgerSchema {
    /// One step a version; a step that has been released never changes.
    static let steps = [
        """
        CREATE TABLE runs (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            run_id TEXT NOT NULL UNIQUE,
            parent INTEGER REFERENCES runs (number),
            first INTEGER,
            script TEXT NOT NULL,
            script_path TEXT,
            arguments TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            time_origin INTEGER NOT NULL,
            ended_at INTEGER,
            status TEXT,
            exit_status INTEGER,
            hss_version TEXT NOT NULL
        );
        CREATE INDEX runs_by_first ON runs (first);
        CREATE TABLE calls (
            id INTEGER PRIMARY KEY,
            key TEXT,
            endpoint TEXT NOT NULL,
            project_id TEXT NOT NULL,
            enterprise_project_id TEXT,
            body TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            task_id TEXT,
            prepared_at INTEGER NOT NULL,
            sent_at INTEGER,
            created_at INTEGER,
            reused INTEGER,
            repeats INTEGER,
            error_kind TEXT,
            error_message TEXT,
            task_status TEXT,
            file_id TEXT,
            file_name TEXT,
            path TEXT,
            sha256 TEXT
        );
        """,
        """
        ALTER TABLE calls ADD COLUMN size INTEGER;
        """,
        """
        CREATE INDEX calls_by_reused ON calls (reused) WHERE reused IS NOT NULL;
        """,
    ]

    static var newest: Int { steps.count }

    /// Brings a database to the newest version; one that is newer still is left alone.
    ///
    /// - Throws: `NewerVersion`; what SQLite says.
    static func migrate(_ database: Database) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= newest else { throw NewerVersion(version: version) }
        if version == newest { return }
        // Another process may be at it at this moment: whoever gets the lock second finds it done.
        try database.inTransaction(.immediate) {
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            for step in steps.dropFirst(version) { try database.execute(sql: step) }
            try database.execute(sql: "PRAGMA user_version = \(newest)")
            return .commit
        }
    }

    struct NewerVersion: Error {
        var version: Int
    }
}

/// A call's row: its run and its place in the run as one number, so that recording it touches one B-tree.
struct CallID: Hashable, Sendable {
    let number: Int64

    init(run: Int64, call: Int) { number = run << 32 | Int64(call) }
    init(number: Int64) { self.number = number }

    var run: Int64 { number >> 32 }
    /// The place in the order of the run's calls, from 1.
    var call: Int { Int(number & 0xFFFF_FFFF) }

    /// The ids of all calls of a run.
    static func all(of run: Int64) -> ClosedRange<Int64> { run << 32...(run << 32 | 0xFFFF_FFFF) }
}
