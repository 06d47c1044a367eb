/// The parameters of each endpoint: hss-api.md sections 2, 3.1, 3.3 and 3.4, written down apart from the client's.
extension QueryRules {
    static let none = QueryRules()

    static let registryImages = QueryRules(
        page(limit: 1...200) + [
            namespace, imageName, imageVersion,
            QueryField("registry_name", .text(1...128)),
            QueryField(
                "image_type",
                .choice(["private_image", "shared_image", "instance_image", "harbor", "jfrog"])
            ),
            QueryField("sort_key", .choice(["latest_scan_time"])),
            QueryField("sort_dir", .choice(["asc", "desc"])),
            latestVersion, imageSize, scanStatus,
        ] + updateAndScanTimes + times("latest_sync_time") + [
            hasMaliciousFile, hasUnsafeSetting, hasVulnerability, risky,
            QueryField("instance_id", .text(0...128)),
            QueryField("instance_name", .text(0...128)),
            QueryField("is_multarch", .boolean),
            severityLevel,
        ]
    )

    static let localImages = QueryRules(
        page(limit: 10...200) + [
            QueryField("image_name", .text(1...256)),
            QueryField("image_version", .text(1...128)),
            scanStatus,
            QueryField("local_image_type", .choice(["swr_image", "other_image"])),
            imageSize,
        ] + updateAndScanTimes + [hasVulnerability]
            + ["host_name", "host_id", "host_ip", "container_id", "container_name", "pod_id", "pod_name", "app_name"]
            .map { QueryField($0, .text(0...Int.max)) }
            + [QueryField("has_container", .boolean)]
    )

    static let cicdImages = QueryRules(
        page(limit: 10...200) + [
            namespace, imageName, imageVersion, imageID,
            QueryField("cicd_name", .text(0...128)),
            latestVersion, imageSize, scanStatus,
        ] + updateAndScanTimes + [
            hasMaliciousFile, hasUnsafeSetting, hasVulnerability, risky, severityLevel,
            QueryField("pipeline_type", .choice(["jenkins", "codearts"])),
            QueryField("sort_key", .text(0...Int.max)),
            QueryField("sort_dir", .text(0...Int.max)),
        ]
    )

    static let buildRules = QueryRules(
        page(limit: 10...200) + [
            builtImageType, imageID,
            QueryField("risk_name", .text(1...512)),
            QueryField("risk_level", .choice(["critical", "high", "medium", "low"])),
        ]
    )

    static let buildRuleImages = QueryRules(
        page(limit: 10...200) + [builtImageType, QueryField("rule_id", .text(1...64), required: true)]
    )

    static let rowCount = QueryRules([
        QueryField("security_report_type", .choice(ReportType.allCases.map(\.rawValue)), required: true)
    ])

    static let taskStatus = QueryRules([
        QueryField("task_id", .text(1...64), required: true),
        QueryField("export_task_type", .text(1...64)),
    ])

    private static let builtImageType = QueryField("image_type", .choice(["cicd", "registry"]), required: true)
    private static let namespace = QueryField("namespace", .text(1...128))
    private static let imageName = QueryField("image_name", .text(1...128))
    private static let imageVersion = QueryField("image_version", .text(1...64))
    private static let imageID = QueryField("image_id", .text(0...128))
    private static let latestVersion = QueryField("latest_version", .boolean)
    private static let imageSize = QueryField("image_size", .integer(0...Int64.max))
    private static let scanStatus = QueryField(
        "scan_status",
        .choice(["unscan", "success", "scanning", "failed", "waiting_for_scan"])
    )
    private static let severityLevel = QueryField("severity_level", .choice(["Security", "Low", "Medium", "High"]))
    private static let hasMaliciousFile = QueryField("has_malicious_file", .boolean)
    private static let hasUnsafeSetting = QueryField("has_unsafe_setting", .boolean)
    private static let hasVulnerability = QueryField("has_vul", .boolean)
    private static let risky = QueryField("risky", .boolean)
    private static let updateAndScanTimes = times("latest_update_time") + times("latest_scan_time")

    private static func page(limit: ClosedRange<Int64>) -> [QueryField] {
        [QueryField("offset", .integer(0...2_000_000)), QueryField("limit", .integer(limit))]
    }

    private static func times(_ name: String) -> [QueryField] {
        ["start_", "end_"].map { QueryField($0 + name, .integer(0...Int64.max)) }
    }
}
