/// The scan state of an image (hss-api.md section 1.1).
public struct ScanStatus: DocumentedValue {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Not scanned.
    public static let unscan = Self(rawValue: "unscan")
    /// Scan finished.
    public static let success = Self(rawValue: "success")
    /// Being scanned.
    public static let scanning = Self(rawValue: "scanning")
    /// Scan failed.
    public static let failed = Self(rawValue: "failed")
    /// Download failed.
    public static let downloadFailed = Self(rawValue: "download_failed")
    /// Image too large.
    public static let imageOversized = Self(rawValue: "image_oversized")

    public static let documented = values([
        .unscan: "not scanned",
        .success: "scan finished",
        .scanning: "being scanned",
        .failed: "scan failed",
        .downloadFailed: "download failed",
        .imageOversized: "image too large",
    ])
}
