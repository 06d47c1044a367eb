import HSSSchema

/// Requests for tests: the three required fields, changed by what a test is about.
enum Inputs {
    static let minimal: [String: RequestInput] = [
        "export_size": .integer(100),
        "security_report_type": .text("malwares"),
        "operate_all": .boolean(true),
    ]

    static func request(_ changes: [String: RequestInput?] = [:]) -> RequestInput {
        var fields = minimal
        for (name, value) in changes {
            fields[name] = value
        }
        return table(fields)
    }

    static func table(_ fields: [String: RequestInput], sequence: [RequestInput] = []) -> RequestInput {
        .table(sequence: sequence, others: fields.map { (key: $0.key, value: $0.value) })
    }

    static func list(_ items: String...) -> RequestInput {
        .table(sequence: items.map(RequestInput.text), others: [])
    }

    static func list(_ items: [RequestInput]) -> RequestInput {
        .table(sequence: items, others: [])
    }
}

extension ExportValidator {
    /// The minimal request with these changes; nil takes a field out.
    func validate(_ changes: [String: RequestInput?]) -> Validation {
        validate(Inputs.request(changes))
    }
}

extension Validation {
    /// `field code` of each violation, in order.
    var summary: [String] {
        violations.map { "\($0.field) \($0.code.rawValue)" }
    }

    /// The fields of the warnings, in order.
    var warned: [String] {
        warnings.map(\.field)
    }
}
