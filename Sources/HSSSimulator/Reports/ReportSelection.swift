import HSSSchema

/// What an export body asks for: images, and of build command risks the rules.
struct ReportSelection: Sendable, Hashable {
    let images: ImageSelection
    let rules: RuleSet
}

extension ReportSelection {
    /// - Parameter body: one that was checked.
    init(_ body: JSONObject, seed: UInt64) {
        let type = body["image_type"]?.stringValue
        let family: CatalogFamily =
            switch type {
            case ImageOrigin.localImage.rawValue: .local
            case ImageOrigin.cicd.rawValue: .cicd
            // Without a type only repository images come (hss-api.md section 1.2, R4).
            default: .registry
            }
        if body["operate_all"] == .bool(false) {
            let ids = body["image_id_list"]?.arrayValue?.compactMap(\.stringValue) ?? []
            var conditions = [ImageCondition.exportID(Set(ids))]
            if family == .registry, let type { conditions.append(.equals("image_type", .string(type))) }
            self.images = ImageSelection(family: family, conditions: conditions)
        } else {
            self.images = ImageSelection(family, body)
        }
        self.rules = Self.rules(body, BuildRule.all(family, seed: seed))
    }

    private static func rules(_ body: JSONObject, _ rules: [BuildRule]) -> RuleSet {
        let level = body["build_command_risk_level"]?.stringValue
        let name = body["build_command_risk_name"]?.stringValue
        let ids = body["build_command_rule_id_list"]?.arrayValue.map { Set($0.compactMap(\.stringValue)) }
        let chosen = rules.filter { rule in
            (level == nil || level == rule.level) && (name == nil || name == rule.name)
                && (ids == nil || ids?.contains(rule.id) == true)
        }
        return chosen.reduce(into: RuleSet()) { $0.insert(RuleSet(position: $1.position)) }
    }
}
