/// What is asked of a list, checked: the query parameters of each of its pages.
public struct ListQuery: Sendable, Hashable {
    /// The list.
    public let schema: ListSchema
    /// The most rows of a page.
    public let pageSize: Int
    /// The filters in the documented order, as text, without paging and `enterprise_project_id`.
    public let parameters: [Parameter]
    /// The enterprise project; nil for the client's.
    public let enterpriseProjectID: String?

    /// A query parameter before it is encoded.
    public struct Parameter: Sendable, Hashable {
        public let name: String
        public let value: String
    }

    init(_ schema: ListSchema, _ values: JSONObject) {
        self.schema = schema
        pageSize = values["limit"]?.integerValue.map { Int($0) } ?? ListSchema.largestPage
        enterpriseProjectID = values[ExportSchema.enterpriseProjectID.name]?.stringValue
        var values = values
        if schema.needsWholeTimePairs { Self.completeTimePairs(in: &values, schema) }
        parameters = schema.fields.compactMap { field in
            guard field.role != .query, let value = values[field.name] else { return nil }
            return Parameter(name: field.name, value: value.stringValue ?? value.text)
        }
    }

    /// All of the list.
    public init(_ schema: ListSchema) {
        self.init(schema, [:])
    }

    /// What stands for the side of a time pair that is left out.
    static let earliest: Int64 = 0
    static let latest = Int64.max

    /// "Since" alone would be ignored by the service, and all rows would come.
    private static func completeTimePairs(in values: inout JSONObject, _ schema: ListSchema) {
        for pair in schema.timePairs {
            switch (values[pair.start.name], values[pair.end.name]) {
            case (nil, .some): values[pair.start.name] = .integer(earliest)
            case (.some, nil): values[pair.end.name] = .integer(latest)
            default: break
            }
        }
    }
}

extension ListSchema {
    /// The pairs of fields that bound a time from both sides.
    var timePairs: [(start: FieldDeclaration, end: FieldDeclaration)] {
        fields.compactMap { start in
            guard start.unit == .milliseconds, start.name.hasPrefix("start_"),
                let end = field(named: "end_" + start.name.dropFirst("start_".count))
            else { return nil }
            return (start, end)
        }
    }
}
