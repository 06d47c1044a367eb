/// A list that HSS gives in pages: what may be asked of it, and what its rows hold (hss-api.md sections 3.1 and 3.3).
public struct ListSchema: Sendable, Hashable {
    /// Which of the service's lists.
    public enum List: Sendable, Hashable {
        case images(ImageFamily)
        case buildCommandRisks
    }

    /// Which list it is.
    public let list: List
    /// What the list holds, for people: `registry images`.
    public let title: String
    /// The filters in the documented order, then the page's size and `enterprise_project_id`.
    public let fields: [FieldDeclaration]
    /// The documented members of a row.
    public let rowFields: [String]
    /// The members that tell one row from every other.
    public let identity: [String]
    /// Whether a time pair with one side only filters nothing, so that the other side has to be sent, too.
    let needsWholeTimePairs: Bool

    /// The declaration of the field of that name.
    public func field(named name: String) -> FieldDeclaration? {
        fields.first { $0.name == name }
    }

    /// The most rows of a page, which is also what is asked for: calls are scarce, rows are not.
    public static let largestPage = 200

    /// Rows beyond this offset cannot be asked for.
    public static let largestOffset = 2_000_000
}

extension ListSchema {
    /// Images of SWR private, shared and enterprise repositories, Harbor and JFrog (ListRegistryImages).
    public static let registryImages = ListSchema(
        list: .images(.registry),
        title: "registry images",
        fields: [
            .string("namespace", to: 128, "SWR organisation."),
            .string("image_name", to: 128, "Image name."),
            .string("image_version", to: 64, "Image tag."),
            .string("registry_name", to: 128, "Registry name."),
            .values("image_type", ImageType.registryValues, "Kind of repository."),
        ] + sorting + [
            .flag("latest_version", "Only the newest version of each image."),
            .bytes("image_size", "Image size."),
            .values("scan_status", scanStatusValues, "Scan state."),
        ] + times + [
            .time("start_latest_sync_time", "Earliest last synchronisation."),
            .time("end_latest_sync_time", "Latest last synchronisation."),
        ] + findings + [
            .string("instance_id", to: 128, "SWR Enterprise instance id."),
            .string("instance_name", to: 128, "SWR Enterprise instance name."),
            .flag("is_multarch", "Multi-architecture images."),
            .values("severity_level", SeverityLevel.documented, "Image risk, known after a scan."),
            pageSize(from: 1), ExportSchema.enterpriseProjectID,
        ],
        rowFields: [
            "id", "namespace", "image_name", "image_id", "image_digest", "image_version", "image_type", "registry_id",
            "registry_name", "registry_type", "latest_version", "scan_status", "scan_failed_code", "scan_failed_desc",
            "image_size", "latest_update_time", "latest_scan_time", "latest_sync_time", "vul_num",
            "unsafe_setting_num", "malicious_file_num", "domain_name", "shared_status", "scannable",
            "is_multiple_arch", "instance_name", "instance_id", "instance_url", "severity_level",
            "association_images",
        ],
        identity: ["id"],
        needsWholeTimePairs: false
    )

    /// Images on the hosts themselves (ListImageLocal).
    public static let localImages = ListSchema(
        list: .images(.local),
        title: "local images",
        fields: [
            .string("image_name", to: 256, "Part of the image name, case-sensitive."),
            .string("image_version", to: 128, "Image tag; only together with image_name."),
            .values("scan_status", scanStatusValues, "Scan state."),
            .values(
                "local_image_type",
                [
                    EnumValue(value: "swr_image", meaning: "from SWR"),
                    EnumValue(value: "other_image", meaning: "others"),
                ],
                "Where the image comes from."
            ),
            .bytes("image_size", "Image size."),
        ] + times + [
            .flag("has_vul", "Software vulnerabilities found."),
            .string("host_name", to: nil, "Host name."),
            .string("host_id", to: nil, "Host id."),
            .string("host_ip", to: nil, "Host address."),
            .string("container_id", to: nil, "Container id."),
            .string("container_name", to: nil, "Container name."),
            .string("pod_id", to: nil, "Pod id."),
            .string("pod_name", to: nil, "Pod name."),
            .string("app_name", to: nil, "Software name."),
            .flag("has_container", "Images that a container runs from."),
            pageSize(from: 10), ExportSchema.enterpriseProjectID,
        ],
        rowFields: [
            "image_name", "image_id", "image_digest", "image_version", "local_image_type", "scan_status", "image_size",
            "latest_update_time", "latest_scan_time", "vul_num", "unsafe_setting_num", "malicious_file_num",
            "host_num", "container_num", "component_num", "scan_failed_desc", "severity_level", "host_name",
            "host_id", "agent_id", "non_scan_reason",
        ],
        identity: ["image_id", "image_name", "image_version"],
        needsWholeTimePairs: true
    )

