/// A string field with a documented list of values.
///
/// It is no Swift enum, because a value that this version does not know must be representable: a script may let one
/// through with `unchecked`.
public protocol DocumentedValue: FieldValue, RawRepresentable<String>, CustomStringConvertible {
    /// The documented values in the documented order.
    static var documented: [EnumValue] { get }

    /// Any value, documented or not.
    init(rawValue: String)
}

extension DocumentedValue {
    public static var fieldType: FieldType { .enumeration(documented) }
    public var json: JSONValue { .string(rawValue) }
    public var description: String { rawValue }

    public init?(json: JSONValue) {
        guard let value = json.stringValue else { return nil }
        self.init(rawValue: value)
    }

    static func values(_ list: KeyValuePairs<Self, String>) -> [EnumValue] {
        list.map { EnumValue(value: $0.key.rawValue, meaning: $0.value) }
    }
}
