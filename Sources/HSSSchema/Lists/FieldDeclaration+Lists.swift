extension FieldDeclaration {
    static func string(_ name: String, to maximum: Int?, _ documentation: String) -> Self {
        listFilter(name, .string, bounds: FieldBounds(maximumLength: maximum), documentation)
    }

    static func flag(_ name: String, _ documentation: String) -> Self {
        listFilter(name, .boolean, documentation)
    }

    static func bytes(_ name: String, _ documentation: String) -> Self {
        listFilter(name, .integer64, bounds: .bytes, documentation)
    }

    static func time(_ name: String, _ documentation: String) -> Self {
        listFilter(name, .integer64, bounds: .time, documentation)
    }

    static func values(
        _ name: String,
        _ values: [EnumValue],
        isRequired: Bool = false,
        _ documentation: String
    ) -> Self {
        listFilter(name, .enumeration(values), isRequired: isRequired, documentation)
    }

    private static func listFilter(
        _ name: String,
        _ type: FieldType,
        bounds: FieldBounds = .none,
        isRequired: Bool = false,
        _ documentation: String
    ) -> Self {
        Self(
            name: name,
            type: type,
            role: isRequired ? .required : .filter,
            bounds: bounds,
            advice: nil,
            note: nil,
            documentation: documentation
        )
    }
}
