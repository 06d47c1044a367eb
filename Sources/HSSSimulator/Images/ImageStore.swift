import HSSSchema

/// The images of the account as its lists and reports ask for them.
struct ImageStore: Sendable {
    let catalog: ImageCatalog
    private var selections: ImageSelections
    private var uses: [CatalogFamily: RuleUse] = [:]

    init(_ configuration: SimulatorConfiguration) {
        self.catalog = ImageCatalog(configuration)
        self.selections = ImageSelections(self.catalog)
    }

    /// One page of a list of images (hss-api.md section 3.1).
    ///
    /// - Parameter parameters: a checked query.
    mutating func list(_ family: CatalogFamily, _ parameters: JSONObject) -> JSONObject {
        let fields = family == .local ? Self.withoutVoidTimes(parameters) : parameters
        return self.page(of: ImageSelection(family, fields), parameters)
    }

    /// `GET /image/asset/statistics` (hss-api.md section 3.2).
    var assets: JSONObject {
        [
            "local_num": .integer(Int64(self.catalog.count(of: .local))),
            "cicd_num": .integer(Int64(self.catalog.count(of: .cicd))),
            "registry_num": .integer(Int64(self.catalog.count(of: .registry))),
        ]
    }

    mutating func images(of selection: ImageSelection) -> SelectedImages {
        self.selections.images(of: selection)
    }

    /// How often the rules of a family are broken; looked through all images once.
    mutating func use(ofRulesIn family: CatalogFamily) -> RuleUse {
        if let use = self.uses[family] { return use }
        let use = RuleUse(family, in: self.catalog)
        self.uses[family] = use
        return use
    }

    mutating func page(of selection: ImageSelection, _ parameters: JSONObject) -> JSONObject {
        let images = self.images(of: selection)
        let page = images.dropFirst(Self.offset(parameters)).prefix(Self.limit(parameters))
        let rows = page.map { JSONValue.object(self.catalog.image(selection.family, $0).row) }
        return ["total_num": .integer(Int64(images.count)), "data_list": .array(rows)]
    }

    static func offset(_ parameters: JSONObject) -> Int { Int(parameters["offset"]?.integerValue ?? 0) }

    static func limit(_ parameters: JSONObject) -> Int { Int(parameters["limit"]?.integerValue ?? 10) }

    /// The local list wants both ends of a span, in order, and otherwise filters by none (hss-api.md section 1.2, R11).
    private static func withoutVoidTimes(_ parameters: JSONObject) -> JSONObject {
        var fields = parameters
        for time in ["latest_update_time", "latest_scan_time"] {
            let (start, end) = ("start_\(time)", "end_\(time)")
            if let from = fields[start]?.integerValue, let to = fields[end]?.integerValue, from < to { continue }
            (fields[start], fields[end]) = (nil, nil)
        }
        return fields
    }
}
