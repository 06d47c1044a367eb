import HSSSchema
import Testing

/// What may be asked of the lists, as the service documents it (hss-api.md sections 3.1 and 3.3).
enum ListFilters {
    enum Kind: Sendable {
        case text(Int?)
        case values([String])
        case flag, size, time
    }

    enum List: String, Sendable, CaseIterable {
        case registry, local, cicd, risks

        var schema: ListSchema {
            switch self {
            case .registry: .registryImages
            case .local: .localImages
            case .cicd: .cicdImages
            case .risks: .buildCommandRisks
            }
        }

        var documented: [(name: String, kind: Kind)] {
            switch self {
            case .registry: ListFilters.registry
            case .local: ListFilters.local
            case .cicd: ListFilters.cicd
            case .risks: ListFilters.risks
            }
        }

        var smallestPage: Int64 { self == .registry ? 1 : 10 }

        /// What a query needs beside one filter.
        func beside(_ name: String) -> [String: RequestInput] {
            switch (self, name) {
            case (.risks, _): ["image_type": .text("cicd")]
            case (.local, "image_version"): ["image_name": .text("app")]
            default: [:]
            }
        }

        func query(_ fields: [String: RequestInput]) throws(InvalidRequest) -> ListQuery {
            try ListValidator(schema).query(Inputs.table(fields))
        }

        /// `field code` of each violation; empty for filters that are right.
        func summary(_ fields: [String: RequestInput]) -> [String] {
            violations(fields).map { "\($0.field) \($0.code.rawValue)" }
        }

        func violations(_ fields: [String: RequestInput]) -> [Violation] {
            ListFilters.violations(Inputs.table(fields), ListValidator(schema))
        }
    }

    struct Filter: Sendable, CustomTestStringConvertible {
        let list: List
        let name: String
        let kind: Kind
        var testDescription: String { "\(list) \(name)" }
    }

    static let all = List.allCases.flatMap { list in
        list.documented.map { Filter(list: list, name: $0.name, kind: $0.kind) }
    }

    static func violations(_ input: RequestInput?, _ validator: ListValidator) -> [Violation] {
        do throws(InvalidRequest) {
            _ = try validator.query(input)
            return []
        } catch {
            return error.violations
        }
    }

    private static let scanStatus = Kind.values(["unscan", "success", "scanning", "failed", "waiting_for_scan"])
    private static let severity = Kind.values(["Security", "Low", "Medium", "High"])
    private static let sorting = [
        ("sort_key", Kind.values(["latest_scan_time"])), ("sort_dir", .values(["asc", "desc"])),
    ]
    private static let times = [
        ("start_latest_update_time", Kind.time), ("end_latest_update_time", .time),
        ("start_latest_scan_time", .time), ("end_latest_scan_time", .time),
    ]
    private static let findings = [
        ("has_malicious_file", Kind.flag), ("has_unsafe_setting", .flag), ("has_vul", .flag), ("risky", .flag),
    ]

    private static let registry: [(name: String, kind: Kind)] =
        [
            ("namespace", .text(128)), ("image_name", .text(128)), ("image_version", .text(64)),
            ("registry_name", .text(128)),
            ("image_type", .values(["private_image", "shared_image", "instance_image", "harbor", "jfrog"])),
        ] + sorting + [("latest_version", .flag), ("image_size", .size), ("scan_status", scanStatus)] + times
        + [("start_latest_sync_time", .time), ("end_latest_sync_time", .time)] + findings
        + [
            ("instance_id", .text(128)), ("instance_name", .text(128)), ("is_multarch", .flag),
            ("severity_level", severity),
        ]

    private static let local: [(name: String, kind: Kind)] =
        [
            ("image_name", .text(256)), ("image_version", .text(128)), ("scan_status", scanStatus),
            ("local_image_type", .values(["swr_image", "other_image"])), ("image_size", .size),
        ] + times
        + [
            ("has_vul", .flag), ("host_name", .text(nil)), ("host_id", .text(nil)), ("host_ip", .text(nil)),
            ("container_id", .text(nil)), ("container_name", .text(nil)), ("pod_id", .text(nil)),
            ("pod_name", .text(nil)), ("app_name", .text(nil)), ("has_container", .flag),
        ]

    private static let cicd: [(name: String, kind: Kind)] =
        [
            ("namespace", .text(nil)), ("image_name", .text(nil)), ("image_version", .text(nil)),
            ("image_id", .text(128)), ("cicd_name", .text(128)), ("latest_version", .flag), ("image_size", .size),
            ("scan_status", scanStatus),
        ] + times + findings + [("severity_level", severity), ("pipeline_type", .values(["jenkins", "codearts"]))]
        + sorting

    private static let risks: [(name: String, kind: Kind)] = [
        ("image_type", .values(["cicd", "registry"])), ("image_id", .text(128)), ("risk_name", .text(512)),
        ("risk_level", .values(["critical", "high", "medium", "low"])),
    ]
}

extension ListFilters.Kind {
    /// Values that fit, with the text that is sent.
    var right: [(RequestInput, String)] {
        switch self {
        case .text(let longest):
            let long = String(repeating: "é", count: longest ?? 5000)
            return [(.text("a b&c=%"), "a b&c=%"), (.text(long), long)]
        case .values(let values): return values.map { (.text($0), $0) }
        case .flag: return [(.boolean(true), "true"), (.boolean(false), "false")]
        case .size: return [(.integer(0), "0"), (.float(100), "100"), (.integer(.max), "9223372036854775807")]
        case .time: return [(.integer(100_000_000_000), "100000000000"), (.integer(.max - 1), "9223372036854775806")]
        }
    }

    /// Values that do not fit, with the codes of their violations.
    var wrong: [(RequestInput, Violation.Code)] {
        let never: [(RequestInput, Violation.Code)] = [
            (.other(description: "a function"), .type), (Inputs.list("a"), .type),
            (.image(id: "1", family: .local), .type),
        ]
        switch self {
        case .text(let longest):
            let tooLong = longest.map {
                [(RequestInput.text(String(repeating: "é", count: $0 + 1)), Violation.Code.length)]
            }
            return never + (tooLong ?? [])
                + [
                    (.integer(7), .type), (.boolean(true), .type), (.text(""), .empty), (.string([0x61, 0]), .type),
                    (.string([0xFF]), .type),
                ]
        case .values(let values):
            return never + values.map { (.text($0.uppercased() == $0 ? "x" : $0.uppercased()), .enum) }
                + [(.text("nonsense"), .enum), (.text(""), .empty), (.integer(1), .type)]
        case .flag: return never + [(.text("true"), .type), (.integer(1), .type), (.text(""), .type)]
        case .size:
            return never + [(.integer(-1), .range), (.float(1e300), .range), (.float(1.5), .type), (.text("1"), .type)]
        case .time:
            return never
                + [
                    (.integer(-1), .range), (.integer(1), .range), (.integer(1_700_000_000), .range),
                    (.integer(99_999_999_999), .range), (.text("2025-08-01"), .type), (.float(0.5), .type),
                ]
        }
    }
}
