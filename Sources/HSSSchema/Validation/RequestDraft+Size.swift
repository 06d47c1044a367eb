extension RequestDraft {
    /// The most bytes of a body that the gateway takes when the request is signed (hss-api.md section 4.2).
    static let maximumBodySize = 12_000_000

    /// Finds a body that is too large, and blames its longest field.
    mutating func checkSize() {
        let body = request.body
        guard Self.roughSize(of: .object(body)) > Self.maximumBodySize else { return }
        let size = body.encoded().count
        guard size > Self.maximumBodySize else { return }
        let lists = body.filter { $0.value.arrayValue != nil }
        let candidates = lists.isEmpty ? Array(body) : lists
        let longest = candidates.max { Self.roughSize(of: $0.value) < Self.roughSize(of: $1.value) }
        guard let longest else { return }
        let violation = Violation.bodyTooLarge(
            longest.key,
            bytes: size,
            maximum: Self.maximumBodySize,
            isList: longest.value.arrayValue != nil
        )
        insert(violation, of: longest.key)
    }

    /// Never less than the encoded size: encoding every body only to measure it would cost more than the checks.
    private static func roughSize(of value: JSONValue) -> Int {
        switch value {
        case .null, .bool, .integer, .number: 32
        case .string(let text): 6 * text.utf8.count + 3
        case .array(let elements): elements.reduce(2) { $0 + roughSize(of: $1) }
        case .object(let members): members.reduce(2) { $0 + 6 * $1.key.utf8.count + 4 + roughSize(of: $1.value) }
        }
    }

    /// Keeps the documented order, although this is found after all other fields were checked.
    private mutating func insert(_ violation: Violation, of field: String) {
        let order = ExportSchema.requestFields.map(\.name)
        let position = order.firstIndex(of: field) ?? order.endIndex
        let index = violations.firstIndex { later in
            let name = later.field.prefix { $0 != "[" }
            return (order.firstIndex { $0 == name } ?? order.endIndex) > position
        }
        violations.insert(violation, at: index ?? violations.endIndex)
        broken.insert(field)
    }
}
