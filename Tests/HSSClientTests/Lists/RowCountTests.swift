import HSSSchema
import Testing

@testable import HSSClient

/// How many rows an export would hold: a read, though it is a POST.
@Suite(.timeLimit(.minutes(1))) struct RowCountTests {
    private static var request: ExportRequest {
        var request = ExportRequest()
        request.exportSize = 9
        request.securityReportType = .sensitiveInfo
        request.operateAll = true
        request.namespace = "team"
        request.hasVul = false
        request.enterpriseProjectID = "e"
        return request
    }

    @Test func `the body is the export's without size and type, which stands in the query`() async throws {
        let transport = AnsweringTransport { _, _ in .json(#"{"total_num":7}"#) }
        let client = HSSClient.test(transport) { $0.enterpriseProjectID = "other" }
        #expect(try await client.rowCount(of: Self.request) == 7)
        let call = try #require(transport.calls.first)
        #expect(call.method == .post)
        #expect(call.path == "/v5/p/image/security-report/statistic")
        #expect(call.query == "enterprise_project_id=e&security_report_type=sensitive-info")
        #expect(
            String(decoding: call.body, as: UTF8.self) == #"{"operate_all":true,"namespace":"team","has_vul":false}"#
        )
        #expect(call.header("region") == nil)
    }

    @Test func `the region is named where it is known, and signed`() async throws {
        let transport = AnsweringTransport { _, _ in .json(#"{"total_num":0}"#) }
        let keys = ["HUAWEICLOUD_SDK_AK": "ak", "HUAWEICLOUD_SDK_SK": "sk"]
        let client = HSSClient.test(transport, environment: keys, region: "ap-southeast-1")
        #expect(try await client.rowCount(of: Self.request) == 0)
        let call = try #require(transport.calls.first)
        #expect(call.header("region") == "ap-southeast-1")
        #expect(call.header("Authorization")?.contains(";region;") == true)
    }

    @Test(
        arguments: [
            .refused(503, "APIGW.0613"), .refused(500, "APIGW.0601"), .refused(429, "APIGW.0308"),
            .failure(TransportFailure(.connectionCut, sent: .unknown, reason: "r")),
            .failure(TransportFailure(.timeout, sent: .unknown, reason: "r")),
        ] as [AnsweringTransport.Answer]
    )
    func `it is repeated as any read`(_ first: AnsweringTransport.Answer) async throws {
        let transport = AnsweringTransport { _, number in number < 3 ? first : .json(#"{"total_num":3}"#) }
        #expect(try await HSSClient.test(transport).rowCount(of: Self.request) == 3)
        #expect(transport.calls.count == 3)
        #expect(Set(transport.calls.map(\.body)).count == 1)
    }

    @Test(
        arguments: [
            "{}", #"{"total_num":null}"#, #"{"total_num":"7"}"#, #"{"total_num":-1}"#, #"{"total_num":1.5}"#, "[7]",
            "7",
            "", "<html>", #"{"total_num":7"#, #"{"data":{"total_num":7}}"#, #"{"total_num":99999999999999999999}"#,
        ]
    )
    func `an answer without a count is an error, not zero`(_ body: String) async {
        let transport = AnsweringTransport { _, _ in .json(body) }
        let client = HSSClient.test(transport)
        let error = await #expect(throws: HSSError.self) { try await client.rowCount(of: Self.request) }
        #expect(error?.kind == .service)
        #expect(error?.message.contains("counting the rows of an export") == true)
        #expect(transport.calls.count == 1)
    }

    @Test func `without a type of report nothing is sent`() async {
        let transport = AnsweringTransport { _, _ in .json(#"{"total_num":7}"#) }
        let client = HSSClient.test(transport)
        let error = await #expect(throws: HSSError.self) { try await client.rowCount(of: ExportRequest()) }
        #expect(error?.kind == .argument)
        #expect(transport.calls.isEmpty)
    }

    @Test func `a refusal is an error of the service`() async {
        let transport = AnsweringTransport { _, _ in .refused(400, "HSS.0001") }
        let client = HSSClient.test(transport)
        let error = await #expect(throws: HSSError.self) { try await client.rowCount(of: Self.request) }
        #expect(error?.kind == .service)
        #expect(error?.errorCode == "HSS.0001")
        #expect(transport.calls.count == 1)
    }
}
