import HSSSchema

/// What validation says of a field beyond its own values (contract section 3), for `hss explain`.
enum FieldRule {
    /// A line a rule: those that refuse a request, then those that warn.
    static func lines(_ field: FieldDeclaration) -> [String] {
        conflicts(field).map { "error: \($0)" } + warnings(field).map { "warning: \($0)" } + advice(field)
    }

    private static func conflicts(_ field: FieldDeclaration) -> [String] {
        switch field.name {
        case "image_id_list":
            ["missing beside operate_all = false", "Images of several families, or of another than image_type says"]
        case "operate_all": ["false without image_id_list"]
        case "image_type": ["another family than that of the Images in image_id_list"]
        case "start_latest_update_time": ["later than end_latest_update_time"]
        case "end_latest_update_time": ["earlier than start_latest_update_time"]
        case "start_latest_scan_time": ["later than end_latest_scan_time"]
        case "end_latest_scan_time": ["earlier than start_latest_scan_time"]
        default: []
        }
    }

    private static func warnings(_ field: FieldDeclaration) -> [String] {
        let ofRole =
            field.role == .filter
            ? ["given beside operate_all = false: whether HSS then heeds filters is not documented"] : []
        return ofRole + ofName(field.name)
    }

    private static func ofName(_ name: String) -> [String] {
        switch name {
        case "operate_all": ["true beside image_id_list", "false beside filters"]
        case "image_id_list":
            ["given beside operate_all = true: whether HSS then heeds it is not documented", "the same id twice"]
        case "cicd_name": ["given without image_type = \"cicd\""]
        case "instance_name": ["given beside another image_type than \"instance_image\""]
        case "namespace": ["given beside image_type = \"local_image\": local images have no organisation"]
        case "build_command_risk_level", "build_command_risk_name":
            [otherReport]
        case "build_command_rule_id_list": [otherReport, "the same id twice"]
        default: []
        }
    }

    private static let otherReport = "given beside another security_report_type than \"build-command-risks\""

    private static func advice(_ field: FieldDeclaration) -> [String] {
        guard let advice = field.advice else { return [] }
        let (least, most) = (advice.range.lowerBound, advice.range.upperBound)
        // The empty text is an error already.
        let length = least > 1 ? "not \(least) to \(most) characters" : "more than \(most) characters"
        return switch advice.subject {
        case .length: ["warning: \(length), the bounds of \(advice.source)"]
        case .itemLength: ["warning: an element of \(length), the bounds of \(advice.source)"]
        case .value: ["note: \(advice.source) take \(least) to \(most)"]
        }
    }
}
