import Foundation
import HSSSchema
import HSSSimulator
import Testing

/// Each file of examples/ does what its first lines promise.
@Suite(.timeLimit(.minutes(10))) struct ExampleTests {
    struct Promise {
        var arguments: [String] = []
        /// What it prints; TASK stands for a task's id, in the order of the tasks.
        var output: String
        /// Members that each created task's body must have, in the order of the calls.
        var bodies: [JSONObject] = []
    }

    static let all: JSONObject = ["operate_all": true]

    static let promises: [String: [Promise]] = [
        "first-export.lua": [
            Promise(
                output: "TASK\n",
                bodies: [["operate_all": true, "export_size": 100, "security_report_type": "malwares"]]
            )
        ],
        "all-reports.lua": [
            Promise(
                output: SecurityReportType.documented.map { "\($0)\tTASK\n" }.joined(),
                bodies: SecurityReportType.documented.map {
                    ["operate_all": true, "export_size": 1000, "security_report_type": .string($0)]
                }
            )
        ],
        "per-namespace.lua": [namespaces([], ["payments", "platform", "shop"]), namespaces(["a", "b"], ["a", "b"])],
        "per-namespace-map.lua": [
            namespaces([], ["payments", "platform", "shop"]), namespaces(["a", "b"], ["a", "b"]),
        ],
        "image-list.lua": [
            Promise(
                output: "7 images\tTASK\n",
                bodies: [
                    [
                        "operate_all": false, "export_size": 10000, "security_report_type": "apps",
                        "image_id_list": ["1001", "1002", "1003", "1017", "2044", "2045", "2101"],
                    ]
                ]
            )
        ],
        "filter.lua": [
            Promise(
                output: "REQUEST\nTASK\n",
                bodies: [["namespace": "payments", "scan_status": "success", "security_report_type": "malwares"]]
            ),
            Promise(
                arguments: ["web", "High", "3"],
                output: "REQUEST\nTASK\n",
                bodies: [["namespace": "web", "severity_level": "High", "scan_status": "success"]]
            ),
        ],
        "errors.lua": [
            Promise(
                output: """
                    not sent, 2 problems:
                      export_size: "100" is a string, not an integer
                      security_report_type: "malware" is not a documented value
                        did you mean malwares?
                    TASK

                    """,
                bodies: [["operate_all": true, "export_size": 100, "security_report_type": "malwares"]]
            )
        ],
        "overnight.lua": [
            Promise(
                output: "4 created, 0 reused, 0 failed\n",
                bodies: ["payments", "platform", "shop", "web"].map {
                    ["operate_all": true, "security_report_type": "malwares", "namespace": .string($0)]
                }
            ),
            Promise(arguments: ["a"], output: "1 created, 0 reused, 0 failed\n", bodies: [["namespace": "a"]]),
        ],
        "nightly.lua": [
            Promise(
                output: "malwares\tTASK\nsensitive-info\tTASK\n",
                bodies: [["security_report_type": "malwares"], ["security_report_type": "sensitive-info"]]
            )
        ],
        "weekly.lua": [
            Promise(
                output: SecurityReportType.documented.map { "\($0)\tTASK\n" }.joined() + "6 tasks created\n",
                bodies: SecurityReportType.documented.map {
                    ["security_report_type": .string($0), "operate_all": true]
                }
            )
        ],
        "reports.lua": [Promise(output: "")],
    ]

    private static func namespaces(_ arguments: [String], _ names: [String]) -> Promise {
        Promise(
            arguments: arguments,
            output: names.map { "\($0)\tTASK\n" }.joined(),
            bodies: names.map {
                [
                    "operate_all": true, "export_size": 1000, "security_report_type": "malwares",
                    "namespace": .string($0),
                ]
            }
        )
    }

    static var files: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(Hss.package)/examples")) ?? []
        return names.filter { $0.hasSuffix(".lua") }.sorted()
    }

    @Test func `every example has a promise to keep`() {
        #expect(Self.files == (Array(Self.promises.keys) + FollowThroughExampleTests.promises.keys).sorted())
    }

    @Test(arguments: promises.keys.sorted())
    func `an example keeps its promise`(_ name: String) async throws {
        for promise in Self.promises[name] ?? [] {
            try await withSimulator { simulator in
                var call = Hss(["run", "examples/\(name)"] + promise.arguments, environment: simulator.account)
                call.folder = Hss.package
                let ended = try await call.run()
                #expect(ended.status == 0, "\(ended)")
                var output = ended.output
                for task in simulator.tasks {
                    output = output.replacing(task["task_id"]?.stringValue ?? "?", with: "TASK")
                }
                #expect(output.replacing(/\{"export_size".*\}/, with: "REQUEST") == promise.output)
                let bodies = simulator.tasks.compactMap { $0["body"]?.objectValue }
                #expect(bodies.count == promise.bodies.count)
                for wanted in promise.bodies {
                    #expect(bodies.contains { body in wanted.allSatisfy { body[$0.key] == $0.value } }, "\(wanted)")
                }
            }
        }
    }

    @Test(arguments: files)
    func `an example passes check and says how to run it`(_ name: String) async throws {
        var call = Hss(["check", "examples/\(name)"])
        call.folder = Hss.package
        let ended = try await call.run()
        #expect(ended.status == 0, "\(ended)")
        let text = try String(contentsOfFile: "\(Hss.package)/examples/\(name)", encoding: .utf8)
        #expect(text.hasPrefix("-- "))
        if name != "reports.lua" {
            #expect(text.contains(try Regex("-- Run it:   hss run --simulate (--[a-z-]+ [^ ]+ )*examples/\(name)\n")))
            #expect(text.contains("\n-- Prints:   "))
        }
    }
}

extension SecurityReportType {
    static var documented: [String] { ExportSchema.field(named: "security_report_type")?.enumValues.map(\.value) ?? [] }
}
