import HSSSchema

/// Local and CI/CD images: ListImageLocal and ListCicdImages in hss-api.md section 3.1.
extension ImageColumn {
    static let local: [ImageColumn] = [
        imageName, imageID, imageDigest, imageVersion,
        text("local_image_type") { $0.place.name % 3 == 2 ? "other_image" : "swr_image" },
        scanStatus, imageSize, latestUpdateTime, latestScanTime, vulnerabilities, unsafeSettings, maliciousFiles,
        number("host_num") { $0.hostCount },
        number("container_num") { $0.containerCount },
        number("component_num") { $0.counts.software },
        scanFailedDescription, severityLevel,
        text("host_name") { "node-\($0.host + 1)" },
        text("host_id") { $0.hostGenerator.uuidText() },
        text("agent_id") { $0.hostGenerator.hexText(64) },
        text("non_scan_reason") { $0.scanStatus == "unscan" ? "no scan was started yet" : "" },
    ]

    /// What local images can be filtered by without their rows showing it; "" for an image without a container.
    static let hiddenLocal: [ImageColumn] = [
        text("host_ip") { "192.168.\($0.host / 250 % 250).\($0.host % 250 + 1)" },
        ofContainer("container_id") { $0.generator(.container).hexText(64) },
        ofContainer("container_name") { "\($0.workload)-\($0.index)" },
        ofContainer("pod_id") { $0.generator(.container).uuidText() },
        ofContainer("pod_name") { "\($0.workload)-\($0.generator(.container).hexText(5))" },
    ]

    static let cicd: [ImageColumn] = [
        imageID,
        text("cicd_name") { "\($0.place.name.isMultiple(of: 2) ? "build" : "release")-\($0.namespace)" },
        namespace, imageName, imageDigest, imageVersion, registryName, imageType, registryType, latestVersion,
        scanStatus, scanFailedCode, scanFailedDescription, imageSize, latestUpdateTime, latestScanTime,
        vulnerabilities, unsafeSettings, maliciousFiles, severityLevel,
        text("pipeline_type") { $0.place.block.isMultiple(of: 2) ? "jenkins" : "codearts" },
    ]

    private static func ofContainer(
        _ name: String,
        _ value: @escaping @Sendable (CatalogImage) -> String
    ) -> ImageColumn {
        text(name) { $0.containerCount > 0 ? value($0) : "" }
    }
}

extension CatalogImage {
    fileprivate var host: Int { self.index % self.hosts }

    fileprivate var hostGenerator: SeededGenerator {
        SeededGenerator(seed: self.seed, stream: GeneratorStream.image(.host, .local, self.host))
    }

    /// The name without the part before the slash.
    fileprivate var workload: Substring { self.name.split(separator: "/").last ?? "" }
}
