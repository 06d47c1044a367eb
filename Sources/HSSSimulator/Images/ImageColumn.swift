import HSSSchema

/// One field of a row, by the service's name, and how an image gives it.
///
/// Filters compare with the same value that a row shows, so that the two cannot disagree.
struct ImageColumn: Sendable {
    typealias Value = @Sendable (CatalogImage) -> JSONValue

    let name: String
    let value: Value

    init(_ name: String, _ value: @escaping Value) {
        self.name = name
        self.value = value
    }

    static func text(_ name: String, _ value: @escaping @Sendable (CatalogImage) -> String) -> ImageColumn {
        ImageColumn(name) { .string(value($0)) }
    }

    static func number(_ name: String, _ value: @escaping @Sendable (CatalogImage) -> Int) -> ImageColumn {
        ImageColumn(name) { .integer(Int64(value($0))) }
    }

    static func flag(_ name: String, _ value: @escaping @Sendable (CatalogImage) -> Bool) -> ImageColumn {
        ImageColumn(name) { .bool(value($0)) }
    }
}

extension CatalogFamily {
    /// The fields of a row: hss-api.md section 3.1.
    var columns: [ImageColumn] {
        switch self {
        case .registry: ImageColumn.registry
        case .local: ImageColumn.local
        case .cicd: ImageColumn.cicd
        }
    }

    /// What `name` is of an image; nil when images of the family have nothing of that name.
    func value(_ name: String) -> ImageColumn.Value? {
        let hidden = self == .local ? ImageColumn.hiddenLocal : []
        return (self.columns + hidden).first { $0.name == name }?.value
    }
}

extension CatalogImage {
    var row: JSONObject {
        JSONObject(self.family.columns.lazy.map { ($0.name, $0.value(self)) })
    }

    /// What belongs into `image_id_list` (hss-api.md section 1.2, R5).
    var exportID: String { self.family == .registry ? "\(self.id)" : self.imageID }

    var imageID: String { self.generator(.imageID).hexText(64) }

    var digest: String { "sha256:" + self.generator(.digest).hexText(64) }

    /// "" before a scan: the level is known after it.
    var severity: String { self.isScanned ? self.counts.severity : "" }

    func generator(_ stream: ImageStream) -> SeededGenerator {
        SeededGenerator(seed: self.seed, stream: GeneratorStream.image(stream, self.family, self.index))
    }
}

extension SeededGenerator {
    /// The first hexadecimal digits of the sequence.
    func hexText(_ count: Int) -> String {
        var copy = self
        return copy.hex(count)
    }

    /// The first id of the sequence.
    func uuidText() -> String {
        var copy = self
        return copy.uuid()
    }
}
