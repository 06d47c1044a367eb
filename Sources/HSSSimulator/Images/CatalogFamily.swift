/// One of the three image lists of HSS (hss-api.md section 3.1).
enum CatalogFamily: UInt64, Sendable, Hashable, CaseIterable {
    case registry
    case local
    case cicd
}

/// What is drawn for an image; each kind has numbers of its own, so that a new one changes no data.
enum ImageStream: UInt64, Sendable {
    case facts = 2
    case imageID
    case digest
    case architectures
    case host
    case container
    case rules
    case registries
    case findings
}

extension GeneratorStream {
    /// - Parameter index: below 2^28.
    static func image(_ kind: ImageStream, _ family: CatalogFamily, _ index: Int) -> UInt64 {
        kind.rawValue << 32 | family.rawValue << 28 | UInt64(index)
    }
}
