/// Which report to export (hss-api.md section 1.1).
public struct SecurityReportType: DocumentedValue {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Malicious files.
    public static let malwares = Self(rawValue: "malwares")
    /// Software.
    public static let apps = Self(rawValue: "apps")
    /// Files.
    public static let files = Self(rawValue: "files")
    /// Sensitive information.
    public static let sensitiveInfo = Self(rawValue: "sensitive-info")
    /// Software compliance.
    public static let nonCompliantApp = Self(rawValue: "non-compliant-app")
    /// Risky image build instructions.
    public static let buildCommandRisks = Self(rawValue: "build-command-risks")

    public static let documented = values([
        .malwares: "malicious files",
        .apps: "software",
        .files: "files",
        .sensitiveInfo: "sensitive information",
        .nonCompliantApp: "software compliance",
        .buildCommandRisks: "risky image build instructions",
    ])
}
