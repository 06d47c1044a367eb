extension ListSchema {
    private static let columns: [(head: String, schema: ListSchema)] = [
        ("registry", .registryImages), ("local", .localImages), ("cicd", .cicdImages),
        ("build_command_risks", .buildCommandRisks),
    ]

    /// The filters of all lists as a Markdown table, a row a filter, for the README. Where lists differ in what a filter
    /// takes, it has a row for each kind.
    public static var markdownTable: String {
        var rows: [(field: FieldDeclaration, lists: Set<String>)] = []
        for column in columns {
            for field in column.schema.fields {
                if let index = rows.firstIndex(where: { $0.field == field }) {
                    rows[index].lists.insert(column.head)
                } else {
                    // Beside its namesakes of other lists.
                    let place = rows.lastIndex { $0.field.name == field.name }.map { $0 + 1 } ?? rows.endIndex
                    rows.insert((field, [column.head]), at: place)
                }
            }
        }
        let heads = columns.map(\.head)
        let head = [
            "| filter | type | values | \(heads.joined(separator: " | ")) | meaning |",
            "|---|---|---|\(heads.map { _ in "---|" }.joined())---|",
        ]
        let body = rows.map { row in
            let marks = heads.map { head in row.lists.contains(head) ? (row.field.isRequired ? "required" : "yes") : ""
            }
            let cells = ["`\(row.field.name)`", row.field.typeInWords, row.field.valuesInWords] + marks
            return "| \((cells + [row.field.documentation]).joined(separator: " | ")) |"
        }
        return (head + body).joined(separator: "\n") + "\n"
    }
}
