public import HSSSchema

/// Rows of a list, as the service gave them at one moment.
public struct ListPage: Sendable, Hashable {
    /// How many rows the whole list has, at that moment.
    public let total: Int
    /// The rows.
    public let rows: [JSONObject]

    /// A page that the service gave, or that stands in for one.
    public init(total: Int, rows: [JSONObject]) {
        self.total = total
        self.rows = rows
    }
}
