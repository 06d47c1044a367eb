/// The list that an image came from. One export takes images of one family (hss-api.md section 1.2, R4 to R6).
public enum ImageFamily: String, Sendable, Hashable, CaseIterable {
    case registry
    case local
    case cicd

    /// The `image_type` that an export of this family must have; nil for registry images, which need none.
    public var imageType: ImageType? {
        switch self {
        case .registry: nil
        case .local: .localImage
        case .cicd: .cicd
        }
    }

    /// The family that an `image_type` belongs to; nil for a value that this version does not know.
    public init?(_ imageType: ImageType) {
        switch imageType {
        case .localImage: self = .local
        case .cicd: self = .cicd
        default:
            guard ImageType.documented.contains(where: { $0.value == imageType.rawValue }) else { return nil }
            self = .registry
        }
    }
}
