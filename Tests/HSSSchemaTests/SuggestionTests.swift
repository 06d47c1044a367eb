import HSSSchema
import Testing

@Suite("Suggestions")
struct SuggestionTests {
    @Test(
        "Case, separators, plural and slips of the finger are seen through",
        arguments: [
            ("security_report_type", "malware", "malwares"),
            ("security_report_type", "Malwares", "malwares"),
            ("security_report_type", "app", "apps"),
            ("security_report_type", "sensitive_info", "sensitive-info"),
            ("security_report_type", "SENSITIVE_INFOS", "sensitive-info"),
            ("security_report_type", "build_command_risk", "build-command-risks"),
            ("security_report_type", "non-complaint-app", "non-compliant-app"),
            ("security_report_type", "mawlares", "malwares"),
            ("image_type", "private", nil),
            ("image_type", "localimage", "local_image"),
            ("image_type", "CICD", "cicd"),
            ("scan_status", "unscanned", "unscan"),
            ("scan_status", "sucess", "success"),
            ("severity_level", "high", "High"),
            ("severity_level", "critical", nil),
            ("build_command_risk_level", "High", "high"),
            ("security_report_type", "zzz", nil),
            ("security_report_type", "x", nil),
        ] as [(String, String, String?)]
    )
    func values(field: String, given: String, suggestion: String?) throws {
        let values = try #require(ExportSchema.field(named: field)).enumValues.map(\.value)
        #expect(Suggestion.nearest(to: given, in: values) == suggestion)
    }

    @Test(
        "The nearest field is found",
        arguments: [
            ("namspace", "namespace"), ("nameSpace", "namespace"), ("exportSize", "export_size"),
            ("export_sizes", "export_size"), ("image_ids_list", "image_id_list"), ("hasVul", "has_vul"),
            ("enterprise_project", "enterprise_project_id"), ("enterpriseProjectId", "enterprise_project_id"),
            ("riksy", "risky"),
            ("start_lastest_update_time", "start_latest_update_time"), ("foo", nil), ("", nil), ("_", nil),
        ] as [(String, String?)]
    )
    func fields(given: String, suggestion: String?) {
        #expect(Suggestion.nearest(to: given, in: ExportSchema.requestFields.map(\.name)) == suggestion)
    }

    @Test("The first of equally near candidates is taken, never the name itself")
    func ties() {
        #expect(Suggestion.nearest(to: "cat", in: ["bat", "hat"]) == "bat")
        #expect(Suggestion.nearest(to: "cat", in: ["cat", "hat"]) == "hat")
        #expect(Suggestion.nearest(to: "Print", in: ["paint", "print"]) == "print")
    }

    @Test("A very long name has no suggestion")
    func long() {
        #expect(Suggestion.nearest(to: String(repeating: "a", count: 1_000_000), in: ["aaaa"]) == nil)
    }
}
