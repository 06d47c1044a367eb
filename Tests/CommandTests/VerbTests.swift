import Foundation
import HSSSchema
import HSSSimulator
import Testing

/// `hss schema`, `hss simulate`, `--help` (contract section 1).
@Suite(.timeLimit(.minutes(10))) struct VerbTests {
    @Test func `schema is JSON with the documented fields`() async throws {
        let ended = try await Hss(["schema"]).run()
        #expect(ended.status == 0)
        #expect(ended.error == "")
        let schema = try ended.json()
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        let properties = try #require(schema["properties"]?.objectValue)
        #expect(properties.count == 27)
        #expect(properties.keys == ExportSchema.requestFields.map(\.name))
        #expect(schema["required"] == ["export_size", "security_report_type", "operate_all"])
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `simulate says where it is and serves until it is told to stop`(_ signal: Int32) async throws {
        let running = try Hss(["simulate", "--seed", "7"]).start()
        try await running.says("}\n")
        let scratch = try Scratch()
        try scratch.write("s.lua", Scripts.export)
        let ready = try JSONValue(parsing: Array(running.outputSoFar.utf8))
        #expect(ready.objectValue?.keys == ["endpoint", "project_id", "ak", "sk", "token"])
        let place = [
            "HSS_ENDPOINT": ready["endpoint"]?.stringValue ?? "",
            "HSS_PROJECT_ID": ready["project_id"]?.stringValue ?? "",
        ]
        let accounts = [
            ["HW_ACCESS_KEY": ready["ak"]?.stringValue ?? "", "HW_SECRET_KEY": ready["sk"]?.stringValue ?? ""],
            ["HSS_AUTH_TOKEN": ready["token"]?.stringValue ?? ""],
        ]
        for account in accounts {
            let ended = try await Hss(["run", "s.lua"], in: scratch, environment: place.merging(account) { $1 }).run()
            #expect(ended.status == 0, "\(ended)")
        }
        running.send(signal)
        let ended = try await running.ended()
        #expect(ended.status == 0)
        #expect(ended.outputLines.count == 1)
        #expect(ended.error == "")
    }

    @Test func `simulate takes project and keys, and the same seed gives the same account`() async throws {
        func ready(_ options: [String]) async throws -> JSONObject {
            let running = try Hss(["simulate"] + options).start()
            try await running.says("}\n")
            running.send(SIGTERM)
            return try await running.ended().json()
        }
        let named = try await ready(["--project-id", "p1", "--ak", "A", "--sk", "S"])
        #expect([named["project_id"], named["ak"], named["sk"]] == ["p1", "A", "S"])
        let (one, same, other) = try await (ready(["--seed", "3"]), ready(["--seed", "3"]), ready(["--seed", "4"]))
        #expect(one["token"] == same["token"])
        #expect(one["project_id"] == same["project_id"])
        #expect(one["project_id"] != other["project_id"])
    }

    @Test func `a port that is taken is an io error`() async throws {
        try await withSimulator { simulator in
            let ended = try await Hss(["simulate", "--port", "\(simulator.port)"]).run()
            #expect(ended.status == 73)
            #expect(ended.error.hasPrefix("error[io]: the simulator does not start: "))
            #expect(ended.error.contains("\(simulator.port)"))
        }
    }

    static let options: [(verb: String, options: [String])] = [
        (
            "run",
            [
                "--region", "--endpoint", "--project-id", "--enterprise-project-id", "--simulate", "--dry-run",
                "--output",
                "--output-file", "--fail-on-failures", "--concurrency", "--timeout", "--allow-read", "--allow-write",
                "--allow-env", "--allow-all", "--module-path", "--strict", "--log-level", "--log-format", "--quiet",
                "--ca-file", "--latency-ms", "--polls", "--failing-tasks", "--seed", "--help",
            ]
        ),
        (
            "check",
            ["--enterprise-project-id", "--output", "--output-file", "--allow-read", "--strict", "--quiet", "--help"]
        ),
        (
            "simulate",
            ["--port", "--project-id", "--ak", "--sk", "--latency-ms", "--polls", "--failing-tasks", "--seed"]
        ),
        ("schema", ["--help"]),
    ]

    @Test(arguments: options.indices)
    func `--help mentions each option and holds no secret`(_ index: Int) async throws {
        let (verb, options) = Self.options[index]
        let secrets = [
            "HSS_AUTH_TOKEN": "tell-nobody-1", "HUAWEICLOUD_SDK_AK": "tell-nobody-2",
            "HUAWEICLOUD_SDK_SK": "tell-nobody-3",
        ]
        for words in [[verb, "--help"], ["help", verb]] {
            let ended = try await Hss(words, environment: secrets).run()
            #expect(ended.status == 0)
            #expect(ended.error == "")
            #expect(ended.output.contains("USAGE: hss \(verb)"))
            for option in options {
                #expect(ended.output.contains("\(option) ") || ended.output.contains("\(option)\n"), "\(option)")
            }
            #expect(!ended.output.contains("tell-nobody"))
        }
    }

    @Test func `the first page names the verbs`() async throws {
        let output = try await Hss(["--help"]).run().output
        for (verb, _) in Self.options { #expect(output.contains("\n  \(verb) "), "\(verb)") }
    }

    @Test(arguments: [
        ["run", "--ak", "x", "s.lua"], ["run", "--token", "x", "s.lua"], ["check", "--sk", "x", "s.lua"],
    ])
    func `no secret is ever an option`(_ arguments: [String]) async throws {
        #expect(try await Hss(arguments, in: try Scratch()).run().status == 64)
    }
}
