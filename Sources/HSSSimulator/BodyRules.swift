import HSSSchema

/// One field of a body, as the service sees it.
struct BodyField: Sendable {
    enum Kind: Sendable {
        case integer(ClosedRange<Int64>)
        case boolean
        case string
        case choice([String])
        case strings
    }

    let name: String
    let kind: Kind
    let isRequired: Bool

    init(_ name: String, _ kind: Kind, required: Bool = false) {
        self.name = name
        self.kind = kind
        self.isRequired = required
    }
}

/// What the service accepts as a body (hss-api.md sections 1.1, 1.2 and 3.4), written down a second time on purpose: a
/// mistake in the client's schema must not be mirrored by its test partner.
struct BodyRules: Sendable {
    let fields: [BodyField]
    private let byName: [String: BodyField]

    private init(_ fields: [BodyField]) {
        self.fields = fields
        self.byName = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0) })
    }

    /// The body of an export.
    static let export = BodyRules(exportFields)

    /// The body that asks how many rows an export would hold.
    static let rowCount = BodyRules(
        exportFields.filter { $0.name != "export_size" && $0.name != "security_report_type" } + [
            BodyField("vul_type", .string),
            BodyField("instance_id", .string),
            BodyField("has_container", .boolean),
            BodyField("vul_id_list", .strings),
        ]
    )

    /// The 26 documented fields.
    private static let exportFields: [BodyField] = [
        BodyField("export_size", .integer(1...Int64(Int32.max)), required: true),
        BodyField(
            "security_report_type",
            .choice(["malwares", "apps", "files", "sensitive-info", "non-compliant-app", "build-command-risks"]),
            required: true
        ),
        BodyField("operate_all", .boolean, required: true),
        BodyField("image_id_list", .strings),
        BodyField(
            "image_type",
            .choice([
                "private_image", "shared_image", "local_image", "instance_image", "harbor", "jfrog", "cicd",
            ])
        ),
        BodyField(
            "scan_status",
            .choice(["unscan", "success", "scanning", "failed", "download_failed", "image_oversized"])
        ),
        BodyField("namespace", .string),
        BodyField("image_name", .string),
        BodyField("image_version", .string),
        BodyField("image_id", .string),
        BodyField("latest_version", .boolean),
        BodyField("image_size", .integer(0...Int64.max)),
        BodyField("start_latest_update_time", .integer(0...Int64.max)),
        BodyField("end_latest_update_time", .integer(0...Int64.max)),
        BodyField("start_latest_scan_time", .integer(0...Int64.max)),
        BodyField("end_latest_scan_time", .integer(0...Int64.max)),
        BodyField("has_malicious_file", .boolean),
        BodyField("has_vul", .boolean),
        BodyField("has_unsafe_setting", .boolean),
        BodyField("risky", .boolean),
        BodyField("severity_level", .choice(["Security", "Low", "Medium", "High"])),
        BodyField("instance_name", .string),
        BodyField("cicd_name", .string),
        BodyField("build_command_risk_level", .choice(["critical", "high", "medium", "low"])),
        BodyField("build_command_risk_name", .string),
        BodyField("build_command_rule_id_list", .strings),
    ]

    /// Refuses a body with HSS.0001, naming the first field that is wrong.
    func check(_ body: JSONObject) throws(Refusal) {
        for (name, value) in body {
            guard let field = self.byName[name] else { throw .invalidParameter(name, "unknown") }
            try Self.check(value, of: field)
        }
        for field in self.fields where field.isRequired && body[field.name] == nil {
            throw .invalidParameter(field.name, "missing")
        }
        if body["operate_all"] == .bool(false) {
            guard case .array(let ids)? = body["image_id_list"], !ids.isEmpty else {
                throw .invalidParameter("image_id_list", "must not be empty when operate_all is false")
            }
        }
    }

    private static func check(_ value: JSONValue, of field: BodyField) throws(Refusal) {
        switch (field.kind, value) {
        case (.integer(let range), .integer(let number)):
            guard range.contains(number) else {
                throw .invalidParameter(field.name, "must be \(range.lowerBound) to \(range.upperBound)")
            }
        case (.boolean, .bool), (.string, .string):
            break
        case (.choice(let choices), .string(let text)):
            guard choices.contains(text) else {
                throw .invalidParameter(field.name, "must be one of \(choices.joined(separator: ", "))")
            }
        case (.strings, .array(let items)):
            for item in items {
                guard case .string = item else { throw .invalidParameter(field.name, "must hold strings only") }
            }
        default:
            throw .invalidParameter(field.name, "must be \(field.kind.words)")
        }
    }
}

extension BodyField.Kind {
    fileprivate var words: String {
        switch self {
        case .integer: "an integer"
        case .boolean: "a boolean"
        case .string, .choice: "a string"
        case .strings: "an array of strings"
        }
    }
}
