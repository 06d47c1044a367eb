import HSSSchema

/// A rule about the commands that build an image (hss-api.md section 3.3); each family has ids of its own.
struct BuildRule: Sendable, Hashable {
    let position: Int
    let id: String
    let riskID: String
    let name: String
    /// `critical`, `high`, `medium` or `low`.
    let level: String
    let description: String
    /// A command that breaks it.
    let command: String
}

extension BuildRule {
    static let definitions: [(name: String, level: String, description: String, command: String)] = [
        (
            "Secret in an environment variable", "critical", "Whoever can read the image can read it",
            "ENV DB_PASSWORD=…"
        ),
        ("Private key copied into the image", "critical", "Keys belong into a secret store", "COPY id_rsa /root/.ssh/"),
        ("Remote script run by a shell", "critical", "What is run is not checked", #"RUN sh -c "curl -k … | sh""#),
        ("Container runs as root", "high", "A process that breaks out is root on the host", "USER root"),
        ("World-writable folder", "high", "Any process may replace what is run", #"RUN chmod 777 "/app", "/opt""#),
        ("Package signature check switched off", "high", "Packages could be forged", "RUN apk add --allow-untrusted …"),
        (
            "SSH server installed", "high", "A second way in, beside the orchestrator",
            "RUN apt-get install openssh-server"
        ),
        ("Base image without a fixed version", "medium", "Two builds may differ", "FROM debian:latest"),
        ("ADD with a remote address", "medium", "COPY is checked, a download is not", "ADD https://… /opt/"),
        ("sudo installed", "medium", "Rights belong to the orchestrator", "RUN yum install -y sudo"),
        ("No health check", "low", "A hung process stays in service", "CMD [\"server\"]"),
        ("Package cache left behind", "low", "The image is larger than it needs to be", "RUN apt-get update"),
    ]

    /// The rules of a family, in the order of the list; none for local images, which no build is known of.
    static func all(_ family: CatalogFamily, seed: UInt64) -> [BuildRule] {
        guard family != .local else { return [] }
        var generator = SeededGenerator(seed: seed, stream: GeneratorStream.image(.rules, family, 0))
        return self.definitions.enumerated().map { position, definition in
            BuildRule(
                position: position,
                id: "rule-" + generator.hex(16),
                riskID: generator.uuid(),
                name: definition.name,
                level: definition.level,
                description: definition.description,
                command: definition.command
            )
        }
    }
}

/// How many images break each rule of a family, and when the last of them was scanned.
struct RuleUse: Sendable {
    private(set) var imageCounts = [Int64](repeating: 0, count: BuildRule.definitions.count)
    private(set) var scanTimes = [Int64](repeating: 0, count: BuildRule.definitions.count)

    init(_ family: CatalogFamily, in catalog: ImageCatalog) {
        for index in 0..<catalog.count(of: family) {
            let image = catalog.image(family, index)
            for position in image.counts.rules.positions {
                self.imageCounts[position] += 1
                self.scanTimes[position] = max(self.scanTimes[position], image.scanTime)
            }
        }
    }

    /// A row of the list.
    func row(of rule: BuildRule, imageType: String) -> JSONObject {
        [
            "rule_id": .string(rule.id),
            "risk_id": .string(rule.riskID),
            "risk_name": .string(rule.name),
            "risk_level": .string(rule.level),
            "description": .string(rule.description),
            "image_num": .integer(self.imageCounts[rule.position]),
            "latest_scan_time": .integer(self.scanTimes[rule.position]),
            "image_type": .string(imageType),
        ]
    }
}
