import HSSSchema
import Testing

/// Filters of lists: a misspelt or wrong one must never list everything.
struct ListFilterTests {
    @Test(arguments: ListFilters.List.allCases)
    func `every documented filter is there, in the documented order`(_ list: ListFilters.List) {
        let known = list.schema.fields.map(\.name)
        #expect(known == list.documented.map(\.name) + ["limit", "enterprise_project_id"])
    }

    @Test(arguments: ListFilters.all)
    func `a right value is sent as text`(_ filter: ListFilters.Filter) throws {
        for (input, text) in filter.kind.right {
            var fields = filter.list.beside(filter.name)
            fields[filter.name] = input
            let sent = try filter.list.query(fields).parameters.filter { $0.name == filter.name }
            #expect(sent.map(\.value) == [text])
        }
    }

    @Test(arguments: ListFilters.all)
    func `a wrong value is refused`(_ filter: ListFilters.Filter) {
        for (input, code) in filter.kind.wrong {
            var fields = filter.list.beside(filter.name)
            fields[filter.name] = input
            #expect(filter.list.summary(fields) == ["\(filter.name) \(code.rawValue)"], "\(input)")
        }
    }

    @Test(arguments: ListFilters.all)
    func `a misspelt filter is unknown, and the right one is suggested`(_ filter: ListFilters.Filter) {
        let slip = filter.name + "x"
        let unknown = filter.list.violations([slip: .text("x")]).filter { $0.field == slip }
        #expect(unknown.map(\.code) == [.unknown])
        #expect(unknown.first?.suggestion == filter.name)
    }

    @Test(
        arguments: [
            (.registry, "host_name"), (.registry, "local_image_type"), (.local, "namespace"), (.local, "sort_key"),
            (.local, "latest_version"), (.cicd, "registry_name"), (.cicd, "start_latest_sync_time"),
            (.risks, "image_name"), (.risks, "severity_level"), (.registry, "offset"), (.registry, "export_size"),
            (.registry, "family"), (.registry, ""), (.local, "enterprise_project_ids"),
        ] as [(ListFilters.List, String)]
    )
    func `a filter of another list is unknown`(_ list: ListFilters.List, _ name: String) {
        #expect(list.summary(list.beside(name).merging([name: .text("x")]) { $1 }) == ["\(name) unknown"])
    }

    @Test(arguments: ListFilters.List.allCases)
    func `limit keeps to the page sizes of the list`(_ list: ListFilters.List) throws {
        let smallest = list.smallestPage
        for size in [smallest, smallest + 1, 199, 200] {
            let query = try list.query(list.beside("").merging(["limit": .integer(size)]) { $1 })
            #expect(query.pageSize == Int(size))
            #expect(!query.parameters.contains { $0.name == "limit" })
        }
        for input in [.integer(smallest - 1), .integer(0), .integer(-1), .integer(201), .integer(.max)]
            as [RequestInput]
        {
            #expect(list.summary(list.beside("").merging(["limit": input]) { $1 }) == ["limit range"])
        }
        for input in [.text("10"), .float(10.5), .boolean(true)] as [RequestInput] {
            #expect(list.summary(list.beside("").merging(["limit": input]) { $1 }) == ["limit type"])
        }
        #expect(try list.query(list.beside("").merging(["limit": .float(20)]) { $1 }).pageSize == 20)
        #expect(try list.query(list.beside("")).pageSize == 200)
    }

    @Test(arguments: ListFilters.List.allCases)
    func `an enterprise project is kept apart from the filters`(_ list: ListFilters.List) throws {
        for id in ["0", "all_granted_eps", String(repeating: "é", count: 256)] {
            let query = try list.query(list.beside("").merging(["enterprise_project_id": .text(id)]) { $1 })
            #expect(query.enterpriseProjectID == id)
            #expect(!query.parameters.contains { $0.name == "enterprise_project_id" })
        }
        #expect(try list.query(list.beside("")).enterpriseProjectID == nil)
        let wrong: [(RequestInput, String)] = [
            (.text(""), "empty"), (.text(String(repeating: "é", count: 257)), "length"), (.integer(0), "type"),
        ]
        for (input, code) in wrong {
            let fields = list.beside("").merging(["enterprise_project_id": input]) { $1 }
            #expect(list.summary(fields) == ["enterprise_project_id \(code)"])
        }
    }

    @Test func `the service requires an image_type for build command risks`() throws {
        #expect(ListFilters.List.risks.summary([:]) == ["image_type required"])
        #expect(ListFilters.violations(nil, ListValidator(.buildCommandRisks)).map(\.code) == [.required])
        #expect(
            try ListFilters.List.risks.query(["image_type": .text("registry")]).parameters.map(\.value) == ["registry"]
        )
    }

    @Test(arguments: ["registry", "local", "cicd"])
    func `family chooses the list, and is not sent`(_ family: String) throws {
        let input = Inputs.table(["family": .text(family), "has_vul": .boolean(false)])
        let query = try ListValidator.images(input).query(input)
        #expect(query.schema == ListFilters.List(rawValue: family)?.schema)
        #expect(query.parameters.map { "\($0.name)=\($0.value)" } == ["has_vul=false"])
    }

    @Test func `without a family the registry images are meant`() throws {
        for input in [Inputs.table([:]), Inputs.table(["namespace": .text("x")])] {
            #expect(try ListValidator.images(input).query(input).schema == .registryImages)
        }
        #expect(ListValidator.images(.boolean(true)).schema == .registryImages)
        #expect(try ListValidator.images(.other(description: "nil")).query(nil).schema == .registryImages)
    }

    @Test(
        arguments: [
            (.text("locl"), .enum, "local"), (.text("Registry"), .enum, "registry"), (.text("CI-CD"), .enum, "cicd"),
            (.text(""), .empty, nil), (.integer(1), .type, nil), (.string([0xFF]), .type, nil),
            (.other(description: "a function"), .type, nil),
        ] as [(RequestInput, Violation.Code, String?)]
    )
    func `a wrong family is refused`(_ input: RequestInput, _ code: Violation.Code, _ suggestion: String?) {
        let table = Inputs.table(["family": input])
        let violations = ListFilters.violations(table, .images(table))
        #expect(violations.map(\.field) == ["family"])
        #expect(violations.map(\.code) == [code])
        #expect(violations.first?.suggestion == suggestion)
    }

    @Test func `a misspelt family is unknown`() {
        let table = Inputs.table(["famly": .text("local")])
        let violations = ListFilters.violations(table, .images(table))
        #expect(violations.map(\.field) == ["famly"])
        #expect(violations.first?.suggestion == "family")
    }
}
