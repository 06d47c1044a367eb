import HSSSchema
import Testing

@Suite("Warnings")
struct WarningTests {
    typealias Changes = [String: RequestInput?]

    static let ids: Changes = ["operate_all": .boolean(false), "image_id_list": Inputs.list("1", "2")]

    static let warned: [(Changes, [String])] = [
        ([:], []),
        (ids, []),
        (["image_id_list": Inputs.list("1")], ["image_id_list"]),
        (ids.merging(["image_type": .text("cicd")]) { $1 }, []),
        (ids.merging(["scan_status": .text("failed")]) { $1 }, ["scan_status"]),
        (ids.merging(["has_vul": .boolean(false), "namespace": .text("n")]) { $1 }, ["namespace"]),
        (["cicd_name": .text("c")], ["cicd_name"]),
        (["cicd_name": .text("c"), "image_type": .text("harbor")], ["cicd_name"]),
        (["cicd_name": .text("c"), "image_type": .text("cicd")], []),
        (["cicd_name": .text("c"), "image_type": .text("bad")], []),
        (["instance_name": .text("i")], []),
        (["instance_name": .text("i"), "image_type": .text("instance_image")], []),
        (["instance_name": .text("i"), "image_type": .text("harbor")], ["instance_name"]),
        (["namespace": .text("n"), "image_type": .text("local_image")], ["namespace"]),
        (["namespace": .text("n"), "image_type": .text("cicd")], []),
        (["build_command_risk_level": .text("high")], ["build_command_risk_level"]),
        (["build_command_risk_name": .text("r")], ["build_command_risk_name"]),
        (["build_command_rule_id_list": Inputs.list("r")], ["build_command_rule_id_list"]),
        (
            ["build_command_risk_name": .text("r"), "build_command_rule_id_list": Inputs.list("r")],
            ["build_command_risk_name"]
        ),
        (["build_command_risk_name": .text("r"), "security_report_type": .text("build-command-risks")], []),
        (["build_command_risk_name": .text("r"), "security_report_type": nil], []),
        (ids.merging(["image_id_list": Inputs.list("a", "b", "a")]) { $1 }, ["image_id_list"]),
        (
            [
                "build_command_rule_id_list": Inputs.list("r", "r"),
                "security_report_type": .text("build-command-risks"),
            ],
            ["build_command_rule_id_list"]
        ),
    ]

    @Test("What is probably not meant gets a warning, and is sent", arguments: warned)
    func rules(changes: Changes, fields: [String]) {
        let validation = ExportValidator().validate(changes)
        #expect(validation.warned == fields)
        #expect(validation.warnings.allSatisfy { !$0.message.isEmpty })
    }

    @Test(
        "A length outside the sibling endpoints' bounds gets a warning",
        arguments: [
            ("namespace", 65535), ("image_name", 65535), ("image_version", 65535), ("image_id", 128),
            ("instance_name", 128), ("cicd_name", 128), ("build_command_risk_name", 128),
        ]
    )
    func lengths(field: String, maximum: Int) {
        func warnings(_ length: Int) -> [RequestWarning] {
            let changes: Changes = [
                field: .text(String(repeating: "中", count: length)),
                "image_type": field == "cicd_name" ? .text("cicd") : nil,
                "security_report_type": .text("build-command-risks"),
            ]
            return ExportValidator().validate(changes).warnings
        }
        #expect(warnings(maximum).isEmpty)
        #expect(warnings(maximum + 1).map(\.field) == [field])
        #expect(warnings(maximum + 1).map(\.code) == [.length])
    }

    @Test("A rule id longer than the list endpoint's gets a warning of its own")
    func itemLength() {
        let validation = ExportValidator().validate([
            "build_command_rule_id_list": Inputs.list("r", String(repeating: "r", count: 65)),
            "security_report_type": .text("build-command-risks"),
        ])
        #expect(validation.warned == ["build_command_rule_id_list[2]"])
        #expect(validation.request != nil)
    }

    @Test("Sizes and times have no bounds but the hard ones", arguments: ["image_size", "end_latest_scan_time"])
    func numbers(field: String) {
        #expect(ExportValidator().validate([field: .integer(.max)]).warnings.isEmpty)
    }

    @Test("Duplicates are counted, and the first of them named")
    func duplicates() {
        let list = Inputs.list("a", "b", "a", "a", "c", "c", "d", "d", "e", "e", "b")
        let warning = ExportValidator().validate(["operate_all": .boolean(false), "image_id_list": list]).warnings.first
        #expect(warning?.line == #"image_id_list: 6 duplicates: "a", "c", "d"…"#)
    }

    @Test("The image_type that Images bring counts for warnings")
    func filledIn() {
        let images = Inputs.list([.image(id: "1", family: .cicd)])
        let validation = ExportValidator().validate(["image_id_list": images, "cicd_name": .text("c")])
        #expect(validation.warned == ["image_id_list"])
    }

    @Test("Strict makes errors of warnings, behind all other violations")
    func strict() {
        let changes: Changes = ["image_id_list": Inputs.list("1"), "zeta": .integer(1)]
        let validation = ExportValidator(isStrict: true).validate(changes)
        #expect(validation.summary == ["zeta unknown", "image_id_list conflict"])
        #expect(validation.warnings.isEmpty)
        #expect(validation.request == nil)
    }

    @Test("A field with a violation gets no warning beside it")
    func broken() {
        let validation = ExportValidator().validate([
            "image_id_list": Inputs.list([.integer(1)]), "cicd_name": .text(""),
        ])
        #expect(validation.warnings.isEmpty)
    }
}
