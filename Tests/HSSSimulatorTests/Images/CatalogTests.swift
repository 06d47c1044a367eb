import HSSSchema
import Testing

@testable import HSSSimulator

/// The sample data itself.
@Suite struct CatalogTests {
    static let sizes: [(Int, Int)] = [(0, 20), (5, 0), (1, 1), (1, 2), (3, 4), (5, 20), (7, 1), (4, 53), (120, 9)]

    static func catalog(_ namespaces: Int, _ images: Int, seed: UInt64 = 1) -> ImageCatalog {
        ImageCatalog(SimulatorConfiguration.images(namespaces, images, seed: seed).started(atMilliseconds: 1 << 40))
    }

    static func images(_ catalog: ImageCatalog, _ family: CatalogFamily = .registry) -> [CatalogImage] {
        (0..<catalog.count(of: family)).map { catalog.image(family, $0) }
    }

    @Test(arguments: sizes)
    func `every organisation is named by an image, and their images make up the total`(_ namespaces: Int, _ images: Int)
    {
        let catalog = Self.catalog(namespaces, images)
        let named = Set(Self.images(catalog).map(\.namespace)).subtracting([""])
        #expect(catalog.count(of: .registry) == namespaces * images)
        #expect(named == Set(images == 0 ? [] : (0..<namespaces).map(CatalogNames.namespace)))
        let others = namespaces * images == 0 ? 0 : max(1, namespaces * images * 2 / 5)
        #expect(catalog.count(of: .local) == others)
        #expect(catalog.count(of: .cicd) == others)
    }

    @Test func `organisations have names, and numbers when the names are used up`() {
        let names = (0..<1200).map(CatalogNames.namespace)
        #expect(Set(names).count == 1200)
        #expect([0, 1, 2, 5, 1199].map { names[$0] } == ["shop", "payments", "platform", "team-006", "team-1200"])
        #expect(names.map(CatalogNames.number(ofNamespace:)) == Array(0..<1200))
        #expect(
            ["", "team-6", "team-005", "team-+06", "Shop"].allSatisfy { CatalogNames.number(ofNamespace: $0) == nil }
        )
    }

    @Test(arguments: sizes, [1, 2, 77] as [UInt64])
    func `no image occurs twice, and each name has one latest version`(_ size: (Int, Int), _ seed: UInt64) {
        let catalog = Self.catalog(size.0, size.1, seed: seed)
        for family in CatalogFamily.allCases {
            let images = Self.images(catalog, family)
            #expect(Set(images.map { "\($0.namespace) \($0.name) \($0.version)" }).count == images.count)
            #expect(Set(images.map(\.exportID)).count == images.count)
            #expect(Set(images.map(\.imageID)).count == images.count)
            let byName = Dictionary(grouping: images) { "\($0.namespace) \($0.name)" }
            for versions in byName.values {
                let latest = versions.filter(\.place.isLatest)
                #expect(latest.count == 1)
                #expect(versions.max { $0.updateTime < $1.updateTime }?.index == latest.first?.index)
            }
        }
    }

    @Test(arguments: [1, 2, 3, 99] as [UInt64])
    func `the default catalog has all types, and some images of third parties without organisation`(_ seed: UInt64) {
        let images = Self.images(Self.catalog(5, 20, seed: seed))
        let counts = Dictionary(grouping: images, by: \.type).mapValues(\.count)
        #expect(counts.count == 5)
        #expect(counts[.privateImage, default: 0] > 40)
        let unnamed = images.filter(\.namespace.isEmpty)
        #expect(unnamed.count == 4)
        #expect(unnamed.allSatisfy { $0.type == .harbor || $0.type == .jfrog })
    }

    @Test(arguments: CatalogFamily.allCases)
    func `counts, levels and times of a row agree`(_ family: CatalogFamily) {
        let catalog = Self.catalog(20, 300)
        let images = Self.images(catalog, family)
        let scanned = images.filter(\.isScanned)
        let day: Int64 = 86_400_000
        #expect(images.allSatisfy { $0.isScanned == ($0.scanStatus == "success") })
        #expect(images.allSatisfy { $0.isScanned || ($0.counts == FindingCounts() && $0.severity.isEmpty) })
        #expect(scanned.allSatisfy { $0.updateTime < $0.scanTime && $0.scanTime < catalog.dataTime })
        #expect(scanned.allSatisfy { $0.scanTime > catalog.dataTime - 10 * day })
        #expect(scanned.allSatisfy { ($0.severity == "Security") == !$0.counts.isRisky })
        #expect(scanned.allSatisfy { $0.counts.maliciousFiles == 0 || $0.severity == "High" })
        let share = { (part: [CatalogImage]) in Double(part.count) / Double(scanned.count) }
        #expect((0.75...0.9).contains(Double(scanned.count) / Double(images.count)))
        #expect((0.2...0.3).contains(share(scanned.filter { $0.scanTime > catalog.dataTime - day })))
        #expect((0.13...0.2).contains(share(scanned.filter { $0.counts.maliciousFiles > 0 })))
        #expect(Set(scanned.map(\.severity)) == ["Security", "Low", "Medium", "High"])
    }

    @Test func `an id leads back to its image, and no other text does`() {
        let catalog = Self.catalog(5, 20)
        let ids = Self.images(catalog).map(\.exportID)
        #expect(ids.map(catalog.registryImage(withID:)) == (0..<100).map { Int?.some($0) })
        let beyond = (Int64(ids[0]) ?? 0) + 100
        for wrong in ["", "x", "0\(ids[0])", "+\(ids[0])", "\(beyond)", "\(Int64.min)", "\(Int64.max)"] {
            #expect(catalog.registryImage(withID: wrong) == nil)
        }
    }

    static let fields: [(CatalogFamily, Int)] = [(.registry, 30), (.local, 21), (.cicd, 21)]

    @Test(arguments: fields)
    func `a row has the documented fields`(_ family: CatalogFamily, _ count: Int) {
        let row = Self.catalog(1, 3).image(family, 0).row
        #expect(row.count == count)
        #expect(Set(row.keys).count == count)
    }

    @Test func `the data follows the seed, and its times the data time`() {
        func rows(_ seed: UInt64, _ time: Int64) -> [JSONObject] {
            var configuration = SimulatorConfiguration(seed: seed)
            configuration.dataTime = time
            var service = ServiceUnderTest(configuration)
            return CatalogFamily.allCases.flatMap { service.all($0.path) }
        }
        let time: Int64 = 1_700_000_000_000
        let first = rows(1, time)
        #expect(first == rows(1, time))
        #expect(zip(first, rows(2, time)).allSatisfy { $0 != $1 })
        for (row, later) in zip(first, rows(1, time + 5)) {
            #expect(row.text("image_id") == later.text("image_id"))
            #expect(row.number("latest_update_time") + 5 == later.number("latest_update_time"))
        }
    }

    @Test func `without a data time the hour of the start counts, also after a reset`() {
        let configuration = SimulatorConfiguration().started(atMilliseconds: ServiceUnderTest.start + 3_599_999)
        #expect(configuration.dataTime == ServiceUnderTest.start)
        var service = ServiceUnderTest()
        let rows = service.all(CatalogFamily.local.path)
        service.now += 86_400_000
        _ = service.sendRaw("POST", "/_sim/reset", headers: [])
        #expect(service.all(CatalogFamily.local.path) == rows)
    }
}
