/// What a validator found.
public struct Validation: Sendable, Hashable {
    /// The request, ready to be sent; nil if there is any violation.
    public let request: ExportRequest?
    /// What is wrong: body fields in the documented order, then `enterprise_project_id`, then unknown keys by name,
    /// then conflicts.
    public let violations: [Violation]
    /// What looks wrong and may be sent nevertheless.
    public let warnings: [RequestWarning]
}

/// Something in a request that is probably not meant, but allowed.
public struct RequestWarning: Sendable, Hashable {
    /// The service's name of the field, with the place inside a list, from 1: `build_command_rule_id_list[2]`.
    public let field: String
    /// What looks wrong, without the name of the field.
    public let message: String
    /// The code of the violation that this is under `--strict`.
    public let code: Violation.Code

    /// Field and message in one line.
    public var line: String { "\(field): \(message)" }
}

extension Violation {
    /// The warning as an error, for `--strict`.
    public init(_ warning: RequestWarning) {
        self.init(field: warning.field, code: warning.code, message: warning.message)
    }
}
