/// Build command rules by their position in ``BuildRule/all``.
struct RuleSet: OptionSet, Sendable, Hashable {
    let rawValue: UInt32

    static let all = RuleSet(rawValue: (1 << UInt32(BuildRule.definitions.count)) - 1)

    init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    init(position: Int) {
        self.rawValue = 1 << UInt32(position)
    }

    var count: Int { self.rawValue.nonzeroBitCount }

    var positions: [Int] {
        BuildRule.definitions.indices.filter { self.contains(RuleSet(position: $0)) }
    }
}
