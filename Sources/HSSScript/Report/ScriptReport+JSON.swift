import HSSClient
public import HSSSchema

extension ScriptReport {
    /// The results as `--output json` writes them.
    public var json: JSONObject {
        let milliseconds = elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
        return [
            "run_id": .string(runID), "script": .string(script), "status": .string(status.rawValue),
            "exit_status": .integer(Int64(exitStatus.code)),
            "started_at": .string(UTCTime.text(milliseconds: startedAt)),
            "elapsed_s": .number(Double(milliseconds) / 1000),
            "tasks": .array(tasks.map { .object($0.json) }), "failures": .array(failures.map { .object($0.json) }),
            "warnings": .array(warnings.map(JSONValue.string)), "counts": .object(counts),
            "error": error.map { .object($0.json) } ?? .null, "parent_run_id": .init(parentRunID),
        ]
    }
}

extension ExportedTask {
    /// One element of `tasks`.
    public var json: JSONObject {
        [
            "task_id": .string(taskID), "request": .object(request.body),
            "enterprise_project_id": .init(enterpriseProjectID), "state": .string(state.rawValue),
            "project_id": .init(projectID), "endpoint": .init(endpoint), "reused": .bool(state == .reused),
            "attempts": .integer(Int64(attempts)), "created_at": .string(UTCTime.text(milliseconds: createdAt)),
            "task_status": .init(taskStatus), "file_id": .init(fileID), "file_name": .init(fileName),
            "path": .init(report?.path), "sha256": .init(report?.sha256),
            "size": report.map { .integer($0.bytes) } ?? .null,
        ]
    }
}

extension FailedExport {
    /// One element of `failures`.
    public var json: JSONObject {
        [
            "kind": .string(kind), "message": .string(message), "request": request.map(JSONValue.object) ?? .null,
            "status": status.map { .integer(Int64($0)) } ?? .null, "error_code": .init(errorCode),
            "request_id": .init(requestID), "sent": sent, "task_id": .init(taskID),
        ]
    }
}

extension RunError {
    var json: JSONObject {
        ["kind": .string(kind.rawValue), "message": .string(message), "where": .init(place)]
    }
}

extension JSONValue {
    init(_ text: String?) {
        self = text.map(JSONValue.string) ?? .null
    }
}
