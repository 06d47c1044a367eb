/// What `security_report_type` can be (hss-api.md sections 1.1 and 3.4).
enum ReportType: String, Sendable, Hashable, CaseIterable {
    case malwares
    case apps
    case files
    case sensitiveInfo = "sensitive-info"
    case nonCompliantApp = "non-compliant-app"
    case buildCommandRisks = "build-command-risks"
    /// Counted only; its export is an endpoint of its own.
    case vulnerability
    /// Counted only; its export is an endpoint of its own.
    case riskConfig = "risk-config"
}

extension ReportType {
    /// How many rows an image has in such a report.
    ///
    /// - Parameter rules: the build command rules that are asked for.
    func rowCount(of image: CatalogImage, rules: RuleSet) -> Int {
        let counts = image.counts
        return switch self {
        case .malwares: counts.maliciousFiles
        case .apps: counts.software
        case .files: counts.files
        case .sensitiveInfo: counts.sensitiveFiles
        case .nonCompliantApp: counts.nonCompliantSoftware
        case .buildCommandRisks: counts.rules.intersection(rules).count
        case .vulnerability: counts.vulnerabilities
        case .riskConfig: counts.unsafeSettings
        }
    }
}
