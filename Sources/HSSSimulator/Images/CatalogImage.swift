/// One image of the sample data, with all that filters and counts need; texts that only a row shows are made for it.
struct CatalogImage: Sendable {
    let family: CatalogFamily
    let index: Int
    let seed: UInt64
    /// The `id` of a registry image; 0 for the other families.
    let id: Int64
    let place: ImagePlace
    /// Empty where there is none.
    let namespace: String
    let name: String
    let version: String
    let type: ImageOrigin
    let scanStatus: String
    /// In bytes.
    let size: Int64
    /// Milliseconds since 1970; 0 if it was never scanned.
    let scanTime: Int64
    /// Milliseconds since 1970; before the scan.
    let updateTime: Int64
    let isMultipleArchitecture: Bool
    let containerCount: Int
    let hostCount: Int
    let hosts: Int
    let counts: FindingCounts

    /// Only of these images anything was found.
    var isScanned: Bool { self.scanTime > 0 }

    /// Draws in a fixed order: a new draw belongs at the end, or the data of every seed changes.
    init(_ family: CatalogFamily, _ index: Int, of catalog: ImageCatalog) {
        let layout = catalog.layout(of: family)
        let place = layout.place(of: index)
        var generator = SeededGenerator(seed: catalog.seed, stream: GeneratorStream.image(.facts, family, index))
        self.family = family
        self.index = index
        self.seed = catalog.seed
        self.id = family == .registry ? catalog.id(ofRegistryImage: index) : 0
        self.place = place

        let rotation = Int(catalog.seed % 20) + place.block * 3
        let organisation = CatalogNames.namespace(place.block)
        let word = CatalogNames.image(place.name, rotation: rotation)
        self.namespace = place.isNamed && family != .local ? organisation : ""
        self.name =
            switch (family, place.isNamed) {
            case (.local, _): "\(organisation)/\(word)"
            case (_, true): word
            case (_, false): "\(word)-\(organisation)"
            }
        let line = place.name &+ rotation
        self.version = "\(1 + line % 4).\(line * 7 % 10 + place.version).\(generator.number(below: 8))"
        self.type = ImageOrigin(family, place, layout: layout, seed: catalog.seed)

        self.scanStatus = Self.status(generator.number(below: 100), in: family)
        self.size = 20_000_000 + Int64(generator.number(below: 1_500_000_000))
        let times = ImageTimes(place, before: catalog.dataTime, drawnFrom: &generator)
        let isScanned = self.scanStatus == "success"
        self.scanTime = isScanned ? times.scan : 0
        self.updateTime = times.update
        self.isMultipleArchitecture = family == .registry && generator.number(below: 20) == 0
        self.containerCount = family == .local ? generator.number(below: 3) : 0
        self.hostCount = family == .local ? 1 + generator.number(below: 3) : 0
        self.hosts = max(1, layout.total / 8)
        let counts = FindingCounts(of: family, drawnFrom: &generator)
        self.counts = isScanned ? counts : FindingCounts()
    }

    private static func status(_ percentile: Int, in family: CatalogFamily) -> String {
        switch percentile {
        case 0..<6: "unscan"
        case 6..<9: "scanning"
        case 9..<13: "failed"
        // The rows of local images use another word than their filter (hss-api.md section 3.1).
        case 13..<16: family == .local ? "waiting" : "waiting_for_scan"
        case 16: family == .registry ? "download_failed" : "failed"
        case 17: family == .registry ? "image_oversized" : "failed"
        default: "success"
        }
    }
}

/// When an image was pushed and scanned, in milliseconds since 1970.
private struct ImageTimes {
    let scan: Int64
    let update: Int64

    private static let hour: Int64 = 3_600_000
    private static let day = 24 * Self.hour

    init(_ place: ImagePlace, before dataTime: Int64, drawnFrom generator: inout SeededGenerator) {
        let isRecent = generator.number(below: 4) == 0
        let ages = isRecent ? Self.hour / 60..<Self.day : Self.day..<10 * Self.day
        self.scan = dataTime - ages.lowerBound - generator.number(below: ages.upperBound - ages.lowerBound)
        let newer = Int64(place.versions - 1 - place.version)
        // An older version was pushed before any newer one, in whatever order they were scanned.
        self.update =
            newer == 0
            ? self.scan - Self.hour / 6 - generator.number(below: 3 * Self.day)
            : dataTime - (5 + 9 * newer) * Self.day - generator.number(below: 8 * Self.day)
    }
}
