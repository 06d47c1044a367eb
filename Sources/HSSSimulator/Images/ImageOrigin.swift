/// Where an image comes from, with the words of `image_type` and `registry_type` (hss-api.md section 3.1).
enum ImageOrigin: String, Sendable, Hashable {
    case privateImage = "private_image"
    case sharedImage = "shared_image"
    case instanceImage = "instance_image"
    case harbor
    case jfrog
    case localImage = "local_image"
    case cicd

    /// Half of the names and more are private; the others take turns, so that small catalogs have all of them.
    private static let turns: [ImageOrigin] = [
        .privateImage, .privateImage, .sharedImage, .privateImage, .instanceImage, .privateImage, .harbor,
        .privateImage, .jfrog, .privateImage,
    ]

    /// All versions of a name are of one type.
    init(_ family: CatalogFamily, _ place: ImagePlace, layout: CatalogLayout, seed: UInt64) {
        switch family {
        case .local:
            self = .localImage
        case .cicd:
            self = .cicd
        case .registry where !place.isNamed:
            // Organisations are a notion of SWR; only other registries do without.
            self = (place.block + place.name).isMultiple(of: 2) ? .harbor : .jfrog
        case .registry:
            let size = layout.total / layout.blocks
            let names = (size + CatalogLayout.versionsPerName - 1) / CatalogLayout.versionsPerName
            self = Self.turns[(place.block * names + place.name + Int(seed % 10)) % Self.turns.count]
        }
    }

    var registryType: String {
        switch self {
        case .privateImage, .localImage, .cicd: "SwrPrivate"
        case .sharedImage: "SwrShared"
        case .instanceImage: "SwrEnterprise"
        case .harbor: "Harbor"
        case .jfrog: "Jfrog"
        }
    }

    var registryName: String {
        switch self {
        case .privateImage, .localImage, .cicd: "swr-private"
        case .sharedImage: "swr-shared"
        case .instanceImage: "swr-enterprise"
        case .harbor: "harbor-hq"
        case .jfrog: "jfrog-hq"
        }
    }

    /// Which of the account's registries it is, for ids.
    var registryNumber: Int {
        switch self {
        case .privateImage, .localImage, .cicd: 1
        case .sharedImage: 2
        case .instanceImage: 3
        case .harbor: 4
        case .jfrog: 5
        }
    }
}
