/// The images of the simulated account: a pure function of the seed and an index, so that millions cost no memory.
struct ImageCatalog: Sendable {
    /// What `offset` reaches (hss-api.md section 3); an image beyond it could not be listed.
    static let limit = 2_000_000
    /// The bounds of the data's own time, in milliseconds since 1970: from 1973, so that nothing turns negative.
    static let times: ClosedRange<Int64> = 100_000_000_000...253_402_300_799_999

    let seed: UInt64
    /// "Now" for the data, in milliseconds since 1970-01-01 UTC: no scan is later.
    let dataTime: Int64
    private let registry: CatalogLayout
    private let others: CatalogLayout
    private let firstID: Int64

    /// - Parameter configuration: one that was checked, with its ``SimulatorConfiguration/dataTime`` set.
    init(_ configuration: SimulatorConfiguration) {
        let total = configuration.namespaces * configuration.imagesPerNamespace
        self.seed = configuration.seed
        self.dataTime = configuration.dataTime ?? Self.times.lowerBound
        self.registry = CatalogLayout(total: total, blocks: configuration.namespaces, hasUnnamed: true)
        self.others = CatalogLayout(
            total: total == 0 ? 0 : max(1, total * 2 / 5),
            blocks: configuration.namespaces,
            hasUnnamed: false
        )
        var generator = SeededGenerator(seed: self.seed, stream: GeneratorStream.image(.registries, .registry, 0))
        self.firstID = 1_000_000 + Int64(generator.number(below: 8_000_000))
    }

    func layout(of family: CatalogFamily) -> CatalogLayout {
        family == .registry ? self.registry : self.others
    }

    func count(of family: CatalogFamily) -> Int { self.layout(of: family).total }

    /// - Parameter index: below ``count(of:)``.
    func image(_ family: CatalogFamily, _ index: Int) -> CatalogImage {
        CatalogImage(family, index, of: self)
    }

    /// The registry images that name an organisation.
    func range(ofNamespace name: String) -> Range<Int> {
        guard let block = CatalogNames.number(ofNamespace: name), block < self.registry.blocks, self.registry.total > 0
        else { return 0..<0 }
        return self.registry.namedRange(of: block)
    }

    /// The `id` of a registry image.
    func id(ofRegistryImage index: Int) -> Int64 { self.firstID + Int64(index) }

    /// The registry image with that `id`, given as text as in `image_id_list`.
    func registryImage(withID id: String) -> Int? {
        guard let number = Int64(id), String(number) == id else { return nil }
        let (index, overflow) = number.subtractingReportingOverflow(self.firstID)
        return !overflow && index >= 0 && index < self.registry.total ? Int(index) : nil
    }
}
