/// The findings of one image as rows of a report; every column and every value is the simulator's own, because what
/// the files of HSS hold is not documented (hss-api.md section 2.2).
struct ReportFindings: Sendable {
    let type: ReportType
    let rules: [BuildRule]

    /// - Parameter rules: the build command rules that are asked for.
    init(_ type: ReportType, rules: [BuildRule]) {
        self.type = type
        self.rules = rules
    }

    var columns: [String] {
        ["image_id", "namespace", "image_name", "image_version"] + self.ownColumns
    }

    private var ownColumns: [String] {
        switch self.type {
        case .malwares: ["file_path", "malware_name", "severity_level", "file_size", "sha256"]
        case .apps: ["app_name", "app_version", "app_type", "path"]
        case .files: ["file_path", "file_type", "file_size", "sha256"]
        case .sensitiveInfo: ["file_path", "rule_name", "severity_level", "content"]
        case .nonCompliantApp: ["app_name", "app_version", "reason", "path"]
        case .buildCommandRisks: ["rule_id", "risk_name", "risk_level", "command", "description"]
        case .vulnerability, .riskConfig: []
        }
    }

    /// As many rows as ``ReportType/rowCount(of:rules:)`` says.
    func rows(of image: CatalogImage) -> [[String]] {
        let stream = GeneratorStream.image(.findings, image.family, image.index)
        var generator = SeededGenerator(seed: image.seed, stream: stream | self.type.number << 48)
        let beginning = [image.imageID, image.namespace, image.name, image.version]
        return switch self.type {
        case .malwares:
            (0..<image.counts.maliciousFiles).map { _ in beginning + Self.malware(&generator) }
        case .apps:
            (0..<image.counts.software).map { beginning + Self.software(image.software($0), $0, &generator) }
        case .files:
            (0..<image.counts.files).map { beginning + Self.file($0, &generator) }
        case .sensitiveInfo:
            (0..<image.counts.sensitiveFiles).map { _ in beginning + Self.secret(&generator) }
        case .nonCompliantApp:
            (0..<image.counts.nonCompliantSoftware).map {
                beginning + Self.nonCompliant(image.software($0), &generator)
            }
        case .buildCommandRisks:
            self.rules.filter { image.counts.rules.contains(RuleSet(position: $0.position)) }.map {
                beginning + [$0.id, $0.name, $0.level, $0.command, $0.description]
            }
        case .vulnerability, .riskConfig: []
        }
    }
}

extension ReportFindings {
    private static func malware(_ generator: inout SeededGenerator) -> [String] {
        let folder = Self.pick(["/tmp", "/usr/lib/.cache", "/var/www/upload", "/opt/app, old"], &generator)
        let name = Self.pick(["Trojan.Linux.Agent", "Miner.Linux.XMRig", "Webshell.JSP.Generic"], &generator)
        return [
            "\(folder)/\(generator.hex(8))", name, Self.pick(["high", "critical"], &generator),
            "\(1_000 + generator.number(below: 5_000_000))", generator.hex(64),
        ]
    }

    private static func software(
        _ software: (name: String, kind: String),
        _ position: Int,
        _ generator: inout SeededGenerator
    ) -> [String] {
        [software.name, Self.version(&generator), software.kind, "/usr/lib/\(software.name)/\(position)"]
    }

    private static func file(_ position: Int, _ generator: inout SeededGenerator) -> [String] {
        let type = Self.pick(["elf", "script", "config", "archive"], &generator)
        return [
            "/usr/share/layer-\(generator.number(below: 9))/\(position).\(type)", type,
            "\(generator.number(below: 9_000_000))", generator.hex(64),
        ]
    }

    private static func secret(_ generator: inout SeededGenerator) -> [String] {
        let rule = Self.pick(["private key", "password", "access key"], &generator)
        return [
            "/app/config/\(generator.hex(6)).yaml", rule, Self.pick(["medium", "high"], &generator),
            #"{"\#(rule)": "****\#(generator.hex(2))"}"#,
        ]
    }

    private static func nonCompliant(
        _ software: (name: String, kind: String),
        _ generator: inout SeededGenerator
    ) -> [String] {
        let reason = Self.pick(["license GPL-3.0, not allowed", "end of life", "blocked by policy"], &generator)
        return [software.name, Self.version(&generator), reason, "/usr/lib/\(software.name)"]
    }

    private static func version(_ generator: inout SeededGenerator) -> String {
        "\(generator.number(below: 5)).\(generator.number(below: 20)).\(generator.number(below: 10))"
    }

    private static func pick(_ texts: [String], _ generator: inout SeededGenerator) -> String {
        texts[generator.number(below: texts.count)]
    }
}

extension ReportType {
    /// Gives the findings of each type draws of their own.
    fileprivate var number: UInt64 {
        switch self {
        case .malwares: 1
        case .apps: 2
        case .files: 3
        case .sensitiveInfo: 4
        case .nonCompliantApp: 5
        case .buildCommandRisks: 6
        case .vulnerability: 7
        case .riskConfig: 8
        }
    }
}
