import HSSClient
import HSSSchema
import LuaHost

extension LuaError {
    /// Most violations that one error lists (contract section 4).
    static let mostViolations = 100

    /// - Parameter function: what the script called, such as "hss.export".
    init(_ error: HSSError, in function: String) {
        self.init(kind: error.kind.rawValue, message: "\(function): \(error.message)")
        fields.append("sent", Self.sent(error.sent))
        if let status = error.status { fields.append("status", .integer(Int64(status))) }
        if let code = error.errorCode { fields.append("error_code", .text(code)) }
        if let text = error.errorMsg { fields.append("error_msg", .text(text)) }
        if let id = error.requestID { fields.append("request_id", .text(id)) }
        if error.attempts > 0 { fields.append("attempts", .integer(Int64(error.attempts))) }
        if let seconds = error.retryAfterSeconds { fields.append("retry_after_s", .number(seconds)) }
        if let explanation = error.explanation { fields.append("explanation", .text(explanation)) }
        if !error.violations.isEmpty { fields.append("violations", LuaValue(error.violations)) }
    }

    private static func sent(_ state: HSSError.SentState) -> LuaValue {
        switch state {
        case .no: .boolean(false)
        case .yes: .boolean(true)
        case .unknown: .text("unknown")
        }
    }

    static func argument(_ message: String) -> LuaError {
        LuaError(kind: "argument", message: message, fields: ["sent": .boolean(false)])
    }
}

extension LuaValue {
    /// A list of violations as `e.violations` and `hss.validate` give it.
    init(_ violations: [Violation]) {
        let shown = violations.prefix(LuaError.mostViolations).map { violation in
            var table = LuaTable([
                "field": .text(violation.field), "code": .text(violation.code.rawValue),
                "message": .text(violation.message),
            ])
            if let expected = violation.expected { table.append("expected", .text(expected)) }
            if let got = violation.got { table.append("got", .text(got)) }
            if let suggestion = violation.suggestion { table.append("suggestion", .text(suggestion)) }
            return LuaValue.table(table)
        }
        var table = LuaTable(sequence: shown)
        if violations.count > shown.count { table.append("more", .integer(Int64(violations.count - shown.count))) }
        self = .table(table)
    }
}

extension LuaError {
    /// An error about one task.
    init(_ error: HSSError, in function: String, task: ExportedTask) {
        self.init(error, in: function)
        fields.append("task_id", .text(task.taskID))
    }

    /// An error about the tasks of one `hss.wait`: its `failures` holds one table for each.
    init(_ error: WaitError) {
        self.init(error.error, in: "hss.wait")
        let failures = error.failures.map { failure in
            LuaValue.table(
                LuaTable([
                    "task_id": .text(failure.taskID), "kind": .text(failure.error.kind.rawValue),
                    "message": .text(failure.error.message),
                ])
            )
        }
        fields.append("failures", .table(LuaTable(sequence: failures)))
    }
}
