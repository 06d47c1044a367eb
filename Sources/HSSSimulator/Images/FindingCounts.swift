/// How much was found in an image: the source of its row, of statistics and of report files alike.
struct FindingCounts: Sendable, Hashable {
    var maliciousFiles = 0
    var vulnerabilities = 0
    var unsafeSettings = 0
    var software = 0
    var files = 0
    var sensitiveFiles = 0
    var nonCompliantSoftware = 0
    /// The build command rules that the image breaks, by position among the rules of its family.
    var rules = RuleSet()

    var isRisky: Bool { self.maliciousFiles + self.vulnerabilities + self.unsafeSettings > 0 }

    /// The level of a scanned image.
    var severity: String {
        if self.maliciousFiles > 0 || self.vulnerabilities > 30 { return "High" }
        if self.vulnerabilities > 10 || self.unsafeSettings > 6 { return "Medium" }
        return self.isRisky ? "Low" : "Security"
    }
}

extension FindingCounts {
    init(of family: CatalogFamily, drawnFrom generator: inout SeededGenerator) {
        self.maliciousFiles = generator.number(below: 6) == 0 ? 1 + generator.number(below: 4) : 0
        self.vulnerabilities = generator.number(below: 5) == 0 ? 0 : 1 + generator.number(below: 60)
        self.unsafeSettings = generator.number(below: 5) < 2 ? 0 : 1 + generator.number(below: 12)
        self.software = 5 + generator.number(below: 30)
        self.files = 8 + generator.number(below: 40)
        self.sensitiveFiles = generator.number(below: 4)
        self.nonCompliantSoftware = generator.number(below: 3)
        // The lists of rules know registry and CI/CD images only (hss-api.md section 1.2, R10).
        let isBuilt = family != .local
        // Three draws leave one rule in eight.
        let bits = generator.next() & generator.next() & generator.next()
        self.rules = isBuilt ? RuleSet(rawValue: UInt32(truncatingIfNeeded: bits)).intersection(.all) : []
    }
}
