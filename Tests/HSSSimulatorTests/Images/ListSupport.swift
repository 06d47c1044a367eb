import HSSSchema

@testable import HSSSimulator

/// The paths of the lists of images, as they follow `/v5/{project_id}`.
extension CatalogFamily {
    var path: String {
        switch self {
        case .registry: "/image/registries/images"
        case .local: "/image/local-repositories"
        case .cicd: "/image/cicd/images"
        }
    }
}

extension SimulatorConfiguration {
    static func images(_ namespaces: Int, _ images: Int, seed: UInt64 = 1) -> SimulatorConfiguration {
        var configuration = SimulatorConfiguration(seed: seed)
        (configuration.namespaces, configuration.imagesPerNamespace) = (namespaces, images)
        return configuration
    }
}

extension ServiceUnderTest {
    /// All rows of a list, page by page.
    mutating func all(_ path: String, _ filters: String..., limit: Int = 200) -> [JSONObject] {
        var rows: [JSONObject] = []
        while true {
            let query = (filters + ["limit=\(limit)", "offset=\(rows.count)"]).joined(separator: "&")
            let answer = self.send("GET", "\(path)?\(query)")
            let page = answer.json.array("data_list").compactMap(\.objectValue)
            rows += page
            guard !page.isEmpty, rows.count < answer.json["total_num"]?.integerValue ?? 0 else { return rows }
        }
    }
}

extension JSONObject {
    func text(_ name: String) -> String { self[name]?.stringValue ?? "" }
    func number(_ name: String) -> Int64 { self[name]?.integerValue ?? .min }
    func flag(_ name: String) -> Bool { self[name] == true }
}
