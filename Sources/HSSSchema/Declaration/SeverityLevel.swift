/// The risk of an image, known after a scan; capitalised (hss-api.md section 1.1).
public struct SeverityLevel: DocumentedValue {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Safe.
    public static let security = Self(rawValue: "Security")
    /// Low risk.
    public static let low = Self(rawValue: "Low")
    /// Medium risk.
    public static let medium = Self(rawValue: "Medium")
    /// High risk.
    public static let high = Self(rawValue: "High")

    public static let documented = values([
        .security: "safe",
        .low: "low risk",
        .medium: "medium risk",
        .high: "high risk",
    ])
}
