import HSSScript

/// What the progress line says, as much of it as the columns hold.
struct ProgressLine: Sendable, Hashable {
    var progress: RunProgress
    /// Completed items, or created tasks where there are no items, per minute; nil while too little is known.
    var rate: Double?

    init(_ progress: RunProgress, rate: Double? = nil) {
        self.progress = progress
        self.rate = rate
    }

    /// The most important parts that fit, in ASCII, so that a character is a column.
    ///
    /// The last column stays free: what a terminal does behind a character in it differs.
    func text(width: Int = .max) -> String {
        let columns = max(0, width - 1)
        var parts = parts
        while parts.count > 1, joined(parts).utf8.count > columns { parts.removeLast() }
        return ([joined(parts)] + shortForms).first { $0.utf8.count <= columns } ?? ""
    }

    private var hasItems: Bool { progress.items > 0 }

    /// Cutting a number short would make it another number.
    private var shortForms: [String] {
        if hasItems { return ["\(progress.itemsDone)/\(progress.items)"] }
        return progress.created > 0 ? ["new \(progress.created)"] : []
    }

    /// Most important first.
    private var parts: [String] {
        let counts = [
            ("created", progress.created), ("reused", progress.reused), ("planned", progress.planned),
            ("waiting", progress.waiting), ("downloaded", progress.downloaded), ("failed", progress.failed),
        ]
        let isIdle = counts.allSatisfy { $0.1 == 0 }
        var parts = hasItems ? ["[\(progress.itemsDone)/\(progress.items)]"] : []
        parts += counts.filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }
        if isIdle { parts.append("created 0") }
        if let rate, let shown = Self.text(rate: rate) { parts.append(shown) }
        if let timeLeft { parts.append("\(timeLeft) left") }
        return parts
    }

    private func joined(_ parts: [String]) -> String {
        guard hasItems, parts.count > 1 else { return parts.joined(separator: ", ") }
        return "\(parts[0]) \(parts.dropFirst().joined(separator: ", "))"
    }

    private var timeLeft: TimeLeft? {
        guard let rate else { return nil }
        return TimeLeft(count: progress.items - progress.itemsDone, perMinute: rate)
    }

    private static func text(rate: Double) -> String? {
        guard rate < 1e9 else { return nil }
        if rate >= 100 { return "\(Int(rate.rounded()))/min" }
        let tenths = Int((rate * 10).rounded())
        return tenths > 0 ? "\(tenths / 10).\(tenths % 10)/min" : nil
    }
}
