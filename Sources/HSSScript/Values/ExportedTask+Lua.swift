import HSSClient
import HSSSchema
import LuaHost

extension ExportedTask {
    init(_ request: ExportRequest, _ created: CreatedExport, atMilliseconds milliseconds: Int64) {
        self.init(
            taskID: created.taskID,
            request: request,
            enterpriseProjectID: created.enterpriseProjectID,
            state: created.state,
            projectID: created.projectID,
            endpoint: created.endpoint,
            attempts: created.attempts,
            createdAt: created.createdAt ?? milliseconds,
            taskStatus: created.state == .planned ? "success" : nil
        )
        if let status = created.status { update(by: status) }
        report = created.report
    }

    mutating func update(by status: TaskStatus) {
        taskStatus = status.status.rawValue
        fileID = status.fileID
        fileName = status.fileName
    }
}

extension LuaValue {
    /// A task as scripts see it; the same Lua value whenever it is given for the same call. Its `request` is made when
    /// a script reads it, which few do.
    init(_ task: ExportedTask, call: Int) {
        var fields = LuaTable([
            "task_id": .text(task.taskID), "state": .text(task.state.rawValue),
            "reused": .boolean(task.state == .reused),
        ])
        if let status = task.taskStatus { fields.append("task_status", .text(status)) }
        if let id = task.fileID { fields.append("file_id", .text(id)) }
        if let name = task.fileName { fields.append("file_name", .text(name)) }
        self = .record(LuaRecord(className: "Task", id: UInt64(call), fields: fields))
    }
}

extension FailedExport {
    init(_ error: HSSError, request: JSONObject?, taskID: String? = nil) {
        let sent: JSONValue =
            switch error.sent {
            case .no: false
            case .yes: true
            case .unknown: "unknown"
            }
        self.init(
            kind: error.kind.rawValue,
            message: error.message,
            request: request,
            taskID: taskID,
            status: error.status,
            errorCode: error.errorCode,
            requestID: error.requestID,
            sent: sent
        )
    }
}

extension HSSError {
    /// - Parameter what: what was checked: `request` or `filters`.
    static func invalid(_ violations: [Violation], what: String = "request") -> HSSError {
        let count = violations.count == 1 ? "1 problem" : "\(violations.count) problems"
        var error = HSSError(.argument, "\(count) in the \(what)")
        error.violations = violations
        return error
    }
}
