import HSSSchema
import Testing

/// What filters come to as query parameters, and the messages of those that are refused.
struct ListQueryTests {
    @Test func `parameters stand in the documented order, whatever the order they were given in`() throws {
        let query = try ListFilters.List.registry.query([
            "severity_level": .text("High"), "risky": .boolean(false), "namespace": .text("team a"),
            "latest_version": .boolean(true), "image_size": .float(7), "limit": .integer(50),
            "enterprise_project_id": .text("0"),
        ])
        #expect(
            query.parameters.map { "\($0.name)=\($0.value)" } == [
                "namespace=team a", "latest_version=true", "image_size=7", "risky=false", "severity_level=High",
            ]
        )
        #expect(query.pageSize == 50)
        #expect(query.enterpriseProjectID == "0")
    }

    @Test(arguments: [ListFilters.List.registry, .local, .cicd])
    func `nothing at all asks for the whole list`(_ list: ListFilters.List) throws {
        let whole = ListQuery(list.schema)
        #expect(try ListValidator(list.schema).query(nil) == whole)
        #expect(try list.query([:]) == whole)
        #expect(whole.parameters == [])
        #expect(whole.pageSize == 200)
        #expect(whole.enterpriseProjectID == nil)
    }

    @Test(
        arguments: [
            (.boolean(true), "true"), (.integer(1), "1"), (.float(1.5), "1.5"), (.text("cicd"), "\"cicd\""),
            (Inputs.list("a", "b"), "a list"), (.image(id: "7", family: .local), "an Image (\"7\")"),
            (.other(description: "a table whose metatable has __index"), "a table whose metatable has __index"),
        ] as [(RequestInput, String)]
    )
    func `filters that are no table, or a list, give one violation`(_ input: RequestInput, _ got: String) {
        for list in ListFilters.List.allCases {
            let violations = ListFilters.violations(input, ListValidator(list.schema))
            #expect(violations.map(\.field) == [""])
            #expect(violations.first?.code == .type)
            #expect(violations.first?.lines == ["filters are a table, not \(got)"])
        }
    }

    @Test func `of a key that comes twice the last value counts`() throws {
        let input = RequestInput.table(
            sequence: [],
            others: [("namespace", .text("a")), ("namespace", .text("b"))]
        )
        #expect(try ListValidator(.registryImages).query(input).parameters.map(\.value) == ["b"])
    }

    @Test func `many unknown keys are all told, and soon`() {
        let fields = Dictionary(uniqueKeysWithValues: (0..<20_000).map { ("namespac\($0)", RequestInput.integer(1)) })
        let violations = ListFilters.List.registry.violations(fields)
        #expect(violations.count == 20_000)
        #expect(violations.map(\.field) == violations.map(\.field).sorted())
    }

    private static let messages: [(ListFilters.List, [String: RequestInput], [String])] = [
        (
            .registry, ["namspace": .text("a")],
            ["namspace: the list of registry images has no such filter", "did you mean \"namespace\"?"]
        ),
        (
            .risks, [:],
            ["image_type: missing (string)", "expected one of: \"cicd\", \"registry\""]
        ),
        (
            .cicd, ["pipeline_type": .text("Jenkins")],
            [
                "pipeline_type: \"Jenkins\" is not a documented value", "expected one of: \"jenkins\", \"codearts\"",
                "did you mean \"jenkins\"?",
            ]
        ),
        (.registry, ["limit": .integer(0)], ["limit: 0 is out of range (1 to 200)"]),
        (.local, ["limit": .integer(5)], ["limit: 5 is out of range (10 to 200)"]),
        (
            .cicd, ["start_latest_scan_time": .integer(1_700_000_000)],
            [
                "start_latest_scan_time: 1700000000 looks like seconds; HSS takes milliseconds",
                "did you mean 1700000000000?",
            ]
        ),
        (
            .local, ["image_version": .text("1")],
            [
                "image_version: given without image_name; the list of local images ignores it then, and lists every image"
            ]
        ),
        (
            .local, ["start_latest_scan_time": .integer(0), "end_latest_scan_time": .integer(0)],
            [
                "start_latest_scan_time: 0 is also end_latest_scan_time; the list of local images ignores a window "
                    + "without length"
            ]
        ),
        (
            .local, ["end_latest_scan_time": .integer(0)],
            ["end_latest_scan_time: 0 leaves a window without length, which the list of local images ignores"]
        ),
        (
            .registry, ["start_latest_sync_time": .integer(300_000_000_000), "end_latest_sync_time": .integer(0)],
            ["start_latest_sync_time: 300000000000 is after end_latest_sync_time (0)"]
        ),
        (
            .registry, ["image_version": .text(String(repeating: "x", count: 65))],
            ["image_version: 65 characters are too many: 64 at most"]
        ),
        (.registry, ["risky": .text("true")], ["risky: \"true\" is a string, not a boolean"]),
    ]

    @Test(arguments: messages)
    func `messages say what is wrong and what would be right`(
        _ list: ListFilters.List,
        _ fields: [String: RequestInput],
        _ lines: [String]
    ) {
        #expect(list.violations(fields).map(\.lines) == [lines])
    }

    @Test(arguments: ListFilters.List.allCases)
    func `the members that tell rows apart are documented ones`(_ list: ListFilters.List) {
        #expect(!list.schema.identity.isEmpty)
        #expect(Set(list.schema.identity).isSubset(of: list.schema.rowFields))
        #expect(Set(list.schema.rowFields).count == list.schema.rowFields.count)
    }
}
