import HSSClient
import HSSSchema

/// The block that stands on standard error for an uncaught error (contract section 4).
public struct ErrorBlock: Sendable {
    private let error: RunError
    private let sourceLine: String?
    private let style: TextStyle

    /// - Parameter sourceLine: the line of the script at the error's place, if it can be had.
    public init(_ error: RunError, sourceLine: String?, style: TextStyle = .plain) {
        self.error = error
        self.sourceLine = sourceLine
        self.style = style
    }

    /// The block's lines, each without a line end.
    public var lines: [String] {
        var lines = ["\(style.red("error[\(error.kind.rawValue)]")): \(style.bold(error.message))"]
        lines += place
        lines += violations
        lines += error.details.map { "\($0.name): \($0.value)" }
        if let explanation = error.explanationLine { lines.append(explanation) }
        if let sent = sentence(error.sent) { lines.append(sent) }
        if !error.stack.isEmpty { lines.append(style.faint("stack: \(error.stack.joined(separator: " <- "))")) }
        return lines
    }

    private var place: [String] {
        guard let place = error.place else { return [] }
        guard let number = place.split(separator: ":").last.map(String.init), let sourceLine, Int(number) != nil else {
            return ["  --> \(place)"]
        }
        let gutter = String(repeating: " ", count: number.count)
        return [
            "\(gutter)\(style.blue("-->")) \(place)", "\(gutter) \(style.blue("|"))",
            "\(style.blue("\(number) |")) \(sourceLine)", "\(gutter) \(style.blue("|"))",
        ]
    }

    private var violations: [String] {
        let count = error.violations.count
        let width = "\(count)".count
        var lines: [String] = []
        for (index, violation) in error.violations.enumerated() {
            let number = "\(index + 1)"
            let all = violation.lines
            lines.append(" \(String(repeating: " ", count: width - number.count))\(number). \(all.first ?? "")")
            lines += all.dropFirst().map { "\(String(repeating: " ", count: width + 5))\($0)" }
        }
        if error.moreViolations > 0 { lines.append(" … and \(error.moreViolations) more") }
        return lines
    }

    private func sentence(_ sent: JSONValue?) -> String? {
        switch sent {
        case .bool(false)?: "nothing was sent"
        case .string?: "whether it took effect is unknown: it was sent and not answered"
        default: nil
        }
    }
}

/// How words are set off on a terminal.
public struct TextStyle: Sendable {
    private let isColoured: Bool

    /// No escape sequences at all.
    public static let plain = TextStyle(isColoured: false)
    /// ANSI colours.
    public static let ansi = TextStyle(isColoured: true)

    func red(_ text: String) -> String { wrap(text, "1;31") }
    func blue(_ text: String) -> String { wrap(text, "34") }
    func bold(_ text: String) -> String { wrap(text, "1") }
    func faint(_ text: String) -> String { wrap(text, "2") }

    private func wrap(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
