/// The risk of a build instruction; lower case (hss-api.md section 1.1).
public struct BuildCommandRiskLevel: DocumentedValue {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Critical risk.
    public static let critical = Self(rawValue: "critical")
    /// High risk.
    public static let high = Self(rawValue: "high")
    /// Medium risk.
    public static let medium = Self(rawValue: "medium")
    /// Low risk.
    public static let low = Self(rawValue: "low")

    public static let documented = values([
        .critical: "critical risk",
        .high: "high risk",
        .medium: "medium risk",
        .low: "low risk",
    ])
}
