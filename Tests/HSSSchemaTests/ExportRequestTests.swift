import HSSSchema
import Testing

@Suite("Export requests")
struct ExportRequestTests {
    @Test("The documented example is the body")
    func example() throws {
        var request = ExportRequest()
        request.operateAll = true
        request.securityReportType = .malwares
        request.exportSize = 100
        request.enterpriseProjectID = "all_granted_eps"
        #expect(request.body == ["export_size": 100, "security_report_type": "malwares", "operate_all": true])
        let text = #"{"export_size":100,"security_report_type":"malwares","operate_all":true}"#
        #expect(String(decoding: request.bodyBytes(), as: UTF8.self) == text)
        #expect(request.json["enterprise_project_id"] == "all_granted_eps")
        #expect(request.validation().violations.isEmpty)
    }

    @Test("A request with every field goes to JSON and back")
    func everyField() throws {
        var request = ExportRequest()
        request.exportSize = 2_147_483_647
        request.securityReportType = .buildCommandRisks
        request.imageIDList = ["1", "2"]
        request.operateAll = false
        request.imageType = .cicd
        request.scanStatus = .imageOversized
        request.namespace = "n"
        request.imageName = "镜像"
        request.imageVersion = "1"
        request.imageID = "i"
        request.latestVersion = false
        request.imageSize = .max
        request.startLatestUpdateTime = 1_700_000_000_000
        request.endLatestUpdateTime = 1_700_000_000_001
        request.startLatestScanTime = 0
        request.endLatestScanTime = 1_700_000_000_001
        request.hasMaliciousFile = false
        request.hasVul = false
        request.hasUnsafeSetting = true
        request.risky = false
        request.severityLevel = .high
        request.instanceName = "s"
        request.cicdName = "c"
        request.buildCommandRiskLevel = .critical
        request.buildCommandRiskName = "r"
        request.buildCommandRuleIDList = ["x"]
        request.enterpriseProjectID = "0"
        #expect(request.body.keys == DeclarationTests.documented.map(\.name))
        #expect(request.body["has_vul"] == false)
        let text = request.json.text
        let read = try ExportRequest(json: try #require(try JSONValue(parsing: text).objectValue))
        #expect(read == request)
        #expect(read.bodyBytes() == request.bodyBytes())
        #expect(read.severityLevel == .high)
        #expect(read.imageSize == .max)
    }

    @Test("Equal requests are equal, however they were made")
    func equality() throws {
        let first = try #require(ExportValidator().validate(["risky": .boolean(false)]).request)
        var second = try ExportRequest(json: [
            "operate_all": true, "risky": false, "security_report_type": "malwares", "export_size": 100.0,
        ])
        #expect(first == second)
        #expect(Set([first, second]).count == 1)
        second.risky = nil
        #expect(first != second)
        second.risky = false
        second.enterpriseProjectID = "0"
        #expect(first != second)
    }

    @Test("JSON that is no valid request is refused with all its problems")
    func invalid() throws {
        let json: JSONObject = ["export_size": nil, "security_report_type": "apps", "x": [:]]
        let error = try #require(throws: InvalidRequest.self) { try ExportRequest(json: json) }
        #expect(error.violations.map(\.field) == ["export_size", "operate_all", "x"])
        #expect(error.violations.map(\.code) == [.type, .required, .unknown])
    }

    @Test("An unset field is nil, and setting nil takes it out")
    func unset() {
        var request = ExportRequest()
        #expect(request.exportSize == nil)
        #expect(request.body.isEmpty)
        request.hasVul = false
        #expect(request[field: "has_vul"] == false)
        request.hasVul = nil
        #expect(request == ExportRequest())
    }
}
