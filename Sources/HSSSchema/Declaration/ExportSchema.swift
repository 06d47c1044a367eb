/// The request as data: what `ExportFields` declares, without the Swift types.
public enum ExportSchema {
    /// The body fields in the documented order.
    public static let fields: [FieldDeclaration] = Mirror(reflecting: ExportFields.declared).children.compactMap {
        ($0.value as? any DeclaredField)?.declaration
    }

    /// The query parameter beside the body (hss-api.md section 1.1): 1 to 256 characters.
    public static let enterpriseProjectID = enterpriseProjectIDField.declaration

    static let enterpriseProjectIDField = Field<String>(
        "enterprise_project_id",
        .query,
        bounds: .upTo(characters: 256),
        "Enterprise project: 0 is the default one, all_granted_eps means every one the caller may see. "
            + "Only where enterprise projects are enabled."
    )

    /// Everything a request can hold: the body fields, then `enterprise_project_id`.
    public static let requestFields = fields + [enterpriseProjectID]

    /// The declaration of the field of that name, `enterprise_project_id` included.
    public static func field(named name: String) -> FieldDeclaration? {
        fieldsByName[name]
    }

    private static let fieldsByName = Dictionary(uniqueKeysWithValues: requestFields.map { ($0.name, $0) })

    /// Where a body field stands in the documented order, from 0.
    static func position(of name: String) -> Int? {
        positions[name]
    }

    private static let positions = Dictionary(
        uniqueKeysWithValues: fields.enumerated().map { ($0.element.name, $0.offset) }
    )
}
