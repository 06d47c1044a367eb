import HSSSchema
import Testing

@testable import HSSSimulator

/// Paging, and what is refused.
@Suite struct ImageListTests {
    static let sizes: [(Int, Int)] = [(0, 20), (1, 1), (5, 20), (3, 71)]

    @Test(arguments: sizes, [10, 11, 37, 199, 200])
    func `the pages of any size make up the list, once and in order`(_ size: (Int, Int), _ limit: Int) {
        var service = ServiceUnderTest(.images(size.0, size.1))
        let catalog = ImageCatalog(service.configuration.started(atMilliseconds: ServiceUnderTest.start))
        for family in CatalogFamily.allCases {
            let expected = (0..<catalog.count(of: family)).map { catalog.image(family, $0).row }
            #expect(service.all(family.path, limit: limit) == expected)
        }
        #expect(service.all(CatalogFamily.registry.path, limit: 1).count == size.0 * size.1)
    }

    @Test(arguments: CatalogFamily.allCases)
    func `a page has ten rows if no limit is given, and none beyond the end`(_ family: CatalogFamily) {
        var service = ServiceUnderTest()
        #expect(service.send("GET", family.path).json.array("data_list").count == 10)
        let answer = service.send("GET", "\(family.path)?offset=2000000")
        #expect(answer.json["total_num"] == .integer(family == .registry ? 100 : 40))
        #expect(answer.json.array("data_list").isEmpty)
    }

    static let refusals: [(CatalogFamily?, String, named: String)] = [
        (nil, "limit=0", "limit"), (nil, "limit=201", "limit"), (nil, "limit=-1", "limit"), (nil, "limit=", "limit"),
        (nil, "limit=1e2", "limit"), (nil, "offset=-1", "offset"), (nil, "offset=2000001", "offset"),
        (nil, "offset=99999999999999999999", "offset"), (nil, "offset=+1", "offset"), (nil, "nope=1", "nope"),
        (nil, "Limit=10", "Limit"), (nil, "image_name=", "image_name"), (nil, "has_vul=1", "has_vul"),
        (nil, "has_vul=True", "has_vul"), (nil, "image_size=-1", "image_size"),
        (nil, "scan_status=done", "scan_status"),
        (nil, "scan_status=download_failed", "scan_status"), (nil, "enterprise_project_id=", "enterprise_project_id"),
        (nil, "start_latest_scan_time=yesterday", "start_latest_scan_time"),
        (nil, "end_latest_scan_time=1.5", "end_latest_scan_time"),
        (nil, "start_latest_scan_time=2&end_latest_scan_time=1", "start_latest_scan_time"),
        (nil, "start_latest_update_time=2&end_latest_update_time=1", "start_latest_update_time"),
        (.registry, "start_latest_sync_time=2&end_latest_sync_time=1", "start_latest_sync_time"),
        (.registry, "image_type=cicd", "image_type"), (.registry, "image_type=", "image_type"),
        (.registry, "sort_key=id", "sort_key"), (.registry, "sort_dir=down", "sort_dir"),
        (.registry, "severity_level=high", "severity_level"), (.registry, "severity_level=Critical", "severity_level"),
        (.registry, "namespace=\(String(repeating: "n", count: 129))", "namespace"),
        (.registry, "image_version=\(String(repeating: "n", count: 65))", "image_version"),
        (.registry, "image_id=1", "image_id"), (.registry, "cicd_name=1", "cicd_name"),
        (.registry, "is_multarch=", "is_"),
        (.local, "limit=9", "limit"), (.local, "namespace=shop", "namespace"), (.local, "risky=true", "risky"),
        (.local, "local_image_type=swr", "local_image_type"), (.local, "image_type=local_image", "image_type"),
        (.local, "image_name=\(String(repeating: "n", count: 257))", "image_name"),
        (.cicd, "limit=9", "limit"), (.cicd, "pipeline_type=github", "pipeline_type"),
        (.cicd, "severity_level=low", "severity_level"), (.cicd, "registry_name=x", "registry_name"),
        (.cicd, "cicd_name=\(String(repeating: "n", count: 129))", "cicd_name"),
    ]

    @Test(arguments: refusals)
    func `a wrong parameter is HSS 0001 and named`(_ family: CatalogFamily?, _ query: String, _ named: String) {
        var service = ServiceUnderTest()
        for family in family.map({ [$0] }) ?? CatalogFamily.allCases {
            let answer = service.send("GET", "\(family.path)?\(query)")
            #expect(answer.status == 400)
            #expect(answer.errorCode == "HSS.0001")
            #expect(answer.errorMessage.contains(named), "\(answer.errorMessage)")
        }
    }

    static let accepted: [(CatalogFamily, String)] = [
        (.registry, "limit=1&offset=0"), (.registry, "instance_id=&instance_name=&latest_version=false"),
        (.registry, "sort_dir=desc"), (.registry, "namespace=k%C3%A4se%20%2F%20&enterprise_project_id=all_granted_eps"),
        (.registry, "end_latest_scan_time=9223372036854775807"), (.local, "limit=200&host_name="),
        (.local, "image_version=1.0.0&app_name=x&has_container=false"), (.cicd, "image_id=&cicd_name=&sort_key=any"),
    ]

    @Test(arguments: accepted)
    func `what is documented is taken`(_ family: CatalogFamily, _ query: String) {
        var service = ServiceUnderTest()
        #expect(service.send("GET", "\(family.path)?\(query)").status == 200)
    }

    @Test func `the numbers of images are those of the lists`() {
        var service = ServiceUnderTest()
        let answer = service.send("GET", "/image/asset/statistics")
        #expect(answer.json == ["local_num": 40, "cicd_num": 40, "registry_num": 100])
        #expect(service.send("GET", "/image/asset/statistics?limit=10").errorCode == "HSS.0001")
    }

    @Test func `each list is counted and throttled by its own template`() {
        var configuration = SimulatorConfiguration()
        configuration.quota = .perMinute(1)
        var service = ServiceUnderTest(configuration)
        for family in CatalogFamily.allCases {
            #expect(service.send("GET", family.path).status == 200)
            #expect(service.send("GET", family.path).status == 429)
            #expect(service.state.object("calls")["GET /v5/{project_id}\(family.path)"] == 2)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a hundred thousand images are listed page by page without a search for each`() throws {
        var service = ServiceUnderTest(.images(100, 1000))
        let seen = service.all(CatalogFamily.registry.path, "namespace=team-077")
        #expect(seen.count == 960)
        #expect(Set(seen.map { $0.text("namespace") }) == ["team-077"])
        let filtered = service.all(
            CatalogFamily.registry.path,
            "has_malicious_file=true&severity_level=High&risky=true",
            "has_vul=false"
        )
        #expect(!filtered.isEmpty)
        for offset in stride(from: 0, to: 100_000, by: 9_000) {
            let answer = service.send("GET", "\(CatalogFamily.registry.path)?limit=2&offset=\(offset)")
            #expect(answer.json["total_num"] == 100_000)
            #expect(answer.json.array("data_list").count == 2)
        }
    }
}
