public import HSSClient
public import HSSSchema
import LuaHost

/// The uncaught error that ended a run.
public struct RunError: Sendable, Hashable {
    public var kind: HSSError.Kind
    /// One line, without the place.
    public var message: String
    /// "nightly.lua:14"; nil where no line of the script is to blame.
    public var place: String?
    public var violations: [Violation] = []
    /// Violations beyond those listed.
    public var moreViolations = 0
    /// false, true or "unknown"; nil for errors that no call is behind.
    public var sent: JSONValue?
    /// What it means and what to do.
    public var explanation: String?
    /// Name and value of what else is known, in the order of contract section 4.
    public var details: [Detail] = []
    /// The script's frames, innermost first.
    public var stack: [String] = []

    public struct Detail: Sendable, Hashable {
        public var name: String
        public var value: String
    }

    /// An error from outside the script.
    public init(kind: HSSError.Kind, message: String, place: String? = nil) {
        self.kind = kind
        self.message = message
        self.place = place
    }

    /// An error of the client or the ledger that no line of the script is to blame for.
    public init(_ error: HSSError) {
        self.init(kind: error.kind, message: error.message)
        explanation = error.explanation
        sent = error.kind == .config ? false : nil
    }

    /// Only an error object that the host made decides the kind; whatever else was raised is the script's.
    init(_ failure: LuaFailure) {
        guard let fields = failure.errorFields else {
            self.init(kind: .script, message: Self.text(failure), place: failure.place)
            stack = failure.stack
            return
        }
        self.init(
            kind: fields["kind"].text.flatMap(HSSError.Kind.init(rawValue:)) ?? .script,
            message: fields["message"].shown,
            place: fields["where"].text ?? failure.place
        )
        stack = failure.stack
        sent = try? JSONValue(lua: fields["sent"])
        if sent == .null { sent = nil }
        explanation = fields["explanation"].text
        if case .table(let list) = fields["violations"] {
            violations = list.sequence.compactMap(Violation.init(lua:))
            if case .integer(let more) = list["more"] { moreViolations = Int(more) }
        }
        for name in ["status", "error_code", "error_msg", "request_id", "attempts", "retry_after_s", "index", "item"]
        where fields[name] != .nil {
            details.append(Detail(name: name, value: fields[name].shown))
        }
    }
}

extension RunError {
    /// A table says more by its contents than by its address.
    private static func text(_ failure: LuaFailure) -> String {
        switch failure.value {
        case .nil: return "the script raised nil"
        case .opaque(let type): return "the script raised a \(type)"
        case .table:
            guard failure.text.hasPrefix("table: 0x"), let json = try? JSONValue(lua: failure.value) else { break }
            return "the script raised a table: \(json.text.prefix(500))"
        default: break
        }
        return failure.text
    }
}

extension Violation {
    fileprivate init?(lua value: LuaValue) {
        guard case .table(let table) = value, let field = table["field"].text, let message = table["message"].text,
            let code = table["code"].text.flatMap(Code.init(rawValue:))
        else { return nil }
        self.init(
            field: field,
            code: code,
            message: message,
            expected: table["expected"].text,
            got: table["got"].text,
            suggestion: table["suggestion"].text
        )
    }
}