    /// Images of build pipelines (ListCicdImages).
    public static let cicdImages = ListSchema(
        list: .images(.cicd),
        title: "CI/CD images",
        fields: [
            .string("namespace", to: nil, "SWR organisation."),
            .string("image_name", to: nil, "Image name."),
            .string("image_version", to: nil, "Image tag."),
            .string("image_id", to: 128, "One image id."),
            .string("cicd_name", to: 128, "CI/CD configuration."),
            .flag("latest_version", "Only the newest version of each image."),
            .bytes("image_size", "Image size."),
            .values("scan_status", scanStatusValues, "Scan state."),
        ] + times + findings + [
            .values("severity_level", SeverityLevel.documented, "Image risk, known after a scan."),
            .values(
                "pipeline_type",
                [EnumValue(value: "jenkins", meaning: "Jenkins"), EnumValue(value: "codearts", meaning: "CodeArts")],
                "Kind of pipeline."
            ),
        ] + sorting + [pageSize(from: 10), ExportSchema.enterpriseProjectID],
        rowFields: [
            "image_id", "cicd_name", "namespace", "image_name", "image_digest", "image_version", "registry_name",
            "image_type", "registry_type", "latest_version", "scan_status", "scan_failed_code", "scan_failed_desc",
            "image_size", "latest_update_time", "latest_scan_time", "vul_num", "unsafe_setting_num",
            "malicious_file_num", "severity_level", "pipeline_type",
        ],
        identity: ["image_id", "cicd_name", "namespace", "image_name", "image_version"],
        needsWholeTimePairs: false
    )

    /// Risks of build instructions, with the rule ids that exports take (hss-api.md section 3.3).
    public static let buildCommandRisks = ListSchema(
        list: .buildCommandRisks,
        title: "build command risks",
        fields: [
            .values(
                "image_type",
                [
                    EnumValue(value: "cicd", meaning: "CI/CD images"),
                    EnumValue(value: "registry", meaning: "registry images"),
                ],
                isRequired: true,
                "Whose build instructions."
            ),
            .string("image_id", to: 128, "One image id."),
            .string("risk_name", to: 512, "Risk name."),
            .values("risk_level", BuildCommandRiskLevel.documented, "Risk level."),
            pageSize(from: 10), ExportSchema.enterpriseProjectID,
        ],
        rowFields: [
            "rule_id", "risk_id", "risk_name", "risk_level", "description", "image_num", "latest_scan_time",
            "image_type",
        ],
        identity: ["rule_id", "risk_id", "image_type"],
        needsWholeTimePairs: false
    )

    /// The list that images of a family stand in.
    public static func images(_ family: ImageFamily) -> ListSchema {
        switch family {
        case .registry: registryImages
        case .local: localImages
        case .cicd: cicdImages
        }
    }

    /// What tells `hss.images` which list is meant.
    public static let familyField = FieldDeclaration.values(
        "family",
        [
            EnumValue(value: "registry", meaning: "images of repositories"),
            EnumValue(value: "local", meaning: "images on hosts"),
            EnumValue(value: "cicd", meaning: "images of build pipelines"),
        ],
        "Which list of images; registry where it is left out."
    )
}

extension ListSchema {
    private static let sorting: [FieldDeclaration] = [
        .values(
            "sort_key",
            [EnumValue(value: "latest_scan_time", meaning: "last scan")],
            "What the rows are sorted by."
        ),
        .values(
            "sort_dir",
            [EnumValue(value: "asc", meaning: "ascending"), EnumValue(value: "desc", meaning: "descending")],
            "Direction of the order."
        ),
    ]

    private static let times: [FieldDeclaration] = [
        .time("start_latest_update_time", "Earliest last update."),
        .time("end_latest_update_time", "Latest last update."),
        .time("start_latest_scan_time", "Earliest end of the last scan."),
        .time("end_latest_scan_time", "Latest end of the last scan."),
    ]

    private static let findings: [FieldDeclaration] = [
        .flag("has_malicious_file", "Malicious files found."),
        .flag("has_unsafe_setting", "Failed baseline checks."),
        .flag("has_vul", "Software vulnerabilities found."),
        .flag("risky", "Any security risk."),
    ]

    /// The lists know one state that the export does not, and not all of the export's.
    private static let scanStatusValues =
        ScanStatus.documented.filter { ["unscan", "success", "scanning", "failed"].contains($0.value) }
        + [EnumValue(value: "waiting_for_scan", meaning: "waiting for its scan")]

    private static func pageSize(from minimum: Int64) -> FieldDeclaration {
        FieldDeclaration(
            name: "limit",
            type: .integer32,
            role: .query,
            bounds: FieldBounds(minimum: minimum, maximum: Int64(largestPage)),
            advice: nil,
            note: nil,
            documentation: "Rows a page, \(largestPage) where it is left out; all pages are read in any case."
        )
    }
}

extension ImageType {
    /// The types that the list of registry images knows.
    fileprivate static var registryValues: [EnumValue] {
        documented.filter { $0.value != localImage.rawValue && $0.value != cicd.rawValue }
    }
}
