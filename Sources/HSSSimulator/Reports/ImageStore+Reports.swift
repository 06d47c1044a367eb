import HSSSchema

/// What an export body selects, counted and as a file.
extension ImageStore {
    /// How many rows such a report has (hss-api.md section 3.4).
    ///
    /// - Parameter body: one that was checked; of the statistic's own fields, `vul_type` and `vul_id_list` narrow nothing,
    ///   because the sample data knows vulnerabilities by their number only.
    mutating func rowCount(_ type: ReportType, _ body: JSONObject) -> Int64 {
        let selection = ReportSelection(body, seed: self.catalog.seed)
        let (catalog, family) = (self.catalog, selection.images.family)
        var count: Int64 = 0
        for index in self.images(of: selection.images) {
            count += Int64(type.rowCount(of: catalog.image(family, index), rules: selection.rules))
        }
        return count
    }

    /// The file of a task.
    ///
    /// - Parameter body: one that was checked.
    /// - Returns: nil when it would be too large for a zip.
    mutating func file(_ body: JSONObject) -> [UInt8]? {
        guard let type = body["security_report_type"]?.stringValue.flatMap(ReportType.init) else { return nil }
        let selection = ReportSelection(body, seed: self.catalog.seed)
        let family = selection.images.family
        let rules = BuildRule.all(family, seed: self.catalog.seed)
            .filter { selection.rules.contains(RuleSet(position: $0.position)) }
        return ZippedReport(
            findings: ReportFindings(type, rules: rules),
            catalog: self.catalog,
            family: family,
            images: self.images(of: selection.images),
            limit: body["export_size"]?.integerValue ?? 0
        ).bytes
    }
}
