/// Checks what a script asks of a list, as strictly as a request: a misspelt filter must not list everything.
public struct ListValidator: Sendable {
    /// The list.
    public let schema: ListSchema
    /// Fields that say which list is meant; they are checked, and not sent.
    let selectors: [FieldDeclaration]

    /// A validator for one list.
    public init(_ schema: ListSchema) {
        self.init(schema, selectors: [])
    }

    init(_ schema: ListSchema, selectors: [FieldDeclaration]) {
        self.schema = schema
        self.selectors = selectors
    }

    /// The validator that `family` asks for; for registry images where it is absent or wrong.
    public static func images(_ input: RequestInput) -> ListValidator {
        var family = ImageFamily.registry
        if case .table(_, let others) = input,
            case .string(let bytes)? = others.first(where: { $0.key == ListSchema.familyField.name })?.value
        {
            family = ImageFamily(rawValue: String(decoding: bytes, as: UTF8.self)) ?? .registry
        }
        return ListValidator(.images(family), selectors: [ListSchema.familyField])
    }

    /// Checks a value that is meant to be a table of filters; nothing at all asks for the whole list.
    ///
    /// - Throws: all that is wrong: fields in the documented order, then unknown keys by name, then conflicts.
    public func query(_ input: RequestInput?) throws(InvalidRequest) -> ListQuery {
        guard case .table(let sequence, let others) = input ?? .table(sequence: [], others: []),
            sequence.isEmpty || !others.isEmpty
        else {
            throw InvalidRequest(violations: [.noFilters(input)])
        }
        let given = Dictionary(others.map { ($0.key, $0.value) }) { _, last in last }
        var values = JSONObject()
        var violations: [Violation] = []
        for field in selectors + schema.fields {
            do throws(InvalidRequest) {
                if let value = try check(field, given[field.name]) { values[field.name] = value }
            } catch {
                violations += error.violations
            }
        }
        for (index, input) in sequence.enumerated() {
            violations.append(.positional("[\(index + 1)]", input))
        }
        violations += unknown(given.keys) + conflicts(in: values, given)
        guard violations.isEmpty else { throw InvalidRequest(violations: violations) }
        return ListQuery(schema, values)
    }

    private func check(_ field: FieldDeclaration, _ input: RequestInput?) throws(InvalidRequest) -> JSONValue? {
        guard let input else {
            if field.isRequired { throw InvalidRequest(violations: [.missing(field)]) }
            return nil
        }
        return try ValueCheck(field: field, isUnchecked: false).check(input).json
    }

    private func unknown(_ names: some Sequence<String>) -> [Violation] {
        let known = (selectors + schema.fields).map(\.name)
        return names.filter { !known.contains($0) }.sorted().enumerated().map { index, name in
            // Finding one for each of a million unknown keys would take minutes.
            let suggestion = index < 100 ? Suggestion.nearest(to: name, in: known) : nil
            return .unknownFilter(name, of: schema, suggestion: suggestion)
        }
    }

    private func conflicts(in values: JSONObject, _ given: [String: RequestInput]) -> [Violation] {
        var found: [Violation] = []
        for (start, end) in schema.timePairs {
            if schema.needsWholeTimePairs { found += voidWindow(start, end, values, given) }
            guard let first = values[start.name]?.integerValue, let last = values[end.name]?.integerValue else {
                continue
            }
            if first > last {
                found.append(.startAfterEnd(start.name, first, end.name, last))
            } else if first == last, schema.needsWholeTimePairs {
                found.append(.emptyWindow(start.name, first, end.name, of: schema))
            }
        }
        // The service would ignore the tag, and list every image (hss-api.md section 1.2, R13).
        if schema.needsWholeTimePairs, values["image_version"] != nil, given["image_name"] == nil {
            found.append(.versionWithoutName())
        }
        return found
    }

    /// The service knows no time outside of those that complete a pair.
    private func voidWindow(
        _ start: FieldDeclaration,
        _ end: FieldDeclaration,
        _ values: JSONObject,
        _ given: [String: RequestInput]
    ) -> [Violation] {
        if given[start.name] == nil, values[end.name] == .integer(ListQuery.earliest) {
            return [.voidWindow(end.name, ListQuery.earliest, of: schema, expected: "a time after it")]
        }
        if given[end.name] == nil, values[start.name] == .integer(ListQuery.latest) {
            return [.voidWindow(start.name, ListQuery.latest, of: schema, expected: "a time before it")]
        }
        return []
    }
}
