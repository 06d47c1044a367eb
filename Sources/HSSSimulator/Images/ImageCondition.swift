import HSSSchema

/// One thing asked of an image.
enum ImageCondition: Sendable, Hashable {
    /// The field of that name has exactly that value.
    case equals(String, JSONValue)
    case nameContains(String)
    /// A count of that name is above zero, or is zero.
    case hasAny(String, Bool)
    case isRisky(Bool)
    /// A time of that name lies within the bounds, both inclusive; images without that time lie nowhere.
    case time(String, from: Int64?, to: Int64?)
    /// One of these ids as `image_id_list` has them.
    case exportID(Set<String>)
    case breaksRule(RuleSet)
    /// Holds a software of that name.
    case software(String)
}

extension ImageCondition {
    typealias Test = @Sendable (CatalogImage) -> Bool

    /// Prepared once for a scan over many images; nil where images of the family have nothing of that name.
    func test(in family: CatalogFamily) -> Test? {
        switch self {
        case .equals(let name, let wanted):
            guard let value = family.value(name) else { return nil }
            return { value($0) == wanted }
        case .nameContains(let part):
            return { $0.name.contains(part) }
        case .hasAny(let name, let wanted):
            guard let value = family.value(name) else { return nil }
            return { (value($0).integerValue ?? 0 > 0) == wanted }
        case .isRisky(let wanted):
            return { $0.counts.isRisky == wanted }
        case .time(let name, let from, let to):
            guard let value = family.value(name) else { return nil }
            let bounds = (from ?? 1, to ?? .max)
            return { image in
                let time = value(image).integerValue ?? 0
                return time > 0 && bounds.0 <= time && time <= bounds.1
            }
        case .exportID(let ids):
            return { ids.contains($0.exportID) }
        case .breaksRule(let rules):
            return { !$0.counts.rules.isDisjoint(with: rules) }
        case .software(let name):
            return { image in (0..<image.counts.software).contains { image.software($0).name == name } }
        }
    }
}

extension CatalogImage {
    /// The name and the package manager of one of its pieces of software.
    func software(_ position: Int) -> (name: String, kind: String) {
        CatalogNames.software[(position * 5 + self.index) % CatalogNames.software.count]
    }
}
