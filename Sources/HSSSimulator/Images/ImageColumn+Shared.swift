import HSSSchema

/// Fields that rows of several families have.
extension ImageColumn {
    static let namespace = text("namespace") { $0.namespace }
    static let imageName = text("image_name") { $0.name }
    static let imageID = text("image_id") { $0.imageID }
    static let imageDigest = text("image_digest") { $0.digest }
    static let imageVersion = text("image_version") { $0.version }
    static let imageType = text("image_type") { $0.type.rawValue }
    static let registryName = text("registry_name") { $0.type.registryName }
    static let registryType = text("registry_type") { $0.type.registryType }
    static let latestVersion = flag("latest_version") { $0.place.isLatest }
    static let scanStatus = text("scan_status") { $0.scanStatus }
    static let scanFailedCode = text("scan_failed_code") { $0.scanFailure?.code ?? "" }
    static let scanFailedDescription = text("scan_failed_desc") { $0.scanFailure?.description ?? "" }
    static let imageSize = ImageColumn("image_size") { .integer($0.size) }
    static let latestUpdateTime = ImageColumn("latest_update_time") { .integer($0.updateTime) }
    static let latestScanTime = ImageColumn("latest_scan_time") { .integer($0.scanTime) }
    static let vulnerabilities = number("vul_num") { $0.counts.vulnerabilities }
    static let unsafeSettings = number("unsafe_setting_num") { $0.counts.unsafeSettings }
    static let maliciousFiles = number("malicious_file_num") { $0.counts.maliciousFiles }
    static let severityLevel = text("severity_level") { $0.severity }
}

extension CatalogImage {
    /// Why a scan failed; codes and texts are the simulator's own.
    fileprivate var scanFailure: (code: String, description: String)? {
        switch self.scanStatus {
        case "failed": ("scan_failed", "the scan ended with an error")
        case "download_failed": ("download_failed", "the image could not be downloaded")
        case "image_oversized": ("image_oversized", "the image is too large to be scanned")
        default: nil
        }
    }
}
