/// One thing that is wrong with a request.
public struct Violation: Sendable, Hashable {
    /// What kind of thing.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// A key that is not documented.
        case unknown
        /// A field that must be there and is not.
        case required
        case type
        /// Not one of the documented values.
        case `enum`
        case range
        case length
        /// An empty string or list.
        case empty
        /// Two fields that do not go together.
        case conflict
    }

    /// The service's name of the field, with the place inside a list, from 1: `image_id_list[2]`. Empty if the request
    /// as a whole is meant.
    public let field: String
    /// What kind of thing is wrong.
    public let code: Code
    /// What is wrong, without the name of the field.
    public let message: String
    /// What would have been right.
    public let expected: String?
    /// What was given, printable and shortened.
    public let got: String?
    /// What was probably meant, as it would be written, without quotes.
    public let suggestion: String?

    /// A violation; its `lines` follow from the parts.
    public init(
        field: String,
        code: Code,
        message: String,
        expected: String? = nil,
        got: String? = nil,
        suggestion: String? = nil
    ) {
        self.field = field
        self.code = code
        self.message = message
        self.expected = expected
        self.got = got
        self.suggestion = suggestion
    }

    /// The violation for people: field and message, then what was expected and probably meant. No indentation.
    public var lines: [String] {
        let head = field.isEmpty ? message : "\(field): \(message)"
        var lines = [head]
        // Most messages say themselves what was expected; a list of values has a line of its own.
        if let expected, expected.hasPrefix(Self.oneOf) { lines.append("expected \(expected)") }
        if let suggestion { lines.append("did you mean \(code == .range ? suggestion : "\"\(suggestion)\"")?") }
        return lines
    }

    /// How `expected` begins for fields with documented values.
    static let oneOf = "one of: "
}

extension Violation {
    init(
        _ field: String,
        _ code: Code,
        _ message: String,
        expected: String? = nil,
        got: String? = nil,
        suggestion: String? = nil
    ) {
        self.init(field: field, code: code, message: message, expected: expected, got: got, suggestion: suggestion)
    }
}
