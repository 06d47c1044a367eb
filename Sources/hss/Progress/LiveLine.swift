/// The bytes that keep one line of text below everything else on a terminal.
///
/// The cursor rests at the line's start, not behind it. A terminal that is made narrower may wrap the line into
/// several rows; the cursor is then still in the first of them, and erasing downwards takes all of them away,
/// whether the terminal wraps, as most do, or cuts, as xterm does.
struct LiveLine: Sendable {
    private static let eraseRow = "\r\u{1b}[K"
    private static let eraseDown = "\r\u{1b}[J"
    /// Output that comes faster than a reader can follow is not slowed down by a line after each piece of it.
    private static let mostRedraws = 5

    /// What is to stand there; ASCII.
    private var text = ""
    /// The columns there were when it was written; nil while it is not there.
    private var drawnWidth: Int?
    /// False while the last line of output lacks its end: there is no room for another line then.
    private var isAtLineStart = true
    private var redrawsLeft = 0

    /// - Parameter isDue: whether to write the text again even if it stands there already.
    mutating func draw(_ text: String, width: Int, isDue: Bool) -> [UInt8] {
        redrawsLeft = Self.mostRedraws
        let stands = drawnWidth == width && text == self.text
        if stands, !isDue { return [] }
        let isWrapped = isWrapped(in: width)
        self.text = text
        guard isAtLineStart else { return [] }
        drawnWidth = width
        // Written over the old text, which does not flicker as erasing it first would.
        return Array((isWrapped ? "\(Self.eraseDown)\(text)\r" : "\r\(text)\u{1b}[K\r").utf8)
    }

    /// Takes the line away, until it is drawn again.
    mutating func erase(width: Int) -> [UInt8] {
        guard drawnWidth != nil else { return [] }
        defer { drawnWidth = nil }
        return Array((isWrapped(in: width) ? Self.eraseDown : Self.eraseRow).utf8)
    }

    /// What to write before and after output that goes to the terminal.
    mutating func around(_ output: [UInt8], width: Int) -> (before: [UInt8], after: [UInt8]) {
        guard let last = output.last else { return ([], []) }
        let before = erase(width: width)
        isAtLineStart = last == UInt8(ascii: "\n")
        guard isAtLineStart, redrawsLeft > 0, !text.isEmpty, text.utf8.count < width else { return (before, []) }
        redrawsLeft -= 1
        drawnWidth = width
        return (before, Array("\(text)\r".utf8))
    }

    /// Lets the line go with the next output or erasing, for good.
    mutating func retire() {
        redrawsLeft = 0
    }

    private func isWrapped(in width: Int) -> Bool {
        drawnWidth != nil && text.utf8.count >= width
    }
}
