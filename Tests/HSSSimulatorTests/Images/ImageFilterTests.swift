import HSSSchema
import Testing

@testable import HSSSimulator

/// Filters against a look through all rows.
@Suite struct ImageFilterTests {
    struct Filter: Sendable, CustomTestStringConvertible {
        let family: CatalogFamily
        /// The query for a row that it must find.
        let query: @Sendable (JSONObject) -> String
        let matches: @Sendable (_ row: JSONObject, _ like: JSONObject) -> Bool
        let testDescription: String
    }

    /// A filter that wants one field as it is in a row.
    static func same(_ family: CatalogFamily, _ field: String, _ column: String? = nil) -> Filter {
        let column = column ?? field
        return Filter(
            family: family,
            query: { row in
                switch row[column] {
                case .string(let text)?: "\(field)=\(text)"
                case .integer(let number)?: "\(field)=\(number)"
                case .bool(let flag)?: "\(field)=\(flag)"
                default: "wrong=1"
                }
            },
            matches: { $0[column] == $1[column] },
            testDescription: "\(family) \(field)"
        )
    }

    static func has(_ family: CatalogFamily, _ field: String, _ column: String, _ wanted: Bool) -> Filter {
        Filter(
            family: family,
            query: { _ in "\(field)=\(wanted)" },
            matches: { row, _ in (row.number(column) > 0) == wanted },
            testDescription: "\(family) \(field) \(wanted)"
        )
    }

    static func span(_ family: CatalogFamily, _ name: String, start: Bool, end: Bool) -> Filter {
        let width: Int64 = 2 * 86_400_000
        return Filter(
            family: family,
            query: { row in
                let (from, to) = (row.number(name), row.number(name) + width)
                return (start ? ["start_\(name)=\(from)"] : []).appending(end ? ["end_\(name)=\(to)"] : [])
                    .joined(separator: "&")
            },
            matches: { row, like in
                if family == .local, !start || !end { return true }
                let time = row.number(name)
                return time > 0 && (!start || time >= like.number(name)) && (!end || time <= like.number(name) + width)
            },
            testDescription: "\(family) \(name) \(start) \(end)"
        )
    }

    static let equalities: [Filter] =
        [
            "namespace", "image_name", "image_version", "registry_name", "image_type", "image_size", "scan_status",
            "instance_id", "instance_name", "severity_level",
        ].map { same(.registry, $0) }
        + [same(.registry, "is_multarch", "is_multiple_arch")]
        + ["image_size", "local_image_type", "host_name", "host_id"].map { same(.local, $0) }
        + [
            "namespace", "image_name", "image_version", "image_id", "cicd_name", "image_size", "scan_status",
            "severity_level", "pipeline_type",
        ].map { same(.cicd, $0) }

    static let counts: [Filter] = [true, false].flatMap { wanted in
        [CatalogFamily.registry, .cicd].flatMap { family in
            [
                has(family, "has_malicious_file", "malicious_file_num", wanted),
                has(family, "has_vul", "vul_num", wanted),
                has(family, "has_unsafe_setting", "unsafe_setting_num", wanted),
                Filter(
                    family: family,
                    query: { _ in "risky=\(wanted)" },
                    matches: { row, _ in
                        let count = ["malicious_file_num", "vul_num", "unsafe_setting_num"].map(row.number).reduce(0, +)
                        return (count > 0) == wanted
                    },
                    testDescription: "\(family) risky \(wanted)"
                ),
                Filter(
                    family: family,
                    query: { _ in "latest_version=\(wanted)" },
                    matches: { row, _ in !wanted || row.flag("latest_version") },
                    testDescription: "\(family) latest_version \(wanted)"
                ),
            ]
        } + [has(.local, "has_vul", "vul_num", wanted), has(.local, "has_container", "container_num", wanted)]
    }

    static let times: [Filter] = CatalogFamily.allCases.flatMap { family in
        (["latest_update_time", "latest_scan_time"] + (family == .registry ? ["latest_sync_time"] : [])).flatMap {
            name in
            [(true, true), (true, false), (false, true)].map { span(family, name, start: $0, end: $1) }
        }
    }

