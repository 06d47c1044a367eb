import Testing

@testable import HSSSimulator

/// Which calls are hit.
@Suite struct FaultPlanTests {
    /// What strikes `count` calls in a row to one path.
    static func effects(_ plan: inout FaultPlan, _ count: Int, path: String = "/a") -> [FaultRule.Effect?] {
        (0..<count).map { _ in plan.effect(method: "GET", path: path) }
    }

    static func hits(_ occasion: FaultRule.Occasion, of count: Int, seed: UInt64 = 1) -> [Int] {
        var plan = FaultPlan([FaultRule(.half, occasion)], seed: seed)
        return self.effects(&plan, count).enumerated().filter { $0.element != nil }.map { $0.offset + 1 }
    }

    @Test(
        arguments: [
            (.always, [1, 2, 3, 4, 5, 6]), (.once, [1]), (.first(3), [1, 2, 3]), (.every(1), [1, 2, 3, 4, 5, 6]),
            (.every(2), [2, 4, 6]), (.every(4), [4]), (.percent(0), []), (.percent(100), [1, 2, 3, 4, 5, 6]),
        ] as [(FaultRule.Occasion, [Int])]
    )
    func `the occasion says which calls are hit`(_ occasion: FaultRule.Occasion, _ expected: [Int]) {
        #expect(Self.hits(occasion, of: 6) == expected)
    }

    @Test(arguments: [0.5, 5, 30, 50, 95] as [Double], [1, 2, 77, UInt64.max])
    func `a percentage hits so many of many calls, the same ones with the same seed`(
        _ percentage: Double,
        _ seed: UInt64
    ) {
        let hits = Self.hits(.percent(percentage), of: 20_000, seed: seed)
        #expect(abs(Double(hits.count) / 200 - percentage) < 1.5)
        #expect(hits == Self.hits(.percent(percentage), of: 20_000, seed: seed))
        #expect(hits != Self.hits(.percent(percentage), of: 20_000, seed: seed &+ 1))
    }

    @Test func `two rules of one percentage hit different calls`() {
        let rules = ["/a", "/b"].map { FaultRule(pathPart: $0, .half, .percent(50)) }
        var plan = FaultPlan(rules, seed: 1)
        #expect(Self.effects(&plan, 100, path: "/a") != Self.effects(&plan, 100, path: "/b"))
    }

    @Test(arguments: UInt64(0)..<20)
    func `what hits a path does not depend on calls to other paths`(_ seed: UInt64) {
        let rules = [
            FaultRule(pathPart: "/b", .html, .percent(50)), FaultRule(pathPart: "/a", .half, .percent(30)),
            FaultRule(pathPart: "/a", .huge, .every(3)),
        ]
        var alone = FaultPlan(rules, seed: seed)
        var mixed = FaultPlan(rules, seed: seed)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            _ = Self.effects(&mixed, Int(generator.next() % 4), path: "/b")
            #expect(mixed.effect(method: "GET", path: "/a") == alone.effect(method: "GET", path: "/a"))
        }
    }

    @Test func `the first rule that fires decides, and later ones do not count that call`() {
        var plan = FaultPlan(
            [FaultRule(.cutBefore, .first(2)), FaultRule(.half, .first(2)), FaultRule(.html, .every(2))],
            seed: 1
        )
        #expect(Self.effects(&plan, 8) == [.cutBefore, .cutBefore, .half, .half, nil, .html, nil, .html])
    }

    @Test(
        arguments: [
            (nil, nil, true), ("GET", nil, true), ("POST", nil, false), (nil, "export-task/", true),
            (nil, "export-tasks", false), ("GET", "/v5/p", true), ("GET", "%20", true), ("GET", "EXPORT", false),
            (nil, "", true),
        ] as [(String?, String?, Bool)]
    )
    func `a rule matches by method and by a part of the path as sent`(_ method: String?, _ part: String?, _ hit: Bool) {
        var plan = FaultPlan([FaultRule(method: method, pathPart: part, .half)], seed: 1)
        #expect((plan.effect(method: "GET", path: "/v5/p/export-task/a%20b") != nil) == hit)
    }
}
