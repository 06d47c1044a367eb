import HSSSchema
import Testing

@testable import HSSSimulator

/// The lists of build command rules.
@Suite struct BuildRuleTests {
    static let path = "/image/build-command-risks"

    @Test(arguments: [("registry", CatalogFamily.registry), ("cicd", .cicd)])
    func `rules count the images that their own list gives`(_ type: String, _ family: CatalogFamily) {
        var service = ServiceUnderTest(.images(5, 60))
        let rules = service.all(Self.path, "image_type=\(type)")
        #expect(rules.count == 12)
        #expect(Set(rules.map { $0.text("rule_id") }).count == 12)
        #expect(Set(rules.map { $0.text("risk_level") }) == ["critical", "high", "medium", "low"])
        #expect(rules.allSatisfy { $0.text("image_type") == type && (1...64).contains($0.text("rule_id").count) })
        let known = Set(service.all(family.path))
        var total = 0
        for rule in rules {
            let images = service.all("\(Self.path)/images", "image_type=\(type)", "rule_id=\(rule.text("rule_id"))")
            #expect(Int64(images.count) == rule.number("image_num"))
            #expect(images.allSatisfy(known.contains))
            #expect(images.map { $0.number("latest_scan_time") }.max() == rule.number("latest_scan_time"))
            total += images.count
        }
        #expect(total > 100)
    }

    @Test func `the families have ids of their own, which follow the seed`() {
        func ids(_ seed: UInt64, _ type: String) -> Set<String> {
            var service = ServiceUnderTest(SimulatorConfiguration(seed: seed))
            return Set(service.all(Self.path, "image_type=\(type)").map { $0.text("rule_id") })
        }
        #expect(ids(1, "cicd") == ids(1, "cicd"))
        #expect(ids(1, "cicd").union(ids(1, "registry")).union(ids(2, "cicd")).count == 36)
    }

    @Test func `rules are filtered by level, name and image`() throws {
        var service = ServiceUnderTest()
        let rules = service.all(Self.path, "image_type=cicd")
        let critical = service.all(Self.path, "image_type=cicd", "risk_level=critical")
        #expect(critical == rules.filter { $0.text("risk_level") == "critical" })
        #expect(
            service.all(Self.path, "image_type=cicd", "risk_name=sudo%20installed").map { $0.text("risk_name") } == [
                "sudo installed"
            ]
        )
        let images = service.all("\(Self.path)/images", "image_type=cicd", "rule_id=\(rules[3].text("rule_id"))")
        let image = try #require(images.first).text("image_id")
        let broken = service.all(Self.path, "image_type=cicd", "image_id=\(image)")
        #expect(broken.contains(rules[3]))
        #expect(broken.allSatisfy(rules.contains))
        #expect(service.all(Self.path, "image_type=cicd", "image_id=nope").isEmpty)
    }

    @Test(
        arguments: [
            ("", "image_type"), ("?image_type=local", "image_type"), ("?image_type=cicd&limit=9", "limit"),
            ("?image_type=cicd&risk_level=High", "risk_level"), ("?image_type=cicd&risk_name=", "risk_name"),
            ("/images?image_type=cicd", "rule_id"), ("/images?rule_id=x", "image_type"),
            ("/images?image_type=cicd&rule_id=", "rule_id"),
            ("/images?image_type=cicd&rule_id=x&risk_level=low", "risk_level"),
        ]
    )
    func `what is missing or wrong is HSS 0001 and named`(_ rest: String, _ named: String) {
        var service = ServiceUnderTest()
        let answer = service.send("GET", Self.path + rest)
        #expect(answer.errorCode == "HSS.0001")
        #expect(answer.errorMessage.contains(named), "\(answer.errorMessage)")
    }

    @Test func `no image breaks a rule that does not exist`() {
        var service = ServiceUnderTest()
        let answer = service.send("GET", "\(Self.path)/images?image_type=registry&rule_id=x")
        #expect(answer.json == ["total_num": 0, "data_list": []])
    }
}
