import HSSSchema
import Testing

@testable import HSSSimulator

/// AK/SK signatures, verified independently of the client.
@Suite struct SignatureTests {
    @Test("a request signed by the vendor's SDK is authentic", arguments: SignatureVector.all)
    func authentic(_ vector: SignatureVector) {
        var service = ServiceUnderTest(SignatureVector.configuration)
        let answer = service.answer(vector.call())
        #expect(answer.status == (vector.method == "POST" ? 200 : 400), "\(answer.errorMessage)")
        #expect(answer.errorCode == (vector.method == "POST" ? nil : "HSS.0011"))
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let name: String
        let apply: @Sendable (inout SignatureVector.Parts) -> Void
        let said: String
        var testDescription: String { self.name }

        init(_ name: String, said: String, _ apply: @escaping @Sendable (inout SignatureVector.Parts) -> Void) {
            (self.name, self.said, self.apply) = (name, said, apply)
        }
    }

    static let changedRequests: [Change] = [
        Change("another body", said: "signature") { $0.body += " " },
        Change("no body", said: "signature") { $0.body = "" },
        Change("another query", said: "signature") { $0.target += "?enterprise_project_id=0" },
        Change("another signed header", said: "signature") { $0.headers["user-agent"] = "other" },
        Change("a signed header missing", said: "signature") { $0.headers["user-agent"] = nil },
        Change("another date", said: "signature") { $0.headers["x-sdk-date"] = "20261124T010001Z" },
        Change("another hash claimed", said: "signature") {
            $0.headers["x-sdk-content-sha256"] = "UNSIGNED-PAYLOAD"
        },
        Change("another signature", said: "signature") {
            $0.headers["authorization"] = $0.headers["authorization"].map { $0.dropLast() + "0" }
        },
        Change("no date", said: "X-Sdk-Date") { $0.headers["x-sdk-date"] = nil },
        Change("a date of another form", said: "X-Sdk-Date") { $0.headers["x-sdk-date"] = "2026-11-24T01:00:00Z" },
        Change("an unknown access key", said: "access key") {
            $0.headers["authorization"] = $0.headers["authorization"]?.replacing("KEY0001", with: "KEY0002")
        },
        Change("another algorithm", said: "SDK-HMAC-SHA256") {
            $0.headers["authorization"] = $0.headers["authorization"]?.replacing("SDK-", with: "V11-")
        },
        Change("no signature at all", said: "SDK-HMAC-SHA256") {
            $0.headers["authorization"] = "SDK-HMAC-SHA256 Access=SIMTESTACCESSKEY0001"
        },
    ]

    @Test("a request that is not what was signed is refused with 401 APIGW.0301", arguments: changedRequests)
    func changed(_ change: Change) {
        var service = ServiceUnderTest(SignatureVector.configuration)
        let answer = service.answer(SignatureVector.seed.call(change.apply))
        #expect(answer.status == 401)
        #expect(answer.errorCode == "APIGW.0301")
        #expect(answer.errorMessage.contains(change.said), "\(answer.errorMessage)")
        #expect(answer.json["request_id"] == .string(answer.requestID))
        #expect(service.state.array("tasks").isEmpty)
    }

    @Test("headers that were not signed may change on the way")
    func unsignedHeaders() {
        var service = ServiceUnderTest(SignatureVector.configuration)
        let answer = service.answer(SignatureVector.seed.call { $0.headers["accept-encoding"] = "gzip" })
        #expect(answer.status == 200)
    }

    @Test(
        "the clocks may differ by 15 minutes at most",
        arguments: [(0, 200), (900_000, 200), (-900_000, 200), (900_001, 401), (-900_001, 401)]
    )
    func clockSkew(offsetMilliseconds: Int64, status: Int) {
        var service = ServiceUnderTest(SignatureVector.configuration)
        service.now += offsetMilliseconds
        let answer = service.answer(SignatureVector.seed.call())
        #expect(answer.status == status)
        #expect(status == 200 || answer.errorMessage.contains("15 minutes"))
    }

    @Test("five failed signatures in a row lock the key for five minutes")
    func lock() {
        var service = ServiceUnderTest(SignatureVector.configuration)
        func forged() -> SimulatedCall { SignatureVector.seed.call { $0.body += " " } }
        for _ in 0..<5 { #expect(!service.answer(forged()).errorMessage.contains("locked")) }
        let locked = service.answer(SignatureVector.seed.call())
        #expect(locked.status == 401)
        #expect(locked.errorCode == "APIGW.0301")
        #expect(locked.errorMessage.contains("locked for 300 more seconds"), "\(locked.errorMessage)")
        service.now += 299_999
        #expect(service.answer(SignatureVector.seed.call()).errorMessage.contains("locked for 1 more"))
        service.now += 1
        #expect(service.answer(SignatureVector.seed.call()).status == 200)
        #expect(service.export().status == 200, "the token is not the key")
    }

    @Test("a good signature in between starts the count anew")
    func lockNeedsARow() {
        var service = ServiceUnderTest(SignatureVector.configuration)
        for _ in 0..<3 {
            for _ in 0..<4 { _ = service.answer(SignatureVector.seed.call { $0.body += " " }) }
            #expect(service.answer(SignatureVector.seed.call()).status == 200)
        }
    }

    @Test("a signed X-Project-Id must be the project of the path")
    func projectHeader() {
        let vector = SignatureVector(
            name: "another project signed",
            extra: ["x-project-id": String(repeating: "e", count: 32)],
            signature: "f999e1cb74b94b0cb15fdcac1225a9a26af243c02c570c2a9974d93a6338c7df"
        )
        var service = ServiceUnderTest(SignatureVector.configuration)
        let answer = service.answer(vector.call())
        #expect(answer.status == 401)
        #expect(answer.errorMessage.contains("X-Project-Id"), "\(answer.errorMessage)")
    }

    @Test("an authentic request for a project that is not served is refused with 403")
    func otherProject() {
        var configuration = SignatureVector.configuration
        configuration.projectID = String(repeating: "f", count: 32)
        var service = ServiceUnderTest(configuration)
        #expect(service.answer(SignatureVector.seed.call()).status == 403)
    }

    @Test(
        "X-Sdk-Date is read as UTC",
        arguments: [
            ("19700101T000000Z", 0), ("20000229T235959Z", 951_868_799_000), ("20241231T000000Z", 1_735_603_200_000),
            ("20261124T010000Z", 1_795_482_000_000), ("21000301T000000Z", 4_107_542_400_000),
        ] as [(String, Int64?)]
    )
    func dates(text: String, milliseconds: Int64?) {
        #expect(SignatureDate.milliseconds(of: text) == milliseconds)
    }

    @Test(
        "what is no date is refused",
        arguments: ["", "20261324T010000Z", "20261124T240000Z", "20261124T010000", "2026112aT010000Z"]
    )
    func noDates(text: String) {
        #expect(SignatureDate.milliseconds(of: text) == nil)
    }
}
