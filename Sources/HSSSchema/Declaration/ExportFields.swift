/// The 26 body fields of ExportImageSecurityReportTask in the documented order (hss-api.md section 1.1).
///
/// This is the declaration that validation, JSON coding, JSON Schema and reference tables are derived from: the type
/// argument gives type and enum values, the text says what the field means. A new field is one line here.
// A table, which reads as one only with a field a line:
// swift-format-ignore
public struct ExportFields: Sendable {
    public let exportSize = Field<Int32>("export_size", .required, bounds: .positive, note: "rows to export", "How many rows to export.")
    public let securityReportType = Field<SecurityReportType>("security_report_type", .required, note: "which report to export", "Which report to export.")
    public let imageIDList = Field<[String]>("image_id_list", .selection, "Images to export; needed when operate_all is false. image_id for local and CI/CD images, the list row's id (as text) for repository images.")
    public let operateAll = Field<Bool>("operate_all", .required, "True: all images that match the filters. False: the images in image_id_list.")
    public let imageType = Field<ImageType>("image_type", .selection, "Image family; must be given for local and CI/CD images, absent means repository images.")
    public let scanStatus = Field<ScanStatus>("scan_status", .filter, "Filter by scan state.")
    public let namespace = Field<String>("namespace", .filter, advice: .length(0...65535), "Filter by SWR organisation.")
    public let imageName = Field<String>("image_name", .filter, advice: .length(0...65535), "Filter by image name.")
    public let imageVersion = Field<String>("image_version", .filter, advice: .length(0...65535), "Filter by image tag.")
    public let imageID = Field<String>("image_id", .filter, advice: .length(0...128), "Filter by one image id.")
    public let latestVersion = Field<Bool>("latest_version", .filter, "Only the newest version of each image.")
    public let imageSize = Field<Int64>("image_size", .filter, bounds: .bytes, advice: .value(0...2_147_483_547), "Filter by image size, in bytes by the list endpoints.")
    public let startLatestUpdateTime = Field<Int64>("start_latest_update_time", .filter, bounds: .time, "Earliest creation/update time, ms since 1970 UTC.")
    public let endLatestUpdateTime = Field<Int64>("end_latest_update_time", .filter, bounds: .time, "Latest creation/update time, ms since 1970 UTC.")
    public let startLatestScanTime = Field<Int64>("start_latest_scan_time", .filter, bounds: .time, "Earliest end of the last scan, ms since 1970 UTC.")
    public let endLatestScanTime = Field<Int64>("end_latest_scan_time", .filter, bounds: .time, "Latest end of the last scan, ms since 1970 UTC.")
    public let hasMaliciousFile = Field<Bool>("has_malicious_file", .filter, "Filter: malicious files found.")
    public let hasVul = Field<Bool>("has_vul", .filter, "Filter: software vulnerabilities found.")
    public let hasUnsafeSetting = Field<Bool>("has_unsafe_setting", .filter, "Filter: failed baseline checks.")
    public let risky = Field<Bool>("risky", .filter, "Filter: any security risk.")
    public let severityLevel = Field<SeverityLevel>("severity_level", .filter, "Filter by image risk, known after a scan.")
    public let instanceName = Field<String>("instance_name", .filter, advice: .length(0...128), "Filter by SWR Enterprise instance name.")
    public let cicdName = Field<String>("cicd_name", .filter, advice: .length(0...128), "Filter by CI/CD configuration name.")
    public let buildCommandRiskLevel = Field<BuildCommandRiskLevel>("build_command_risk_level", .filter, "Filter by risk level of a build instruction.")
    public let buildCommandRiskName = Field<String>("build_command_risk_name", .filter, advice: .length(1...128), "Filter by risk name of a build instruction.")
    public let buildCommandRuleIDList = Field<[String]>("build_command_rule_id_list", .filter, advice: .itemLength(1...64, "the list endpoint of build command risks"), "Rules to export; rule_id from GET /v5/{project_id}/image/build-command-risks.")

    static let declared = Self()
}
