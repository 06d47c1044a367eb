/// A request while it is checked: the values that passed so far, and the fields that did not.
struct RequestDraft {
    var request = ExportRequest()
    var violations: [Violation] = []
    /// Names of fields with a violation of their own; they take part in no conflict.
    var broken: Set<String> = []
    /// The first Image of each family in `image_id_list`.
    var images: [ImagePosition] = []

    mutating func reject(_ field: String, _ found: [Violation]) {
        violations += found
        broken.insert(field)
    }

    /// A field's value, unless it has a violation of its own.
    func sound<Value: FieldValue>(_ path: KeyPath<ExportFields, Field<Value>>) -> Value? {
        broken.contains(name(path)) ? nil : request[dynamicMember: path]
    }

    func isBroken<Value: FieldValue>(_ path: KeyPath<ExportFields, Field<Value>>) -> Bool {
        broken.contains(name(path))
    }

    private func name<Value: FieldValue>(_ path: KeyPath<ExportFields, Field<Value>>) -> String {
        ExportFields.declared[keyPath: path].name
    }
}
