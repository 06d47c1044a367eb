import HSSSchema

/// Build command rules: hss-api.md section 3.3.
extension ImageStore {
    /// One page of the rules that apply to a family, broken by an image or not.
    ///
    /// - Parameter parameters: a checked query.
    mutating func listRules(_ parameters: JSONObject) -> JSONObject {
        let family = Self.family(of: parameters)
        let use = self.use(ofRulesIn: family)
        let broken = self.rulesBroken(by: parameters["image_id"]?.stringValue, in: family)
        let (level, name) = (parameters["risk_level"]?.stringValue, parameters["risk_name"]?.stringValue)
        let rules = BuildRule.all(family, seed: self.catalog.seed).filter { rule in
            broken.contains(RuleSet(position: rule.position)) && (level == nil || level == rule.level)
                && (name == nil || name == rule.name)
        }
        let imageType = family == .cicd ? "cicd" : "registry"
        let page = rules.dropFirst(Self.offset(parameters)).prefix(Self.limit(parameters))
        return [
            "total_num": .integer(Int64(rules.count)),
            "data_list": .array(page.map { .object(use.row(of: $0, imageType: imageType)) }),
        ]
    }

    /// One page of the images that break a rule; none for a rule that does not exist.
    ///
    /// Their rows are those of the family's list, because what this one answers is not documented.
    mutating func listImagesOfRule(_ parameters: JSONObject) -> JSONObject {
        let family = Self.family(of: parameters)
        let rule = BuildRule.all(family, seed: self.catalog.seed).first { .string($0.id) == parameters["rule_id"] }
        let broken = rule.map { RuleSet(position: $0.position) } ?? []
        return self.page(of: ImageSelection(family: family, conditions: [.breaksRule(broken)]), parameters)
    }

    private static func family(of parameters: JSONObject) -> CatalogFamily {
        parameters["image_type"] == "cicd" ? .cicd : .registry
    }

    private mutating func rulesBroken(by imageID: String?, in family: CatalogFamily) -> RuleSet {
        guard let imageID, !imageID.isEmpty else { return .all }
        let condition = ImageCondition.equals("image_id", .string(imageID))
        let images = self.images(of: ImageSelection(family: family, conditions: [condition]))
        return images.prefix(1)
            .reduce(into: RuleSet()) { $0.formUnion(self.catalog.image(family, $1).counts.rules) }
    }
}
