import HSSSchema
import Testing

@testable import HSSSimulator

/// A request signed by the vendor's Python SDK (huaweicloudsdkcore 3.1.219) with a made-up key, at 2026-11-24T01:00:00Z.
struct SignatureVector: Sendable, CustomTestStringConvertible {
    let name: String
    var method = "POST"
    var target = Self.exportTarget
    /// Headers besides the five that every vector has.
    var extra: [String: String] = [:]
    var body = ServiceUnderTest.seedBody
    var signedHeaders = "content-type;host;user-agent;x-project-id;x-sdk-date"
    let signature: String

    var testDescription: String { self.name }

    static let project = "0123456789abcdef0123456789abcdef"
    static let exportTarget = "/v5/\(project)/image/security-report/export-tasks"

    static var configuration: SimulatorConfiguration {
        var configuration = SimulatorConfiguration()
        configuration.projectID = self.project
        configuration.accessKey = "SIMTESTACCESSKEY0001"
        configuration.secretKey = "secretSECRETsecretSECRETsecretSECRET0001"
        return configuration
    }

    var headers: [String: String] {
        let common = [
            "x-project-id": Self.project,
            "content-type": "application/json",
            "user-agent": "vectors/1.0",
            "x-sdk-date": "20261124T010000Z",
            "host": "127.0.0.1:8080",
        ]
        return common.merging(self.extra) { $1 }
    }

    var authorization: String {
        "SDK-HMAC-SHA256 Access=SIMTESTACCESSKEY0001, SignedHeaders=\(self.signedHeaders), Signature=\(self.signature)"
    }

    /// The vector as a call, with what `change` did to it.
    func call(_ change: (inout Parts) -> Void = { _ in }) -> SimulatedCall {
        var headers = self.headers
        headers["authorization"] = self.authorization
        var parts = Parts(method: self.method, target: self.target, headers: headers, body: self.body)
        change(&parts)
        return SimulatedCall(
            method: parts.method,
            target: parts.target,
            headers: parts.headers.map { .init(name: $0.key, value: $0.value) },
            body: Array(parts.body.utf8)
        )
    }

    struct Parts {
        var method: String
        var target: String
        var headers: [String: String]
        var body: String
    }
}

extension SignatureVector {
    static let seed = SignatureVector(
        name: "the seed's own request",
        signature: "7e605ad4d72418c925b533195c8fdaa35792f29c479a3edaa2cef43695231b16"
    )

    static let all: [SignatureVector] = [
        seed,
        SignatureVector(
            name: "an enterprise project",
            target: "\(exportTarget)?enterprise_project_id=all_granted_eps",
            signature: "73c73ddab5408410561ac6ef584efc1f83621375d50e45ea58f4bdd30626b429"
        ),
        SignatureVector(
            name: "characters that are encoded",
            target: "\(exportTarget)?enterprise_project_id=a%20b%2F%C3%BC~%2A%2B%26%3D",
            signature: "bb25bc880baa87325cb76fa730bdf461844761a6def0340d119f313010f5c36c"
        ),
        SignatureVector(
            name: "two query parameters and an encoded path",
            method: "GET",
            target: "/v5/\(project)/export-task/no%20such%7E?Zone=%C3%A4&enterprise_project_id=0",
            body: "",
            signature: "65197d2f477602b3506e157c55b125134756005e8542d1569748cc33e96069e4"
        ),
        SignatureVector(
            name: "query parameters sent in another order",
            method: "GET",
            target: "/v5/\(project)/export-task/no%20such%7E?enterprise_project_id=0&Zone=%c3%a4",
            body: "",
            signature: "65197d2f477602b3506e157c55b125134756005e8542d1569748cc33e96069e4"
        ),
        SignatureVector(
            name: "a security token",
            extra: ["x-security-token": "temporary/token+value=="],
            signedHeaders: "content-type;host;user-agent;x-project-id;x-sdk-date;x-security-token",
            signature: "5b84867a7988019dcedf015a765f39531374d76034b5fd63d22ecdaae07808fb"
        ),
        SignatureVector(
            name: "an unsigned payload",
            extra: ["content-type": "text/plain", "x-sdk-content-sha256": "UNSIGNED-PAYLOAD"],
            signedHeaders: "content-type;host;user-agent;x-project-id;x-sdk-content-sha256;x-sdk-date",
            signature: "df6d6da6b34ebb4e337ff0192e8cfb2c51f1d8256785615cc8f1f6364b9639f8"
        ),
        SignatureVector(
            name: "UTF-8 in the body",
            body: #"{"operate_all":true,"export_size":1,"security_report_type":"apps","image_name":"käse/東"}"#,
            signature: "8a76bf95280848be10780798efd634dfcdee3cf3f520988b324906a48ea83fb8"
        ),
        SignatureVector(
            name: "a header with blanks around",
            extra: ["x-note": "  two  words "],
            signedHeaders: "content-type;host;user-agent;x-note;x-project-id;x-sdk-date",
            signature: "f8a19c11fb9386973dc66cd9caca54890fcb1c22ae0a9678ab0b906f426a2d57"
        ),
    ]
}
