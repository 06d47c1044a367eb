/// A request field with its Swift type. `ExportFields` declares one a line.
public struct Field<Value: FieldValue>: Sendable, Hashable {
    /// Everything else that is known of the field.
    public let declaration: FieldDeclaration

    /// The service's name, such as `export_size`.
    public var name: String { declaration.name }

    init(
        _ name: String,
        _ role: FieldRole,
        bounds: FieldBounds = .none,
        advice: FieldAdvice? = nil,
        note: String? = nil,
        _ documentation: String
    ) {
        declaration = FieldDeclaration(
            name: name,
            type: Value.fieldType,
            role: role,
            bounds: bounds,
            advice: advice,
            note: note,
            documentation: documentation
        )
    }
}

/// Lets the list of fields be read off a struct whose fields have different Swift types.
protocol DeclaredField {
    var declaration: FieldDeclaration { get }
}

extension Field: DeclaredField {}
