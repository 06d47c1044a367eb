public import HSSSchema

/// Rows that were not there before, from one page.
public struct ListPart: Sendable, Hashable {
    /// The rows; may be empty though more come.
    public internal(set) var rows: [JSONObject] = []
    /// What is odd about the page.
    public internal(set) var notes: [ListNote] = []
}

/// Something that a reader of a list ought to know.
public struct ListNote: Sendable, Hashable {
    private enum Kind: Sendable, Hashable {
        case repeated(Int)
        case shrank(Int, Int)
        case endedEarly(Int, Int)
        case beyondReach(Int)
    }

    private let kind: Kind

    static func repeated(rows: Int) -> Self { Self(kind: .repeated(rows)) }
    static func shrank(from before: Int, to now: Int) -> Self { Self(kind: .shrank(before, now)) }
    static func endedEarly(at offset: Int, of total: Int) -> Self { Self(kind: .endedEarly(offset, total)) }
    static func beyondReach(of total: Int) -> Self { Self(kind: .beyondReach(total)) }

    /// What happened and what it means, in one line.
    public var message: String {
        switch kind {
        case .repeated(let rows):
            "the list changed while it was read: \(rows == 1 ? "a row" : "\(rows) rows") came twice and "
                + "\(rows == 1 ? "was" : "were") left out"
        case .shrank(let before, let now):
            "the list shrank from \(before) to \(now) rows while it was read; rows may be missing: read it again to be sure"
        case .endedEarly(let offset, let total):
            "the list ended after \(offset) rows, though HSS counts \(total)"
        case .beyondReach(let total):
            "HSS lists no row beyond \(ListSchema.largestOffset) of \(total); narrow the filters for the others"
        }
    }
}
