import HSSSchema
import Testing

/// `hss explain` (contract section 1).
@Suite(.timeLimit(.minutes(10))) struct ExplainCommandTests {
    @Test(arguments: ["APIGW.0308", "apig.0308", "apigw.0308"])
    func `a code is explained however it is written`(_ topic: String) async throws {
        let ended = try await Hss(["explain", topic]).run()
        #expect(ended.status == 0)
        #expect(ended.error == "")
        #expect(
            ended.outputLines.prefix(2) == [
                "APIGW.0308 (service error code)", "too many calls; wait and call less often",
            ]
        )
    }

    @Test func `all that a word stands for is explained`() async throws {
        let ended = try await Hss(["explain", "HIGH"]).run()
        #expect(ended.status == 0)
        #expect(
            ended.outputLines.filter { $0.contains(" (") && !$0.hasPrefix(" ") } == [
                "High (value of severity_level)", "high (value of build_command_risk_level)",
            ]
        )
        #expect(ended.output.contains("\n\nhigh (value"), "an empty line stands between")
    }

    @Test func `without a topic all are listed`() async throws {
        let ended = try await Hss(["explain"]).run()
        #expect(ended.status == 0)
        #expect(ended.error == "")
        let words = Set(ended.output.split { $0 == " " || $0 == "\n" }.map(String.init))
        for field in ExportSchema.requestFields {
            #expect(words.contains(field.name), "\(field.name)")
            for value in field.enumValues { #expect(words.contains(value.value), "\(value.value)") }
        }
        for word in ["export_failed", "APIGW.0101", "HSS.0041", "EPS.0002", "143", "conflict"] {
            #expect(words.contains(word), "\(word)")
        }
        #expect(ended.outputLines.first == "fields:")
        #expect(ended.outputLines.contains("service error codes:"))
    }

    @Test func `an unknown topic is wrong use, and the nearest is named`() async throws {
        let ended = try await Hss(["explain", "image_typ"]).run()
        #expect(ended.status == 64)
        #expect(ended.output == "")
        #expect(
            ended.errorLines == [
                "error: hss cannot explain \"image_typ\"; did you mean \"image_type\"?",
                "hss explain lists every topic",
            ]
        )
        let far = try await Hss(["explain", "weather"]).run()
        #expect(far.status == 64)
        #expect(far.errorLines.first == "error: hss cannot explain \"weather\"")
    }

    @Test func `the command under an error works as it stands there`() async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", "io.open('/etc/passwd')")
        let ended = try await Hss(["run", "s.lua"], in: scratch).run()
        let match = try #require(ended.block.firstMatch(of: /\n(.*) \(hss (explain .*)\)/))
        let explained = try await Hss(match.2.split(separator: " ").map(String.init)).run()
        #expect(explained.status == 0)
        #expect(explained.outputLines.contains(String(match.1)))
    }
}
