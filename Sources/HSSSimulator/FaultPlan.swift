/// Decides call by call which fault strikes.
///
/// A value: the same rules, seed and calls give the same faults.
struct FaultPlan: Sendable {
    private struct Entry: Sendable {
        let rule: FaultRule
        var seen = 0
        var generator: SeededGenerator

        /// Counts a matching call.
        mutating func fires() -> Bool {
            self.seen += 1
            switch self.rule.occasion {
            case .always: return true
            case .first(let count): return self.seen <= count
            case .every(let count): return self.seen.isMultiple(of: count)
            case .percent(let percentage):
                let fraction = Double(self.generator.next() >> 11) * 0x1p-53
                return fraction * 100 < percentage
            }
        }
    }

    private var entries: [Entry]

    init(_ rules: [FaultRule], seed: UInt64) {
        self.entries = rules.enumerated().map { position, rule in
            // A stream for each rule, so that a rule draws the same whatever the others see.
            let stream = GeneratorStream.faults + UInt64(position)
            return Entry(rule: rule, generator: SeededGenerator(seed: seed, stream: stream))
        }
    }

    /// What strikes the next call, if anything; `path` as it was sent.
    mutating func effect(method: String, path: String) -> FaultRule.Effect? {
        for index in self.entries.indices where self.entries[index].rule.matches(method: method, path: path) {
            if self.entries[index].fires() { return self.entries[index].rule.effect }
        }
        return nil
    }
}
