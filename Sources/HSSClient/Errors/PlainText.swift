/// Making a text of unknown origin fit for a line on a terminal.
enum PlainText {
    /// The text without HTML tags, scripts and control characters, spaces folded, cut at `limit` characters.
    static func shortened(_ bytes: [UInt8], limit: Int = 300) -> String {
        // A page of megabytes is not worth reading for its first line.
        shortened(String(decoding: bytes.prefix(16384), as: UTF8.self), limit: limit)
    }

    static func shortened(_ text: String, limit: Int = 300) -> String {
        var result = ""
        var pendingSpace = false
        var length = 0
        for character in withoutTags(text).unicodeScalars {
            if character.properties.isWhitespace || isControl(character) {
                pendingSpace = !result.isEmpty
                continue
            }
            if length >= limit { return result + "…" }
            if pendingSpace { result.unicodeScalars.append(" ") }
            pendingSpace = false
            result.unicodeScalars.append(character)
            length += 1
        }
        return result
    }

    // Besides escape sequences, the marks that reorder text could make a line read as something else.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
        default: false
        }
    }

    private static func withoutTags(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "<")) else { return text }
        var result = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "<") {
            let inside = rest[rest.index(after: open)...]
            guard startsTag(inside), let close = inside.firstIndex(of: ">") else {
                result += rest[...open]
                rest = inside
                continue
            }
            result += rest[..<open] + " "
            rest = inside[inside.index(after: close)...]
            for name in ["script", "style"] where inside.lowercased().hasPrefix(name) {
                rest = rest.firstRange(of: "</\(name)").map { rest[$0.lowerBound...] } ?? ""
            }
        }
        return result + rest
    }

    private static func startsTag(_ text: Substring) -> Bool {
        guard let first = text.first else { return false }
        return first.isLetter || first == "/" || first == "!"
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at its ends.
    var trimmingSpaces: String {
        var slice = self[...]
        while let first = slice.first, first == " " || first == "\t" { slice = slice.dropFirst() }
        while let last = slice.last, last == " " || last == "\t" { slice = slice.dropLast() }
        return String(slice)
    }
}