    static let special: [Filter] = [
        Filter(
            family: .local,
            query: { "image_name=\($0.text("image_name").dropFirst().dropLast().replacing("/", with: "%2F"))" },
            matches: { $0.text("image_name").contains($1.text("image_name").dropFirst().dropLast()) },
            testDescription: "local image_name is a part"
        ),
        Filter(
            family: .local,
            query: { "image_version=\($0.text("image_version"))&image_name=\($0.text("image_name"))" },
            matches: {
                $0.text("image_version") == $1.text("image_version") && $0.text("image_name") == $1.text("image_name")
            },
            testDescription: "local image_version with image_name"
        ),
        Filter(
            family: .local,
            query: { "image_version=\($0.text("image_version"))" },
            matches: { _, _ in true },
            testDescription: "local image_version alone is void"
        ),
        Filter(
            family: .local,
            query: { _ in "scan_status=waiting_for_scan" },
            matches: { row, _ in row.text("scan_status") == "waiting" },
            testDescription: "local waiting_for_scan"
        ),
        Filter(
            family: .registry,
            query: { "namespace=\($0.text("namespace"))&has_vul=true&image_type=private_image" },
            matches: {
                $0["namespace"] == $1["namespace"] && $0.number("vul_num") > 0
                    && $0.text("image_type") == "private_image"
            },
            testDescription: "registry several"
        ),
    ]

    @Test(arguments: equalities + counts + times + special)
    func `a filter finds what a look through all rows finds`(_ filter: Filter) throws {
        var service = ServiceUnderTest(.images(6, 60))
        let rows = service.all(filter.family.path)
        // An image that was scanned, is in an organisation and in an instance has a value for every filter.
        let like = try #require(
            rows.first { $0.text("scan_status") == "success" && $0["instance_id"] != "" && $0["namespace"] != "" }
        )
        let found = service.all(filter.family.path, filter.query(like))
        let expected = rows.filter { filter.matches($0, like) }
        #expect(found.map { $0.text("image_id") } == expected.map { $0.text("image_id") })
        #expect(!found.isEmpty)
    }

    @Test func `a partial name is case-sensitive for local images and no name at all for others`() {
        var service = ServiceUnderTest()
        #expect(!service.all(CatalogFamily.local.path, "image_name=shop%2F").isEmpty)
        #expect(service.all(CatalogFamily.local.path, "image_name=SHOP%2F").isEmpty)
        #expect(service.all(CatalogFamily.registry.path, "namespace=sho").isEmpty)
        #expect(service.all(CatalogFamily.registry.path, "namespace=team-999").isEmpty)
    }

    @Test(arguments: ["host_ip", "container_id", "container_name", "pod_id", "pod_name"])
    func `local images are found by what their rows do not show`(_ field: String) throws {
        var service = ServiceUnderTest()
        let catalog = ImageCatalog(service.configuration.started(atMilliseconds: ServiceUnderTest.start))
        let image = try #require((0..<40).map { catalog.image(.local, $0) }.first { $0.containerCount > 0 })
        let value = try #require(CatalogFamily.local.value(field)?(image).stringValue)
        let found = service.all(CatalogFamily.local.path, "\(field)=\(value)")
        #expect(found.contains(image.row))
        #expect(field == "host_ip" || found.count == 1)
    }

    @Test func `local images are found by the software in them`() {
        var service = ServiceUnderTest()
        let catalog = ImageCatalog(service.configuration.started(atMilliseconds: ServiceUnderTest.start))
        let expected = (0..<40).map { catalog.image(.local, $0) }
            .filter { image in (0..<image.counts.software).contains { image.software($0).name == "log4j-core" } }
        #expect(service.all(CatalogFamily.local.path, "app_name=log4j-core") == expected.map(\.row))
        #expect(!expected.isEmpty && expected.count < 40)
        #expect(service.all(CatalogFamily.local.path, "app_name=nope").isEmpty)
    }

    @Test(arguments: [CatalogFamily.registry, .cicd], [false, true])
    func `rows are sorted by scan time, equal ones as listed`(_ family: CatalogFamily, _ descending: Bool) {
        var service = ServiceUnderTest()
        let plain = service.all(family.path, "has_vul=true")
        let sorted = service.all(
            family.path,
            "sort_key=latest_scan_time&has_vul=true" + (descending ? "&sort_dir=desc" : ""),
            limit: 13
        )
        let times = sorted.map { $0.number("latest_scan_time") }
        #expect(times == (descending ? times.sorted(by: >) : times.sorted()))
        #expect(Set(sorted) == Set(plain))
        #expect(sorted.count == plain.count)
    }

    @Test func `more filters than are remembered give the same as before`() {
        var service = ServiceUnderTest()
        let queries = (0..<9).map { "has_vul=\($0 % 2 == 0)&image_size=\($0)" } + ["risky=true", "risky=false"]
        let first = queries.map { service.all(CatalogFamily.registry.path, $0) }
        #expect(queries.map { service.all(CatalogFamily.registry.path, $0) } == first)
        #expect(first.suffix(2).map(\.count).reduce(0, +) == 100)
    }
}

extension [String] {
    fileprivate func appending(_ more: [String]) -> [String] { self + more }
}
