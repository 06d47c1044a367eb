import HSSSchema

/// The positions of selected images, in order.
enum SelectedImages: Sendable, Hashable {
    case range(Range<Int>)
    case listed([UInt32])
}

extension SelectedImages: RandomAccessCollection {
    var startIndex: Int { 0 }

    var endIndex: Int {
        switch self {
        case .range(let range): range.count
        case .listed(let indices): indices.count
        }
    }

    subscript(position: Int) -> Int {
        switch self {
        case .range(let range): range.lowerBound + position
        case .listed(let indices): Int(indices[position])
        }
    }
}

/// Finds selected images, and remembers what the last few searches found, so that paging through them stays cheap.
struct ImageSelections: Sendable {
    private static let memory = 4

    let catalog: ImageCatalog
    private var remembered: [(selection: ImageSelection, images: SelectedImages)] = []

    init(_ catalog: ImageCatalog) {
        self.catalog = catalog
    }

    mutating func images(of selection: ImageSelection) -> SelectedImages {
        if let range = self.range(of: selection) { return .range(range) }
        if let position = self.remembered.firstIndex(where: { $0.selection == selection }) {
            self.remembered.append(self.remembered.remove(at: position))
            return self.remembered.last?.images ?? .listed([])
        }
        let images = SelectedImages.listed(self.search(selection))
        if self.remembered.count == Self.memory { self.remembered.removeFirst() }
        self.remembered.append((selection, images))
        return images
    }

    /// The images as a range, where arithmetic finds them.
    private func range(of selection: ImageSelection) -> Range<Int>? {
        guard selection.order == .asListed, case (.range(let range), []) = self.candidates(of: selection) else {
            return nil
        }
        return range
    }

    /// Images among which all selected ones are, and what else those must meet.
    private func candidates(of selection: ImageSelection) -> (SelectedImages, [ImageCondition]) {
        var others = selection.conditions
        guard selection.family == .registry else {
            return (.range(0..<self.catalog.count(of: selection.family)), others)
        }
        for (position, condition) in others.enumerated() {
            switch condition {
            case .exportID(let ids):
                others.remove(at: position)
                return (.listed(ids.compactMap(self.catalog.registryImage).map(UInt32.init).sorted()), others)
            case .equals("namespace", .string(let name)):
                others.remove(at: position)
                return (.range(self.catalog.range(ofNamespace: name)), others)
            default: break
            }
        }
        return (.range(0..<self.catalog.count(of: .registry)), others)
    }

    private func search(_ selection: ImageSelection) -> [UInt32] {
        let family = selection.family
        let (candidates, conditions) = self.candidates(of: selection)
        let tests = conditions.compactMap { $0.test(in: family) }
        var found: [UInt32] = []
        var scanTimes: [Int64] = []
        for index in candidates {
            let image = self.catalog.image(family, index)
            guard tests.allSatisfy({ $0(image) }) else { continue }
            found.append(UInt32(index))
            if selection.order != .asListed { scanTimes.append(image.scanTime) }
        }
        guard case .scanTime(let descending) = selection.order else { return found }
        return zip(found, scanTimes)
            .sorted { $0.1 == $1.1 ? $0.0 < $1.0 : ($0.1 < $1.1) != descending }
            .map(\.0)
    }
}
