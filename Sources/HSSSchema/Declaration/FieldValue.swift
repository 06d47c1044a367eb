/// A Swift type that a request field can have.
public protocol FieldValue: Sendable, Hashable {
    /// What the service's documentation calls this type.
    static var fieldType: FieldType { get }

    /// The value as it stands in the request body.
    var json: JSONValue { get }

    /// The value of a request body, or nil if it is of another type.
    init?(json: JSONValue)
}

/// The type of a request field.
public enum FieldType: Sendable, Hashable {
    case integer32
    case integer64
    case boolean
    case string
    case stringList
    /// A string out of a documented list.
    case enumeration([EnumValue])

    /// The word for messages and tables: `integer`, `boolean`, `string`, `list of strings`.
    public var name: String {
        switch self {
        case .integer32, .integer64: "integer"
        case .boolean: "boolean"
        case .string, .enumeration: "string"
        case .stringList: "list of strings"
        }
    }

    /// The name with its article: `an integer`.
    public var nameWithArticle: String {
        switch self {
        case .integer32, .integer64: "an \(name)"
        case .boolean, .string, .stringList, .enumeration: "a \(name)"
        }
    }
}

/// A documented value of an enum field and what it means.
public struct EnumValue: Sendable, Hashable {
    /// The value as it is sent; case-sensitive.
    public let value: String
    /// What it stands for, in a few words.
    public let meaning: String
}

extension Int32: FieldValue {
    public static var fieldType: FieldType { .integer32 }
    public var json: JSONValue { .integer(Int64(self)) }

    public init?(json: JSONValue) {
        guard let integer = json.integerValue else { return nil }
        self.init(exactly: integer)
    }
}

extension Int64: FieldValue {
    public static var fieldType: FieldType { .integer64 }
    public var json: JSONValue { .integer(self) }

    public init?(json: JSONValue) {
        guard let integer = json.integerValue else { return nil }
        self = integer
    }
}

extension Bool: FieldValue {
    public static var fieldType: FieldType { .boolean }
    public var json: JSONValue { .bool(self) }

    public init?(json: JSONValue) {
        guard let value = json.boolValue else { return nil }
        self = value
    }
}

extension String: FieldValue {
    public static var fieldType: FieldType { .string }
    public var json: JSONValue { .string(self) }

    public init?(json: JSONValue) {
        guard let value = json.stringValue else { return nil }
        self = value
    }
}

extension [String]: FieldValue {
    public static var fieldType: FieldType { .stringList }
    public var json: JSONValue { .array(map(JSONValue.string)) }

    public init?(json: JSONValue) {
        guard let elements = json.arrayValue else { return nil }
        let strings = elements.compactMap(\.stringValue)
        guard strings.count == elements.count else { return nil }
        self = strings
    }
}
