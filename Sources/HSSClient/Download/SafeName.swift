/// Makes texts of unknown origin into names of files that stay where they are put, on every file system a report may
/// be carried to.
enum SafeName {
    /// What a name is made of; only a value can be hostile, as a literal was checked when its template was read.
    enum Part: Hashable {
        case literal(String)
        case value(String)

        var text: String {
            switch self {
            case .literal(let text), .value(let text): text
            }
        }
    }

    /// Longest name in bytes of UTF-8, on Linux and macOS alike.
    static let maximumLength = 255
    /// Longest ending, with its dot, that a name keeps when it is cut.
    static let maximumExtension = 16

    private static let slashes: Set<Unicode.Scalar> = [
        "/", "\\", "\u{2044}", "\u{2215}", "\u{2216}", "\u{2571}", "\u{2572}", "\u{27CB}", "\u{27CD}", "\u{29F5}",
        "\u{29F8}", "\u{29F9}", "\u{FE68}", "\u{FF0F}", "\u{FF3C}",
    ]

    /// Whether a name may hold it: no slash nor what looks like one, nothing that moves a cursor or turns text around.
    static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        if slashes.contains(scalar) { return false }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return false
        // Words in some scripts, and many emoji, need the two joiners.
        case .format: return scalar == "\u{200C}" || scalar == "\u{200D}"
        default: return true
        }
    }

    /// What stands behind the last slash or backslash, those at the end left aside.
    static func lastComponent(_ path: String) -> String {
        path.unicodeScalars.split { $0 == "/" || $0 == "\\" }.last.map { String($0) } ?? ""
    }

    /// One component of a path: never empty, `.` or `..`, and at most `maximumLength` bytes.
    static func component(_ parts: [Part]) -> String {
        var scalars = String.UnicodeScalarView()
        for part in parts {
            switch part {
            case .literal(let text): scalars.append(contentsOf: text.unicodeScalars)
            case .value(let text): scalars.append(contentsOf: text.unicodeScalars.map { isSafe($0) ? $0 : "_" })
            }
        }
        let name = String(scalars)
        if ["", ".", ".."].contains(name) { return "_" }
        let startsWithValue = parts.first { !$0.text.isEmpty }.map { if case .value = $0 { true } else { false } }
        return cut(withoutDeviceName(withSafeEnds(name, hidden: startsWithValue != true)))
    }

    private static func withSafeEnds(_ name: String, hidden: Bool) -> String {
        var scalars = Array(name.unicodeScalars)
        if !hidden, scalars.first == "." { scalars[0] = "_" }
        // Windows drops them, and with them the difference to another file.
        for index in scalars.indices.reversed() {
            guard scalars[index] == "." || scalars[index] == " " else { break }
            scalars[index] = "_"
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static func withoutDeviceName(_ name: String) -> String {
        // "NUL .zip" is the device too.
        let base = String(name.unicodeScalars.prefix { $0 != "." }).trimmingSpaces.uppercased()
        return isDeviceName(base) ? "_\(name)" : name
    }

    private static func isDeviceName(_ base: String) -> Bool {
        if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(base) { return true }
        let digits = "123456789¹²³"
        return base.count == 4 && (base.hasPrefix("COM") || base.hasPrefix("LPT"))
            && base.last.map(digits.contains) == true
    }

    private static func cut(_ name: String) -> String {
        guard name.utf8.count > maximumLength else { return name }
        let dot = name.unicodeScalars.lastIndex(of: ".")
        let ending = dot.map { String(name.unicodeScalars[$0...]) } ?? ""
        let kept = ending.utf8.count <= maximumExtension ? ending : ""
        return withSafeEnds(prefix(of: name, bytes: maximumLength - kept.utf8.count), hidden: true) + kept
    }

    /// As many whole characters as fit; of a character that fits nowhere, as many of its scalars.
    static func prefix(of text: String, bytes limit: Int) -> String {
        var length = 0
        let characters = text.prefix { character in
            length += character.utf8.count
            return length <= limit
        }
        if !characters.isEmpty { return String(characters) }
        length = 0
        let scalars = text.unicodeScalars.prefix { scalar in
            length += UTF8.width(scalar)
            return length <= limit
        }
        return String(scalars)
    }
}
