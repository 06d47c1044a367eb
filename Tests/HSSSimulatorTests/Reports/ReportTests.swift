import HSSSchema
import Testing

@testable import HSSSimulator

/// Files, and the numbers of their rows.
@Suite struct ReportTests {
    static let types = ["malwares", "apps", "files", "sensitive-info", "non-compliant-app", "build-command-risks"]

    static let selections: [JSONObject] = [
        [:],
        ["namespace": "payments", "has_vul": true],
        ["image_type": "private_image", "risky": true],
        ["image_type": "harbor"],
        ["image_type": "local_image", "image_name": "shop/"],
        ["image_type": "cicd", "cicd_name": "build-shop"],
        ["image_type": "cicd", "severity_level": "High", "latest_version": true],
        ["start_latest_scan_time": .integer(ServiceUnderTest.start - 86_400_000), "scan_status": "success"],
        ["end_latest_scan_time": .integer(ServiceUnderTest.start - 3 * 86_400_000)],
        ["start_latest_scan_time": 5, "end_latest_scan_time": 4],
        ["namespace": "nowhere"],
        ["build_command_risk_level": "critical"],
        ["build_command_risk_name": "sudo installed", "image_type": "cicd"],
    ]

    static func body(_ type: String, _ selection: JSONObject = [:], size: Int64 = 1_000_000) -> JSONObject {
        var body: JSONObject = [
            "export_size": .integer(size), "security_report_type": .string(type), "operate_all": true,
        ]
        for (name, value) in selection { body[name] = value }
        return body
    }

    @Test(arguments: types, selections)
    func `a file has as many rows as the statistic says, of the images that the body selects`(
        _ type: String,
        _ selection: JSONObject
    ) throws {
        var service = ServiceUnderTest()
        let body = Self.body(type, selection)
        let answer = service.file(body)
        #expect(answer.status == 200)
        #expect(answer.contentType == "application/octet-stream")
        let entry = try #require(UnzippedEntry(answer.body))
        #expect(entry.name == "image-\(type).csv")
        let header = try #require(entry.rows.first)
        #expect(header.prefix(4) == ["image_id", "namespace", "image_name", "image_version"])
        #expect(header.count > 4 && Set(header).count == header.count)
        #expect(entry.rows.allSatisfy { $0.count == header.count })
        #expect(Int64(entry.rows.count - 1) == service.rowCount(body))
        #expect(entry.text.hasSuffix("\r\n"))
        let catalog = ImageCatalog(service.configuration.started(atMilliseconds: ServiceUnderTest.start))
        let family = ReportSelection(body, seed: 1).images.family
        let selected = ImageSelection(family, body).conditions.compactMap { $0.test(in: family) }
        let images = (0..<catalog.count(of: family)).map { catalog.image(family, $0) }
            .filter { image in selected.allSatisfy { $0(image) } }
        #expect(Set(entry.rows.dropFirst().map { $0[0] }).isSubset(of: images.map(\.imageID)))
    }

    @Test func `malicious files are those that the list counts`() throws {
        var service = ServiceUnderTest()
        let counts = service.all(CatalogFamily.registry.path).map { $0.number("malicious_file_num") }
        #expect(service.rowCount(Self.body("malwares")) == counts.reduce(0, +))
        let vulnerabilities = service.all(CatalogFamily.registry.path).map { $0.number("vul_num") }
        #expect(service.rowCount(Self.body("vulnerability")) == vulnerabilities.reduce(0, +))
        let settings = service.all(CatalogFamily.cicd.path).map { $0.number("unsafe_setting_num") }
        #expect(service.rowCount(Self.body("risk-config", ["image_type": "cicd"])) == settings.reduce(0, +))
    }

    @Test(arguments: [("registry", "shared_image"), ("registry", nil), ("local", "local_image"), ("cicd", "cicd")])
    func `listed ids select their images and nothing else`(_ family: String, _ type: String?) throws {
        var service = ServiceUnderTest()
        let family = try #require(CatalogFamily.allCases.first { "\($0)" == family })
        let rows = service.all(family.path).filter { type != "shared_image" || $0.text("image_type") == type }
        let chosen = rows.filter { $0.text("scan_status") == "success" }.prefix(3)
        let ids = chosen.map { row in row["id"]?.integerValue.map { "\($0)" } ?? row.text("image_id") }
        var selection: JSONObject = [
            "operate_all": false,
            "image_id_list": .array((ids + ["nope", "1", ids[0]]).map { .string($0) }),
        ]
        selection["image_type"] = type.map { .string($0) }
        let body = Self.body("files", selection)
        let entry = try #require(UnzippedEntry(service.file(body).body))
        #expect(Set(entry.rows.dropFirst().map { $0[0] }) == Set(chosen.map { $0.text("image_id") }))
        #expect(Int64(entry.rows.count - 1) == service.rowCount(body))
    }

    @Test(arguments: [1, 7, 100, 2_000] as [Int64])
    func `a file has export_size rows at most, and they are the first ones`(_ size: Int64) throws {
        var service = ServiceUnderTest()
        let all = try #require(UnzippedEntry(service.file(Self.body("apps")).body)).rows
        let some = try #require(UnzippedEntry(service.file(Self.body("apps", size: size)).body)).rows
        #expect(some == Array(all.prefix(Int(min(size, Int64(all.count))) + 1)))
    }

    @Test func `build command risks are those of the rules asked for`() throws {
        var service = ServiceUnderTest()
        let rules = service.all(BuildRuleTests.path, "image_type=registry")
        let body = Self.body(
            "build-command-risks",
            ["build_command_rule_id_list": .array([rules[1]["rule_id"] ?? .null, rules[4]["rule_id"] ?? .null])]
        )
        let entry = try #require(UnzippedEntry(service.file(body).body))
        #expect(Set(entry.rows.dropFirst().map { $0[4] }) == [rules[1].text("rule_id"), rules[4].text("rule_id")])
        #expect(Int64(entry.rows.count - 1) == rules[1].number("image_num") + rules[4].number("image_num"))
        #expect(service.rowCount(Self.body("build-command-risks", ["image_type": "local_image"])) == 0)
    }

    @Test(arguments: types)
    func `the same seed and body give the same bytes`(_ type: String) {
        func bytes(_ seed: UInt64) -> [UInt8] {
            var service = ServiceUnderTest(SimulatorConfiguration(seed: seed))
            let first = service.file(Self.body(type)).body
            #expect(service.file(Self.body(type)).body == first)
            return first
        }
        #expect(bytes(3) == bytes(3))
        #expect(bytes(3) != bytes(4))
    }

    @Test func `an account without images still gets a file with its header`() throws {
        var service = ServiceUnderTest(.images(0, 0))
        for type in Self.types {
            #expect(try #require(UnzippedEntry(service.file(Self.body(type)).body)).rows.count == 1)
            #expect(service.rowCount(Self.body(type)) == 0)
        }
    }

    @Test func `a large file is compressed in parts`() throws {
        var service = ServiceUnderTest(.images(10, 100))
        let body = Self.body("files")
        let entry = try #require(UnzippedEntry(service.file(body).body))
        #expect(entry.text.utf8.count > 1 << 20)
        #expect(Int64(entry.rows.count - 1) == service.rowCount(body))
    }
}
