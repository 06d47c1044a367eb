import HSSSchema

/// Registry images: ListRegistryImages in hss-api.md section 3.1.
extension ImageColumn {
    static let registry: [ImageColumn] = [
        ImageColumn("id") { .integer($0.id) },
        namespace, imageName, imageID, imageDigest, imageVersion, imageType,
        text("registry_id") { $0.registryID },
        registryName, registryType, latestVersion, scanStatus, scanFailedCode, scanFailedDescription, imageSize,
        latestUpdateTime, latestScanTime, latestSyncTime, vulnerabilities, unsafeSettings, maliciousFiles,
        text("domain_name") { $0.type == .sharedImage ? "partner-\($0.place.block % 3 + 1)" : "simulated-account" },
        text("shared_status") { $0.type == .sharedImage ? ($0.index.isMultiple(of: 8) ? "expired" : "effective") : "" },
        flag("scannable") { $0.scanStatus != "image_oversized" },
        flag("is_multiple_arch") { $0.isMultipleArchitecture },
        text("instance_name") { $0.type == .instanceImage ? $0.instanceName : "" },
        text("instance_id") { $0.type == .instanceImage ? $0.registryID : "" },
        text("instance_url") { $0.type == .instanceImage ? "https://\($0.instanceName).swr-enterprise.example" : "" },
        severityLevel,
        ImageColumn("association_images") { .array($0.architectures.map { .object($0) }) },
    ]

    static let latestSyncTime = ImageColumn("latest_sync_time") { .integer($0.syncTime) }
}

extension CatalogImage {
    /// Milliseconds since 1970; soon after the push.
    var syncTime: Int64 { self.updateTime + Int64(self.place.block % 5 + 1) * 60_000 }

    /// Enterprise instances are named after what they serve.
    fileprivate var instanceName: String { self.place.block.isMultiple(of: 2) ? "prod" : "staging" }

    fileprivate var registryID: String {
        let isSecondInstance = self.type == .instanceImage && !self.place.block.isMultiple(of: 2)
        let number = isSecondInstance ? 6 : self.type.registryNumber
        let stream = GeneratorStream.image(.registries, .registry, number)
        return SeededGenerator(seed: self.seed, stream: stream).uuidText()
    }

    /// The images behind a multi-architecture one, one for each processor.
    fileprivate var architectures: [JSONObject] {
        guard self.isMultipleArchitecture else { return [] }
        var generator = self.generator(.architectures)
        return ["amd64", "arm64"].enumerated().map { position, architecture in
            [
                // Beyond all ids of the list itself.
                "id": .integer(900_000_000 + self.id * 2 + Int64(position)),
                "image_id": .string(generator.hex(64)),
                "image_name": .string(self.name),
                "image_version": .string("\(self.version)-\(architecture)"),
                "image_type": .string(self.type.rawValue),
                "namespace": .string(self.namespace),
                "image_digest": .string("sha256:" + generator.hex(64)),
                "scan_status": .string(self.scanStatus),
                "vul_num": .integer(Int64(self.counts.vulnerabilities)),
                "unsafe_setting_num": .integer(Int64(self.counts.unsafeSettings)),
                "malicious_file_num": .integer(Int64(self.counts.maliciousFiles)),
            ]
        }
    }
}
