import HSSSchema

/// How far the reading of a list is: which page comes next, which rows were there before, and when it ends.
///
/// The service pages by offset, so rows that come or go meanwhile shift all others (hss-api.md section 3). Repeated rows
/// are left out and told; the course ends whatever the service answers.
struct ListCourse: Sendable {
    private let identity: [String]
    private var offset = 0
    private var total: Int?
    /// Hashes instead of rows: eight bytes for each row of the list.
    private var seen: Set<Int> = []
    private var given = 0
    private var lastPage: [JSONObject] = []
    /// How often in a row the same page came again.
    private var samePages = 0
    private(set) var isOver = false

    /// The offset of the page to ask for.
    var nextOffset: Int? { isOver ? nil : offset }

    init(_ schema: ListSchema) {
        identity = schema.identity
    }

    /// Takes the page at ``nextOffset``.
    mutating func take(_ page: ListPage) -> ListPart {
        var part = ListPart()
        var repeated = 0
        for row in page.rows {
            if isNew(row) {
                part.rows.append(row)
            } else {
                repeated += 1
            }
        }
        if repeated > 0 { part.notes.append(.repeated(rows: repeated)) }
        if let total, page.total < total { part.notes.append(.shrank(from: total, to: page.total)) }
        total = page.total
        offset += page.rows.count
        given += part.rows.count
        samePages = part.rows.isEmpty && page.rows == lastPage ? samePages + 1 : 0
        lastPage = page.rows
        end(after: page, &part)
        return part
    }

    private mutating func end(after page: ListPage, _ part: inout ListPart) {
        if page.rows.isEmpty || offset >= page.total {
            isOver = true
            if offset < page.total { part.notes.append(.endedEarly(at: given, of: page.total)) }
        } else if samePages == Self.mostSamePages {
            // A service that ignores the offset would otherwise be asked for the same page again and again. Rows that
            // come in before others make other pages repeat, too, but not the same one.
            isOver = true
            part.notes.append(.endedEarly(at: given, of: page.total))
        } else if offset > ListSchema.largestOffset {
            isOver = true
            part.notes.append(.beyondReach(of: page.total))
        }
    }

    private static let mostSamePages = 2

    private mutating func isNew(_ row: JSONObject) -> Bool {
        let members = identity.map { row[$0] == .null ? nil : row[$0] }
        // A row without any of them cannot be told from others, so it is not taken for one of them.
        guard members.contains(where: { $0 != nil }) else { return true }
        var hasher = Hasher()
        hasher.combine(members)
        return seen.insert(hasher.finalize()).inserted
    }
}
