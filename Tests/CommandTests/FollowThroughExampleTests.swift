import Foundation
import HSSSchema
import HSSSimulator
import Testing

/// The examples that go from a list to files on disk do what their first lines promise.
@Suite(.timeLimit(.minutes(10))) struct FollowThroughExampleTests {
    struct Promise {
        var arguments: [String] = []
        /// What each line looks like, once the paths of reports are PATH.
        var line: Regex<Substring>
        /// How many lines name no report.
        var linesWithoutReport = 0
        /// Members that the body of each task must have.
        var body: JSONObject
    }

    static var promises: [String: Promise] {
        [
            "every-namespace-to-disk.lua": Promise(
                line: /[a-z]+\tPATH/,
                body: ["operate_all": true, "export_size": 100_000, "security_report_type": "malwares"]
            ),
            "malware-since-yesterday.lua": Promise(
                line: /[a-z]+\/[^\t]+:[^\t]+\t\d+ malicious files|PATH/,
                linesWithoutReport: -1,
                body: ["operate_all": false, "security_report_type": "malwares"]
            ),
            "pipeline-images.lua": Promise(
                line: /build-shop\t\d+ images|PATH/,
                linesWithoutReport: 1,
                body: ["operate_all": false, "image_type": "cicd", "security_report_type": "apps"]
            ),
            "build-command-risks.lua": Promise(
                line: /(?:critical|high)\t[^\t]+\tPATH/,
                body: ["operate_all": true, "security_report_type": "build-command-risks"]
            ),
            "counted.lua": Promise(line: /[a-z-]+\t\d+ rows\tPATH/, body: ["operate_all": true]),
        ]
    }

    @Test(arguments: promises.keys.sorted())
    func `an example keeps its promise`(_ name: String) async throws {
        let promise = try #require(Self.promises[name])
        // Its data are so recent that some of it is always of the last day.
        try await withSimulator { simulator in
            let scratch = try Scratch()
            var call = Hss(
                [
                    "run", "--poll-interval", "0.02", "--download-dir", "\(scratch.path)/reports", "examples/\(name)",
                ] + promise.arguments,
                in: scratch,
                environment: simulator.account
            )
            call.folder = Hss.package
            let ended = try await call.run()
            #expect(ended.status == 0, "\(ended)")
            let tasks = simulator.tasks
            #expect(!tasks.isEmpty)
            for task in tasks {
                let body = task["body"]?.objectValue ?? [:]
                #expect(promise.body.allSatisfy { body[$0.key] == $0.value }, "\(body)")
            }
            let reports = ended.output.matches(of: /[^\t\n]*\/reports\/[^\t\n]+/).map { String($0.0) }
            #expect(Set(reports).count == tasks.count)
            for report in reports {
                let head = FileHandle(forReadingAtPath: report)?.readData(ofLength: 4)
                #expect(head == Data([0x50, 0x4B, 0x03, 0x04]), "\(report) is no zip")
            }
            let lines = ended.outputLines
            if promise.linesWithoutReport >= 0 {
                #expect(lines.count == tasks.count + promise.linesWithoutReport)
            }
            for line in lines {
                let shown = line.replacing(/[^\t\n]*\/reports\/[^\t\n]+/, with: "PATH")
                #expect(shown.wholeMatch(of: promise.line) != nil, "\(line)")
            }
        }
    }

    @Test func `a pipeline without images is no error`() async throws {
        try await withSimulator { simulator in
            var call = Hss(["run", "examples/pipeline-images.lua", "no-such"], environment: simulator.account)
            call.folder = Hss.package
            let ended = try await call.run()
            #expect(ended.output == "no-such\t0 images\n")
            #expect(simulator.tasks.isEmpty)
        }
    }
}
