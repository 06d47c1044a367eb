/// All that is known of one request field, whatever its Swift type.
public struct FieldDeclaration: Sendable, Hashable {
    /// The service's name, such as `export_size`.
    public let name: String
    /// Its type as the service documents it, with the values of an enum.
    public let type: FieldType
    /// What it is for.
    public let role: FieldRole
    /// What a value must keep to; breaking it is an error.
    public let bounds: FieldBounds
    /// What sibling endpoints say; a length outside gets a warning.
    public let advice: FieldAdvice?
    /// A few words for the message about a missing field, such as `rows to export`.
    public let note: String?
    /// A sentence or two for people.
    public let documentation: String

    /// Whether a request without this field is refused.
    public var isRequired: Bool { role == .required }

    /// The unit of the number, if it has one.
    public var unit: FieldUnit? { bounds.unit }

    /// The documented values of an enum field; empty for every other type.
    public var enumValues: [EnumValue] {
        if case .enumeration(let values) = type { values } else { [] }
    }

    /// The smallest and the largest integer allowed, from the bounds and the width of the type; nil for other types.
    public var integerRange: ClosedRange<Int64>? {
        switch type {
        case .integer32: max(bounds.minimum, Int64(Int32.min))...min(bounds.maximum, Int64(Int32.max))
        case .integer64: bounds.minimum...bounds.maximum
        case .boolean, .string, .stringList, .enumeration: nil
        }
    }
}

/// What a field is for.
public enum FieldRole: Sendable, Hashable {
    /// The service refuses a request without it.
    case required
    /// Names the images themselves, or their family.
    case selection
    /// Narrows an export of all images.
    case filter
    /// Sent as a query parameter, not in the body.
    case query
}

/// The unit of an integer field.
public enum FieldUnit: String, Sendable, Hashable {
    /// Milliseconds since 1970 UTC.
    case milliseconds = "ms"
    case bytes
}

/// Bounds that the contract makes errors.
public struct FieldBounds: Sendable, Hashable {
    /// The smallest integer allowed.
    public var minimum = Int64.min
    /// The largest integer allowed.
    public var maximum = Int64.max
    /// The most characters (Unicode scalars) of a string, where the service states it.
    public var maximumLength: Int?
    /// What the integer counts.
    public var unit: FieldUnit?

    /// Integers from 1 up to here are times in seconds by mistake, for fields in milliseconds.
    public static let largestSeconds: Int64 = 99_999_999_999

    static let none = Self()
    static let positive = Self(minimum: 1)
    static let bytes = Self(minimum: 0, unit: .bytes)
    static let time = Self(minimum: 0, unit: .milliseconds)

    static func upTo(characters: Int) -> Self {
        Self(maximumLength: characters)
    }
}

/// Bounds that only other endpoints state (hss-api.md section 1.1).
public struct FieldAdvice: Sendable, Hashable {
    /// What the bounds are about.
    public enum Subject: Sendable, Hashable {
        /// The characters (Unicode scalars) of the string.
        case length
        /// The characters of each string of a list.
        case itemLength
        /// The number itself. For reference: the contract warns of lengths only.
        case value
    }

    /// What the range counts.
    public let subject: Subject
    /// The bounds, both included.
    public let range: ClosedRange<Int64>
    /// Who says so.
    public let source: String

    static func length(_ range: ClosedRange<Int64>, _ source: String = "sibling endpoints") -> Self {
        Self(subject: .length, range: range, source: source)
    }

    static func itemLength(_ range: ClosedRange<Int64>, _ source: String) -> Self {
        Self(subject: .itemLength, range: range, source: source)
    }

    static func value(_ range: ClosedRange<Int64>, _ source: String = "sibling endpoints") -> Self {
        Self(subject: .value, range: range, source: source)
    }
}
