import HSSClient
public import HSSLedger
public import HSSSchema

extension RecordedCall {
    /// One element of `tasks` as `hss tasks` writes it: the members of a run's results, with the run, and with the state
    /// that the ledger holds (contract sections 1 and 6).
    public var json: JSONObject {
        [
            "run_id": .string(runID), "task_id": .init(taskID), "request": .object(request),
            "enterprise_project_id": .init(enterpriseProjectID), "state": .string(state.rawValue),
            "project_id": .string(projectID), "endpoint": .string(endpoint), "reused": .bool(isReused),
            "attempts": .integer(Int64(attempts)),
            "created_at": .init(createdAt.map { UTCTime.text(milliseconds: $0) }),
            "task_status": .init(taskStatus), "file_id": .init(fileID), "file_name": .init(fileName),
            "path": .init(report?.path), "sha256": .init(report?.sha256),
            "size": report.map { .integer($0.bytes) } ?? .null, "key": .init(key), "kind": .init(errorKind),
            "message": .init(errorMessage),
        ]
    }
}

extension RecordedRun {
    /// One element of `runs` as `hss runs` writes it.
    public var json: JSONObject {
        var counts: JSONObject = [:]
        for state in CallState.allCases { counts[state.rawValue] = .integer(Int64(self.counts[state] ?? 0)) }
        counts["reused"] = .integer(Int64(reused))
        return [
            "run_id": .string(runID), "parent_run_id": .init(parent), "script": .string(script),
            "arguments": .array(arguments.map(JSONValue.string)), "status": .string(status),
            "exit_status": exitStatus.map { .integer(Int64($0)) } ?? .null,
            "started_at": .string(UTCTime.text(milliseconds: startedAt)),
            "ended_at": .init(endedAt.map { UTCTime.text(milliseconds: $0) }), "counts": .object(counts),
        ]
    }
}
