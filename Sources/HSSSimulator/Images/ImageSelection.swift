import HSSSchema

/// Which images of a family, and in which order.
struct ImageSelection: Sendable, Hashable {
    enum Order: Sendable, Hashable {
        case asListed
        case scanTime(descending: Bool)
    }

    let family: CatalogFamily
    var conditions: [ImageCondition] = []
    var order = Order.asListed
}

extension ImageSelection {
    /// Fields whose value an image must have, with what rows call them.
    private static let exact: [(field: String, column: String)] = [
        ("namespace", "namespace"), ("image_version", "image_version"), ("image_id", "image_id"),
        ("registry_name", "registry_name"), ("image_type", "image_type"), ("image_size", "image_size"),
        ("severity_level", "severity_level"), ("instance_id", "instance_id"), ("instance_name", "instance_name"),
        ("is_multarch", "is_multiple_arch"), ("cicd_name", "cicd_name"), ("pipeline_type", "pipeline_type"),
        ("local_image_type", "local_image_type"), ("host_name", "host_name"), ("host_id", "host_id"),
        ("host_ip", "host_ip"), ("container_id", "container_id"), ("container_name", "container_name"),
        ("pod_id", "pod_id"), ("pod_name", "pod_name"),
    ]

    private static let counts: [(field: String, column: String)] = [
        ("has_malicious_file", "malicious_file_num"), ("has_vul", "vul_num"),
        ("has_unsafe_setting", "unsafe_setting_num"), ("has_container", "container_num"),
    ]

    private static let times = ["latest_update_time", "latest_scan_time", "latest_sync_time"]

    /// The images that the fields of a query or of an export body select.
    ///
    /// A field that images of the family do not have narrows nothing, as HSS documents it for some (hss-api.md
    /// section 1.2, R8 and R13), and neither does an empty text.
    init(_ family: CatalogFamily, _ fields: JSONObject) {
        self.family = family
        var isVoid: Set<String> = []
        if family == .local, fields["image_name"] == nil { isVoid = ["image_version"] }
        for (field, column) in Self.exact {
            guard let value = fields[field], value != "", !isVoid.contains(field), family.value(column) != nil else {
                continue
            }
            self.conditions.append(.equals(column, value))
        }
        if let name = fields["image_name"]?.stringValue, !name.isEmpty {
            self.conditions.append(family == .local ? .nameContains(name) : .equals("image_name", .string(name)))
        }
        if let status = fields["scan_status"]?.stringValue {
            let shown = family == .local && status == "waiting_for_scan" ? "waiting" : status
            self.conditions.append(.equals("scan_status", .string(shown)))
        }
        // False is the default of the lists and so cannot mean the older versions only.
        if fields["latest_version"] == true, family.value("latest_version") != nil {
            self.conditions.append(.equals("latest_version", true))
        }
        for (field, column) in Self.counts {
            guard let wanted = fields[field]?.boolValue, family.value(column) != nil else { continue }
            self.conditions.append(.hasAny(column, wanted))
        }
        if let wanted = fields["risky"]?.boolValue { self.conditions.append(.isRisky(wanted)) }
        for time in Self.times {
            let (from, to) = (fields["start_\(time)"]?.integerValue, fields["end_\(time)"]?.integerValue)
            guard from != nil || to != nil, family.value(time) != nil else { continue }
            self.conditions.append(.time(time, from: from, to: to))
        }
        if let name = fields["app_name"]?.stringValue, !name.isEmpty { self.conditions.append(.software(name)) }
        if fields["sort_key"] == "latest_scan_time" {
            self.order = .scanTime(descending: fields["sort_dir"] == "desc")
        }
    }
}
