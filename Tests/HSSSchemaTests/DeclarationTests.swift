import HSSSchema
import Testing

@Suite("The declaration")
struct DeclarationTests {
    struct Row: Sendable {
        let name: String
        let type: String
        var values: [String] = []
        var required = false
        var advice: ClosedRange<Int64>?
        var unit: String?
    }

    /// The facts of hss-schema.json, restated.
    static let documented: [Row] = [
        Row(name: "export_size", type: "int32", required: true),
        Row(
            name: "security_report_type",
            type: "enum",
            values: ["malwares", "apps", "files", "sensitive-info", "non-compliant-app", "build-command-risks"],
            required: true
        ),
        Row(name: "image_id_list", type: "list"),
        Row(name: "operate_all", type: "boolean", required: true),
        Row(
            name: "image_type",
            type: "enum",
            values: [
                "private_image", "shared_image", "local_image", "instance_image", "harbor", "jfrog", "cicd",
            ]
        ),
        Row(
            name: "scan_status",
            type: "enum",
            values: ["unscan", "success", "scanning", "failed", "download_failed", "image_oversized"]
        ),
        Row(name: "namespace", type: "string", advice: 0...65535),
        Row(name: "image_name", type: "string", advice: 0...65535),
        Row(name: "image_version", type: "string", advice: 0...65535),
        Row(name: "image_id", type: "string", advice: 0...128),
        Row(name: "latest_version", type: "boolean"),
        Row(name: "image_size", type: "int64", advice: 0...2_147_483_547, unit: "bytes"),
        Row(name: "start_latest_update_time", type: "int64", unit: "ms"),
        Row(name: "end_latest_update_time", type: "int64", unit: "ms"),
        Row(name: "start_latest_scan_time", type: "int64", unit: "ms"),
        Row(name: "end_latest_scan_time", type: "int64", unit: "ms"),
        Row(name: "has_malicious_file", type: "boolean"),
        Row(name: "has_vul", type: "boolean"),
        Row(name: "has_unsafe_setting", type: "boolean"),
        Row(name: "risky", type: "boolean"),
        Row(name: "severity_level", type: "enum", values: ["Security", "Low", "Medium", "High"]),
        Row(name: "instance_name", type: "string", advice: 0...128),
        Row(name: "cicd_name", type: "string", advice: 0...128),
        Row(name: "build_command_risk_level", type: "enum", values: ["critical", "high", "medium", "low"]),
        Row(name: "build_command_risk_name", type: "string", advice: 1...128),
        Row(name: "build_command_rule_id_list", type: "list", advice: 1...64),
    ]

    @Test("The body has the 26 documented fields in the documented order")
    func names() {
        #expect(ExportSchema.fields.map(\.name) == Self.documented.map(\.name))
        #expect(ExportSchema.fields.count == 26)
        #expect(ExportSchema.requestFields.map(\.name).last == "enterprise_project_id")
    }

    @Test("A field has its documented type, values and bounds", arguments: documented)
    func facts(row: Row) throws {
        let field = try #require(ExportSchema.field(named: row.name))
        let type =
            switch field.type {
            case .integer32: "int32"
            case .integer64: "int64"
            case .boolean: "boolean"
            case .string: "string"
            case .stringList: "list"
            case .enumeration: "enum"
            }
        #expect(type == row.type)
        #expect(field.enumValues.map(\.value) == row.values)
        #expect(field.enumValues.allSatisfy { !$0.meaning.isEmpty })
        #expect(field.isRequired == row.required)
        #expect(field.advice?.range == row.advice)
        #expect(field.unit?.rawValue == row.unit)
        #expect(!field.documentation.isEmpty)
    }

    @Test("enterprise_project_id is a query parameter of 1 to 256 characters")
    func enterpriseProject() {
        #expect(ExportSchema.enterpriseProjectID.role == .query)
        #expect(ExportSchema.enterpriseProjectID.bounds.maximumLength == 256)
        #expect(ExportSchema.field(named: "enterprise_project_id") == ExportSchema.enterpriseProjectID)
        #expect(ExportSchema.field(named: "project_id") == nil)
    }

    @Test("The filters are the fields that narrow an export of all images")
    func filters() {
        let others = ["export_size", "security_report_type", "image_id_list", "operate_all", "image_type"]
        let filters = ExportSchema.fields.filter { $0.role == .filter }.map(\.name)
        #expect(filters == Self.documented.map(\.name).filter { !others.contains($0) })
    }

    @Test("The README table has a row a field")
    func markdown() {
        let lines = ExportSchema.markdownTable.split(separator: "\n")
        #expect(lines.count == 2 + 27)
        #expect(lines[2] == "| `export_size` | integer (int32) | yes | 1 to 2147483647 | How many rows to export. |")
        let isTable = lines.allSatisfy { $0.hasPrefix("|") && $0.hasSuffix("|") && $0.count { $0 == "|" } == 6 }
        #expect(isTable)
    }
}
