/// Where an image stands among those of its family.
struct ImagePlace: Sendable, Hashable {
    /// Number of the organisation.
    let block: Int
    /// False for the few images of third-party registries that belong to no organisation.
    let isNamed: Bool
    /// Number of the image name within the organisation, or among the block's images without one.
    let name: Int
    /// Age rank of the version: 0 is the oldest.
    let version: Int
    /// How many versions of the name there are.
    let versions: Int

    var isLatest: Bool { self.version == self.versions - 1 }
}

/// How the images of a family are laid out over organisations, so that any of them is found by arithmetic.
struct CatalogLayout: Sendable, Hashable {
    static let versionsPerName = 4
    /// One image in so many has no organisation.
    private static let imagesPerUnnamed = 25
    /// Brings the first one without an organisation forward, so that small catalogs have one too.
    private static let unnamedLead = 17

    let total: Int
    let blocks: Int
    let hasUnnamed: Bool

    /// The images of a block are contiguous; those without an organisation stand at its end.
    func range(of block: Int) -> Range<Int> {
        self.start(of: block)..<self.start(of: block + 1)
    }

    /// The images that name the block's organisation.
    func namedRange(of block: Int) -> Range<Int> {
        let range = self.range(of: block)
        return range.lowerBound..<(range.upperBound - self.unnamedCount(in: range))
    }

    func place(of index: Int) -> ImagePlace {
        let block = index * self.blocks / self.total
        let (range, named) = (self.range(of: block), self.namedRange(of: block))
        let isNamed = index < named.upperBound
        let segment = isNamed ? named : named.upperBound..<range.upperBound
        let (name, version) = (index - segment.lowerBound).quotientAndRemainder(dividingBy: Self.versionsPerName)
        return ImagePlace(
            block: block,
            isNamed: isNamed,
            name: name,
            version: version,
            versions: min(Self.versionsPerName, segment.count - name * Self.versionsPerName)
        )
    }

    private func start(of block: Int) -> Int {
        (block * self.total + self.blocks - 1) / self.blocks
    }

    private func unnamedCount(in range: Range<Int>) -> Int {
        guard self.hasUnnamed, range.count > 1 else { return 0 }
        // Spread evenly over all blocks instead of drawn; always fewer than the block has images.
        return (range.upperBound + Self.unnamedLead) / Self.imagesPerUnnamed
            - (range.lowerBound + Self.unnamedLead) / Self.imagesPerUnnamed
    }
}
