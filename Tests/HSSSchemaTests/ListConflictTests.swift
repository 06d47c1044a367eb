import HSSSchema
import Testing

/// Filters that do not go together, and the order in which all that is wrong is told.
struct ListConflictTests {
    private static let early: Int64 = 1_700_000_000_000
    private static let late: Int64 = 1_700_000_000_001

    struct Pair: Sendable, CustomTestStringConvertible {
        let list: ListFilters.List
        let what: String
        var start: String { "start_latest_\(what)_time" }
        var end: String { "end_latest_\(what)_time" }
        var testDescription: String { "\(list) \(what)" }
    }

    static let pairs = [
        Pair(list: .registry, what: "update"), Pair(list: .registry, what: "scan"), Pair(list: .registry, what: "sync"),
        Pair(list: .local, what: "update"), Pair(list: .local, what: "scan"),
        Pair(list: .cicd, what: "update"), Pair(list: .cicd, what: "scan"),
    ]

    @Test(arguments: pairs)
    func `a start after its end is a conflict`(_ pair: Pair) {
        let fields = [pair.start: RequestInput.integer(Self.late), pair.end: .integer(Self.early)]
        #expect(pair.list.summary(fields) == ["\(pair.start) conflict"])
        #expect(pair.list.summary([pair.start: .integer(Self.early), pair.end: .integer(Self.late)]) == [])
        #expect(
            pair.list.summary([pair.start: .integer(Self.early), pair.end: .integer(0)]) == ["\(pair.start) conflict"]
        )
    }

    @Test(arguments: pairs)
    func `the local list ignores a window without length`(_ pair: Pair) {
        for time in [0, Self.early, .max] {
            let summary = pair.list.summary([pair.start: .integer(time), pair.end: .integer(time)])
            #expect(summary == (pair.list == .local ? ["\(pair.start) conflict"] : []))
        }
    }

    @Test(arguments: pairs)
    func `one side alone is completed where the list needs both`(_ pair: Pair) throws {
        func sent(_ fields: [String: RequestInput]) throws -> [String] {
            try pair.list.query(fields).parameters.map { "\($0.name)=\($0.value)" }
        }
        let since = "\(pair.start)=\(Self.early)"
        let until = "\(pair.end)=\(Self.early)"
        let isLocal = pair.list == .local
        #expect(
            try sent([pair.start: .integer(Self.early)]) == (isLocal ? [since, "\(pair.end)=\(Int64.max)"] : [since])
        )
        #expect(try sent([pair.end: .integer(Self.early)]) == (isLocal ? ["\(pair.start)=0", until] : [until]))
        #expect(try sent([:]) == [])
    }

    @Test(arguments: pairs)
    func `what a completed pair comes to must have a length, too`(_ pair: Pair) {
        let summary = pair.list.summary([pair.end: .integer(0)])
        #expect(summary == (pair.list == .local ? ["\(pair.end) conflict"] : []))
        let last = pair.list.summary([pair.start: .integer(.max)])
        #expect(last == (pair.list == .local ? ["\(pair.start) conflict"] : []))
    }

    @Test func `pairs are apart`() throws {
        let query = try ListFilters.List.local.query([
            "start_latest_update_time": .integer(Self.late), "end_latest_scan_time": .integer(Self.early),
        ])
        #expect(
            query.parameters.map(\.name) == [
                "start_latest_update_time", "end_latest_update_time", "start_latest_scan_time", "end_latest_scan_time",
            ]
        )
        #expect(query.parameters.map(\.value) == ["\(Self.late)", "\(Int64.max)", "0", "\(Self.early)"])
    }

    @Test(
        arguments: [
            (["image_version": .text("1")], ["image_version conflict"]),
            (["image_version": .text("1"), "image_name": .text("a")], []),
            (["image_version": .text("1"), "image_name": .text("")], ["image_name empty"]),
            (["image_version": .text("")], ["image_version empty"]),
            (
                ["start_latest_scan_time": .integer(7), "end_latest_scan_time": .integer(0)],
                ["start_latest_scan_time range"]
            ),
            (
                ["start_latest_scan_time": .text("x"), "end_latest_scan_time": .integer(0)],
                ["start_latest_scan_time type"]
            ),
        ] as [([String: RequestInput], [String])]
    )
    func `the local list ignores a tag without a name`(_ fields: [String: RequestInput], _ summary: [String]) {
        #expect(ListFilters.List.local.summary(fields) == summary)
    }

    @Test(arguments: [ListFilters.List.registry, .cicd])
    func `other lists take a tag without a name`(_ list: ListFilters.List) {
        #expect(list.summary(["image_version": .text("1")]) == [])
    }

    @Test(arguments: ListFilters.List.allCases)
    func `fields come in the documented order, then unknown keys by name, then conflicts`(_ list: ListFilters.List) {
        let names = list.documented.map(\.name) + ["limit", "enterprise_project_id"]
        var fields = Dictionary(uniqueKeysWithValues: names.map { ($0, RequestInput.other(description: "x")) })
        for name in ["zeta", "Beta", "alpha"] { fields[name] = .integer(1) }
        let pairs = Self.pairs.filter { $0.list == list }
        for pair in pairs {
            fields[pair.start] = .integer(Self.late)
            fields[pair.end] = .integer(Self.early)
        }
        let right = pairs.flatMap { [$0.start, $0.end] }
        let expected =
            names.filter { !right.contains($0) }.map { "\($0) type" }
            + ["[1] unknown", "[2] unknown", "Beta unknown", "alpha unknown", "zeta unknown"]
            + pairs.map { "\($0.start) conflict" }
        let input = Inputs.table(fields, sequence: [.text("a"), .integer(2)])
        let violations = ListFilters.violations(input, ListValidator(list.schema))
        #expect(violations.map { "\($0.field) \($0.code.rawValue)" } == expected)
    }

    @Test func `family comes before the filters`() {
        let input = Inputs.table(["family": .text("x"), "namespace": .integer(1), "aaa": .integer(1)])
        #expect(ListFilters.violations(input, .images(input)).map(\.field) == ["family", "namespace", "aaa"])
    }
}
