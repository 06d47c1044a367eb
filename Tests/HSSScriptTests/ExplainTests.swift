import HSSClient
import HSSSchema
import HSSScript
import Testing

/// What `hss explain` says, and that it says what stands under an error.
@Suite(.timeLimit(.minutes(2))) struct ExplainTests {
    /// hss-api.md section 6, row by row.
    static let codes: [(code: String, statuses: [Int])] = [
        ("APIGW.0101", [404]), ("APIGW.0201", [400, 413, 414, 494, 502, 504]), ("APIGW.0301", [401]),
        ("APIGW.0302", [403]), ("APIGW.0303", [401]), ("APIGW.0304", [403]), ("APIGW.0305", [401]),
        ("APIGW.0306", [403]), ("APIGW.0307", [401]), ("APIGW.0308", [429]), ("APIGW.0310", [403]),
        ("APIGW.0401", [403]), ("APIGW.0402", [403]), ("APIGW.0601", [500]), ("APIGW.0605", [500]),
        ("APIGW.0606", [500]), ("APIGW.0608", [500]), ("APIGW.0609", [500]), ("APIGW.0610", [502]),
        ("APIGW.0613", [503]), ("APIGW.0801", [403]), ("APIGW.0802", [403]),
        ("HSS.0001", [400]), ("HSS.0002", [400]), ("HSS.0010", [400]), ("HSS.0011", [400]), ("HSS.0013", [400]),
        ("HSS.0014", [400]), ("HSS.0041", [500]), ("HSS.1002", [400]), ("HSS.1011", [400]), ("HSS.1017", [400]),
        ("HSS.1018", [400]),
        ("IAM.0006", []), ("IAM.0007", []), ("IAM.0009", []), ("IAM.0011", []), ("IAM.0072", []), ("PAP5.0001", []),
        ("EPS.0002", []),
    ]

    @Test func `every documented code, and no other, is explained`() {
        #expect(ServiceCode.all.map(\.code) == Self.codes.map(\.code))
        for (code, statuses) in Self.codes {
            #expect(ServiceCode.find(code)?.httpStatuses == statuses, "\(code)")
            let found = Explanation.find(code)
            #expect(found.map(\.topic) == [code])
            let shown = statuses.map { "\($0)" }
            let lines = found.flatMap(\.details).filter { $0.hasPrefix("HTTP status: ") }
            #expect(
                lines.flatMap { $0.matches(of: /[0-9]+/).map { String($0.0) } } == shown,
                "\(code) with its statuses in their order"
            )
        }
    }

    /// Exit statuses as contract section 1 has them.
    private static func exitStatus(_ kind: HSSError.Kind) -> Int {
        switch kind {
        case .script: 1
        case .argument: 65
        case .service, .exportFailed: 69
        case .io: 73
        case .throttled, .transport, .timeout, .ambiguous: 75
        case .auth, .permission: 77
        case .config: 78
        case .limit: 79
        case .cancelled: 130
        }
    }

    @Test(arguments: HSSError.Kind.allCases)
    func `every error kind is explained`(_ kind: HSSError.Kind) throws {
        let found = Explanation.find(kind.rawValue)
        let explanation = try #require(found.first)
        #expect(found.count == 1 && explanation.sort == "error kind")
        let names = explanation.details.compactMap { $0.split(separator: ":").first.map(String.init) }
        #expect(names == ["exit status", "sent", "repeated by hss", "what to do"])
        let status = "\(Self.exitStatus(kind))"
        #expect(explanation.details.first?.hasPrefix("exit status: \(status)") == true)
        #expect(Explanation.find(status).first?.details.first?.contains(kind.rawValue) == true)
    }

    @Test(arguments: ExportSchema.requestFields)
    func `every field is explained`(_ field: FieldDeclaration) throws {
        let explanation = try #require(Explanation.find(field.name).first)
        #expect(explanation.sort == "field")
        #expect(explanation.sentence == field.documentation)
        #expect(explanation.details.first?.hasPrefix("type: \(field.type.name)") == true)
        #expect(explanation.details.dropFirst().first == "required: \(field.isRequired ? "yes" : "no")")
        for value in field.enumValues {
            let found = Explanation.find(value.value).filter { $0.sort == "value of \(field.name)" }
            #expect(found.map(\.topic) == [value.value])
            #expect(found.first?.sentence == value.meaning)
            #expect(explanation.details.contains("  \"\(value.value)\": \(value.meaning)"))
        }
    }

    /// A request that gets a warning or a violation for each rule between fields.
    static let odd: [JSONObject] = [
        ["operate_all": false, "cicd_name": "c", "image_type": "harbor"],
        ["operate_all": true, "image_id_list": ["1", "1"], "instance_name": "i", "image_type": "local_image"],
        ["operate_all": true, "namespace": "n", "image_type": "local_image"],
        ["build_command_risk_level": "high"], ["build_command_risk_name": "r"],
        ["build_command_rule_id_list": ["r"]],
        ["start_latest_update_time": 300_000_000_000, "end_latest_update_time": 200_000_000_000],
        ["start_latest_scan_time": 300_000_000_000, "end_latest_scan_time": 200_000_000_000],
    ]

    @Test(arguments: odd)
    func `a field that rules speak of says so`(_ changes: JSONObject) {
        var request: JSONObject = ["export_size": 1, "security_report_type": "apps", "operate_all": true]
        for member in changes { request[member.key] = member.value }
        let validation = ExportValidator().validate(RequestInput(json: .object(request)))
        let found =
            validation.warnings.map { ($0.field, "warning: ") }
            + validation.violations.map { ($0.field, "error: ") }
        #expect(!found.isEmpty)
        for (field, word) in found {
            #expect(Explanation.find(field).first?.details.contains { $0.hasPrefix(word) } == true, "\(field)")
        }
    }

    @Test func `every topic is found, and listed once`() {
        let topics = Explanation.topics
        #expect(Set(topics).count == topics.count)
        for topic in topics {
            #expect(Explanation.find(topic).contains { $0.topic == topic }, "\(topic)")
        }
        for explanation in Explanation.groups.flatMap(\.explanations) {
            #expect(!explanation.sentence.isEmpty && !explanation.sentence.contains("\n"), "\(explanation.topic)")
        }
        for line in Explanation.groups.flatMap(\.lines) { #expect(line.count <= 100) }
    }

    @Test func `case, dashes and the two names of the gateway do not count`() {
        #expect(Explanation.find("apig.0308") == Explanation.find("APIGW.0308"))
        #expect(Explanation.find("Image-Type") == Explanation.find("image_type"))
        #expect(Explanation.find("EXPORT-FAILED") == Explanation.find("export_failed"))
        #expect(Explanation.find("sensitive_info") == Explanation.find("sensitive-info"))
        #expect(Explanation.find("low").map(\.topic) == ["Low", "low"])
        #expect(Explanation.find("nothing").isEmpty)
        #expect(Explanation.find("").isEmpty)
    }

    // MARK: Under an error

    private static func text(_ topic: String) -> String {
        Explanation.find(topic).flatMap(\.lines).joined(separator: "\n")
    }

    /// The line of the block that ends with the command, and the topic that it names.
    private static func pointing(_ error: RunError) -> (line: String, topic: String)? {
        for line in ErrorBlock(error, sourceLine: nil).lines {
            guard let match = line.firstMatch(of: /^(.*) \(hss explain ([^ )]+)\)$/) else { continue }
            return (String(match.1), String(match.2))
        }
        return nil
    }

    @Test(arguments: HSSError.Kind.allCases)
    func `under an error without a word of its own stands the kind's sentence`(_ kind: HSSError.Kind) {
        let lines = ErrorBlock(RunError(kind: kind, message: "m"), sourceLine: nil).lines
        guard ![.argument, .script, .cancelled].contains(kind) else {
            #expect(lines == ["error[\(kind.rawValue)]: m"])
            return
        }
        let sentence = Explanation.find(kind.rawValue).first?.sentence ?? ""
        #expect(lines == ["error[\(kind.rawValue)]: m", "\(sentence) (hss explain \(kind.rawValue))"])
    }

    @Test(arguments: codes.flatMap { code, statuses in (statuses.isEmpty ? [400] : statuses).map { (code, $0) } })
    func `under a service error stands what the code says`(_ code: String, _ status: Int) async throws {
        var test = ScriptUnderTest()
        test.configure = { $0.client.retry.patience = .seconds(1) }
        test.transport = FakeTransport(status, #"{"error_code":"\#(code)","error_msg":"m"}"#)
        let report = try await test.run("hss.export\(ScriptUnderTest.request())").report
        let error = try #require(report.error)
        let (line, topic) = try #require(Self.pointing(error))
        let known = try #require(ServiceCode.find(code))
        #expect(topic == code)
        switch error.kind {
        case .throttled: #expect(line.contains("--patience"))
        case .ambiguous:
            // To try again later is no advice for a creation that may have happened.
            let doubt = try #require(Explanation.find("ambiguous").first?.sentence)
            #expect(line == "\(known.meaning); \(doubt)")
            #expect(Self.text(code).contains(known.meaning) && Self.text(code).contains(doubt))
        default:
            #expect(line == Explanation.find(code).first?.sentence)
            #expect(Self.text(code).contains(line))
        }
    }

    @Test func `the other gateway's code is named as it is documented`() async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport(404, #"{"error_code":"APIG.0101","error_msg":"m"}"#)
        let error = try #require(try await test.run("hss.export\(ScriptUnderTest.request())").report.error)
        #expect(Self.pointing(error)?.topic == "APIGW.0101")
    }

    @Test func `under an ambiguous error stands the kind's sentence`() async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport(200, "<html>")
        let error = try #require(try await test.run("hss.export\(ScriptUnderTest.request())").report.error)
        let (line, topic) = try #require(Self.pointing(error))
        #expect(topic == "ambiguous")
        #expect(line == Explanation.find("ambiguous").first?.sentence)
    }

    @Test func `words of the error's own stay as they are`() async throws {
        var test = ScriptUnderTest()
        test.transport = FakeTransport(404, "nothing here")
        let error = try #require(try await test.run("hss.export\(ScriptUnderTest.request())").report.error)
        #expect(Self.pointing(error) == nil)
        let own = try #require(error.explanation)
        #expect(ErrorBlock(error, sourceLine: nil).lines.contains(own))
    }

    // MARK: To the letter

    @Test(arguments: ["APIGW.0201", "throttled", "image_id_list", "success"])
    func `texts to the letter`(_ topic: String) {
        #expect(Self.text(topic) == Self.goldens[topic])
    }

    static let goldens = [
        "APIGW.0201": """
        APIGW.0201 (service error code)
        the gateway could not pass the request on (bad or too large a request, or HSS is down or slow); with \
        status 502 or 504 try again later, otherwise check the request
          HTTP status: 400, 413, 414, 494
          error kind: service (exit status 69)
          repeated by hss: no
          HTTP status: 502, 504
          error kind: service (exit status 69); of a creation ambiguous (exit status 75)
          repeated by hss: reads, --retries times at most; a creation only on request: repeating the call may \
        create a second task; look in the HSS console whether the first one exists, or ask for a repetition with \
        retry_ambiguous
          note: 400 is a bad request, 413 a body beyond 12 MB, 414 a URI and 494 headers that are too large, 502 \
        an HSS that is down, 504 one that is slow
        """,
        "throttled": """
        throttled (error kind)
        HSS wants fewer calls (429); wait and call less often
          exit status: 75
          sent: true: the call was answered, and created nothing; false if the pace forbade to send it
          repeated by hss: yes, at the pace that HSS takes, until it accepted no such call for --patience seconds
          what to do: go on later with hss run --resume last, set --rate, or let the script create fewer tasks
        """,
        "image_id_list": """
        image_id_list (field)
        Images to export; needed when operate_all is false. image_id for local and CI/CD images, the list row's \
        id (as text) for repository images.
          type: list of strings
          required: no
          values: at least one string, none of them empty
          error: missing beside operate_all = false
          error: Images of several families, or of another than image_type says
          warning: given beside operate_all = true: whether HSS then heeds it is not documented
          warning: the same id twice
        """,
        "success": """
        success (value of scan_status)
        scan finished
          write: scan_status = "success"
          field: Filter by scan state.
        """,
    ]
}
