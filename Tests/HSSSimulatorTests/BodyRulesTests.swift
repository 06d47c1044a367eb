import HSSSchema
import Testing

@testable import HSSSimulator

/// The service's own checks of an export body.
@Suite struct BodyRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let body: String
        let code: String
        let named: String
        var testDescription: String { self.body }
    }

    static func with(_ extra: String) -> String {
        #"{"operate_all":true,"export_size":100,"security_report_type":"malwares",\#(extra)}"#
    }

    static let refusedBodies: [Case] = [
        Case(body: "", code: "HSS.0002", named: "JSON"),
        Case(body: "{\"operate_all\":", code: "HSS.0002", named: "JSON"),
        Case(body: "[]", code: "HSS.0002", named: "object"),
        Case(body: "{}", code: "HSS.0001", named: "export_size"),
        Case(body: #"{"operate_all":true,"export_size":1}"#, code: "HSS.0001", named: "security_report_type"),
        Case(body: #"{"export_size":1,"security_report_type":"apps"}"#, code: "HSS.0001", named: "operate_all"),
        Case(body: with(#""exportSize":1"#), code: "HSS.0001", named: "exportSize"),
        Case(body: with(#""enterprise_project_id":"0""#), code: "HSS.0001", named: "enterprise_project_id"),
        Case(body: with(#""security_report_type":"malware""#), code: "HSS.0001", named: "security_report_type"),
        Case(body: with(#""security_report_type":"Malwares""#), code: "HSS.0001", named: "security_report_type"),
        Case(body: with(#""security_report_type":"vulnerability""#), code: "HSS.0001", named: "security_report_type"),
        Case(body: with(#""severity_level":"high""#), code: "HSS.0001", named: "severity_level"),
        Case(body: with(#""severity_level":"Critical""#), code: "HSS.0001", named: "severity_level"),
        Case(body: with(#""build_command_risk_level":"High""#), code: "HSS.0001", named: "build_command_risk_level"),
        Case(body: with(#""scan_status":"waiting_for_scan""#), code: "HSS.0001", named: "scan_status"),
        Case(body: with(#""image_type":"""#), code: "HSS.0001", named: "image_type"),
        Case(body: with(#""export_size":"100""#), code: "HSS.0001", named: "export_size"),
        Case(body: with(#""export_size":100.0"#), code: "HSS.0001", named: "export_size"),
        Case(body: with(#""export_size":0"#), code: "HSS.0001", named: "export_size"),
        Case(body: with(#""export_size":2147483648"#), code: "HSS.0001", named: "export_size"),
        Case(body: with(#""image_size":-1"#), code: "HSS.0001", named: "image_size"),
        Case(
            body: with(#""start_latest_scan_time":"1735689600000""#),
            code: "HSS.0001",
            named: "start_latest_scan_time"
        ),
        Case(body: with(#""operate_all":1"#), code: "HSS.0001", named: "operate_all"),
        Case(body: with(#""risky":"true""#), code: "HSS.0001", named: "risky"),
        Case(body: with(#""has_vul":null"#), code: "HSS.0001", named: "has_vul"),
        Case(body: with(#""namespace":7"#), code: "HSS.0001", named: "namespace"),
        Case(body: with(#""image_id_list":"1""#), code: "HSS.0001", named: "image_id_list"),
        Case(body: with(#""image_id_list":[1]"#), code: "HSS.0001", named: "image_id_list"),
        Case(body: with(#""operate_all":false"#), code: "HSS.0001", named: "image_id_list"),
        Case(body: with(#""operate_all":false,"image_id_list":[]"#), code: "HSS.0001", named: "image_id_list"),
    ]

    @Test("a body that HSS would not take is refused with 400 and creates nothing", arguments: refusedBodies)
    func refused(_ wrong: Case) {
        var service = ServiceUnderTest()
        let answer = service.export(wrong.body)
        #expect(answer.status == 400)
        #expect(answer.errorCode == wrong.code)
        #expect(answer.errorMessage.contains(wrong.named), "\(answer.errorMessage)")
        #expect(answer.json["request_id"] == nil)
        #expect(service.state.array("tasks").isEmpty)
        #expect(service.state.object("rejected") == ["400": 1])
    }

    static let acceptedBodies: [String] = [
        ServiceUnderTest.seedBody,
        #"{"operate_all":false,"export_size":1,"security_report_type":"apps","image_id_list":["1","2"]}"#,
        with(#""export_size":2147483647"#),
        with(#""risky":false,"has_vul":true,"latest_version":false"#),
        with(#""image_size":9223372036854775807,"start_latest_update_time":0"#),
        with(#""image_type":"cicd","cicd_name":"nightly","namespace":"käse""#),
        with(#""build_command_rule_id_list":["r1"],"build_command_risk_level":"critical""#),
    ]

    @Test("a documented body is accepted and kept as it was sent", arguments: acceptedBodies)
    func accepted(_ body: String) throws {
        var service = ServiceUnderTest()
        let answer = service.export(body)
        #expect(answer.status == 200)
        #expect(answer.json.keys == ["task_id"])
        let task = try #require(service.state.array("tasks").first?.objectValue)
        #expect(task["body"] == (try JSONValue(parsing: body)))
        #expect(task["task_id"] == .string(answer.taskID))
    }

    @Test("every documented value of every enum is accepted")
    func enumValues() {
        var service = ServiceUnderTest()
        for field in BodyRules.export.fields {
            guard case .choice(let values) = field.kind else { continue }
            for value in values {
                let answer = service.export(Self.with(#""\#(field.name)":"\#(value)""#))
                #expect(answer.status == 200, "\(field.name) \(value)")
            }
        }
        #expect(service.state.array("tasks").count == 6 + 7 + 6 + 4 + 4)
    }

    @Test("the 26 fields are those of the export endpoint")
    func fieldNames() {
        #expect(BodyRules.export.fields.count == 26)
        #expect(Set(BodyRules.export.fields.map(\.name)).count == 26)
        let required = BodyRules.export.fields.filter(\.isRequired).map(\.name)
        #expect(required == ["export_size", "security_report_type", "operate_all"])
    }
}
