import HSSSchema

extension DownloadTemplate {
    static func components(of text: String) throws(HSSError) -> [[Piece]] {
        guard !text.isEmpty else { throw .emptyDownloadName() }
        var components: [[Piece]] = [[]]
        for piece in try pieces(of: text) {
            switch piece {
            case .field: components[components.count - 1].append(piece)
            case .literal(let literal):
                // By scalars: a combining mark makes one character of itself and the slash before it.
                let parts = literal.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
                for (index, part) in parts.enumerated() {
                    if index > 0 { components.append([]) }
                    if !part.isEmpty { components[components.count - 1].append(.literal(String(part))) }
                }
            }
        }
        // Of the literal text only: a value cannot begin with a slash, nor be `..` in the end.
        if text.utf8.first == UInt8(ascii: "/") { throw .absoluteDownloadName(text) }
        if components.contains([.literal("..")]) { throw .downloadLeavesFolder(text) }
        if isNothing(components[components.count - 1]) { throw .downloadNameWithoutFile(text) }
        return components.filter { !isNothing($0) }
    }

    private static func isNothing(_ component: [Piece]) -> Bool {
        component.isEmpty || component == [.literal(".")]
    }

    /// Literals and fields in turn.
    private static func pieces(of text: String) throws(HSSError) -> [Piece] {
        var pieces: [Piece] = []
        var literal = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                literal.append(scalar)
                rest.removeFirst()
            case "{":
                if !literal.isEmpty { pieces.append(.literal(String(literal))) }
                literal = String.UnicodeScalarView()
                pieces.append(.field(try field(&rest, of: text)))
            case "}": throw .downloadNameWithLoneBrace(text)
            case _ where scalar != "/" && !SafeName.isSafe(scalar): throw .unusableDownloadName(text, scalar)
            default: literal.append(scalar)
            }
        }
        if !literal.isEmpty { pieces.append(.literal(String(literal))) }
        return pieces
    }

    /// Reads from behind the opening brace to behind the closing one.
    private static func field(_ rest: inout Substring.UnicodeScalarView, of text: String) throws(HSSError) -> Field {
        let name = rest.prefix { $0 != "}" && $0 != "{" && $0 != "/" }
        rest = rest[name.endIndex...]
        guard rest.popFirst() == "}" else { throw .downloadNameWithLoneBrace(text) }
        let word = String(name)
        guard let field = Field(rawValue: word) else {
            throw .unknownDownloadField(word, nearest: Suggestion.nearest(to: word, in: Field.allCases.map(\.rawValue)))
        }
        return field
    }
}
