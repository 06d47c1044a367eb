extension FaultRule {
    /// Reads the form that `--fault` takes: `METHOD PATH-PART: WHAT WHEN`.
    ///
    /// `*` stands for every method and every path. WHAT is a status (with `code=…` and `retry-after=…` after it),
    /// `cut-before`, `cut-after`, `delay=MS`, `half`, `html`, `huge` or `wrong-length`; WHEN is `once`, `first N`,
    /// `every N`, `P%` or nothing (always).
    ///
    /// - Throws: ``SimulatorSyntaxError`` that says what was expected and what stood there.
    public init(parsing text: String) throws(SimulatorSyntaxError) {
        self = try FaultRuleParser(text: text).rule()
    }
}

/// Takes the text of a rule apart.
private struct FaultRuleParser {
    let text: String

    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    private static let what =
        "a status from 200 to 599, cut-before, cut-after, delay=MS, half, html, huge or wrong-length"
    private static let when = "once, first N, every N, P% or nothing (always)"

    func rule() throws(SimulatorSyntaxError) -> FaultRule {
        guard let colon = self.text.firstRange(of: ": ") ?? self.text.firstRange(of: ":") else {
            throw self.wrong("expected 'METHOD PATH-PART: WHAT WHEN', such as 'POST export-tasks: 503 once'")
        }
        let target = Self.words(self.text[..<colon.lowerBound])
        guard target.count == 2 else {
            throw self.wrong(
                "expected METHOD and PATH-PART before the colon, such as 'POST export-tasks: …' or '* *: …'"
            )
        }
        var words = Self.words(self.text[colon.upperBound...])[...]
        return FaultRule(
            method: try self.method(target[0]),
            pathPart: target[1] == "*" ? nil : String(target[1]),
            try self.effect(&words),
            try self.occasion(words)
        )
    }

    private func method(_ word: Substring) throws(SimulatorSyntaxError) -> String? {
        guard word != "*" else { return nil }
        let method = word.uppercased()
        guard Self.methods.contains(method) else {
            throw self.wrong("METHOD must be \(Self.methods.joined(separator: ", ")) or *, not '\(word)'")
        }
        return method
    }

    private func effect(_ words: inout ArraySlice<Substring>) throws(SimulatorSyntaxError) -> FaultRule.Effect {
        guard let word = words.popFirst() else { throw self.wrong("after the colon expected \(Self.what)") }
        if Self.isNumber(word) {
            guard let status = Int(word), FaultRule.statuses.contains(status) else {
                throw self.wrong("a status must be from 200 to 599, not '\(word)'")
            }
            return try self.status(status, &words)
        }
        if word.hasPrefix("delay=") {
            let number = word.dropFirst("delay=".count)
            guard Self.isNumber(number), let milliseconds = Int(number), FaultRule.delays.contains(milliseconds) else {
                throw self.wrong("delay= must be whole milliseconds from 0 to 86400000, not '\(number)'")
            }
            return .delay(milliseconds: milliseconds)
        }
        switch word {
        case "cut-before": return .cutBefore
        case "cut-after": return .cutAfter
        case "half": return .half
        case "html": return .html
        case "huge": return .huge
        case "wrong-length": return .wrongLength
        default: throw self.wrong("WHAT must be \(Self.what), not '\(word)'")
        }
    }

    /// A status with the words after it that shape its answer.
    private func status(
        _ status: Int,
        _ words: inout ArraySlice<Substring>
    ) throws(SimulatorSyntaxError) -> FaultRule.Effect {
        var values: [Substring: String] = [:]
        while let word = words.first, word.contains("=") {
            let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair[0] == "code" || pair[0] == "retry-after" else {
                throw self.wrong("after a status expected code= or retry-after=, not '\(word)'")
            }
            guard !pair[1].isEmpty else { throw self.wrong("'\(word)' needs a value") }
            guard values.updateValue(String(pair[1]), forKey: pair[0]) == nil else {
                throw self.wrong("\(pair[0])= is given twice")
            }
            words.removeFirst()
        }
        return .status(status, code: values["code"], retryAfter: values["retry-after"])
    }

    private func occasion(_ words: ArraySlice<Substring>) throws(SimulatorSyntaxError) -> FaultRule.Occasion {
        guard let word = words.first else { return .always }
        switch (word, words.count) {
        case ("once", 1):
            return .once
        case ("first", 2):
            return .first(try self.count(words.dropFirst().joined(), after: word))
        case ("every", 2):
            return .every(try self.count(words.dropFirst().joined(), after: word))
        case (_, 1) where word.hasSuffix("%"):
            let number = word.dropLast()
            guard number.utf8.allSatisfy({ Self.isDigit($0) || $0 == UInt8(ascii: ".") }),
                let percentage = Double(number), FaultRule.percentages.contains(percentage)
            else { throw self.wrong("P% must be from 0% to 100%, not '\(word)'") }
            return .percent(percentage)
        default:
            throw self.wrong("WHEN must be \(Self.when), not '\(words.joined(separator: " "))'")
        }
    }

    private func count(_ text: String, after word: Substring) throws(SimulatorSyntaxError) -> Int {
        guard Self.isNumber(text), let count = Int(text), FaultRule.counts.contains(count) else {
            throw self.wrong("'\(word)' must be followed by a number of 1 or more, not '\(text)'")
        }
        return count
    }

    private func wrong(_ reason: String) -> SimulatorSyntaxError {
        SimulatorSyntaxError(of: "fault rule", self.text, reason: reason)
    }

    private static func words(_ text: Substring) -> [Substring] {
        text.split(whereSeparator: \.isWhitespace)
    }

    private static func isNumber(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(Self.isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
