import Foundation
import HSSSchema
import HSSSimulator
import Testing

/// `hss download` (contract section 6).
@Suite(.timeLimit(.minutes(10))) struct DownloadCommandTests {
    @Test func `all that is ready is brought home, once`() async throws {
        try await withSimulator(.following(polls: 0)) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "shop", "data")
            let ended = try await command.follow(
                "download",
                "--all-ready",
                "--download-dir",
                "out",
                "--as",
                "{namespace}.zip"
            )
            #expect(ended.status == 0, "\(ended)")
            #expect(command.files(in: "out") == ["data.zip", "shop.zip"])
            #expect(ended.outputLines.count == 3)
            #expect(ended.outputLines[1].contains("  out/shop.zip  "))
            let recorded = try await command.recorded()
            #expect(recorded.map { $0["path"] } == ["out/shop.zip", "out/data.zip"])
            #expect(recorded.map { $0["task_status"] } == ["success", "success"])
            #expect(
                recorded.map { $0["size"]?.integerValue } == [
                    command.size("out/shop.zip"), command.size("out/data.zip"),
                ]
            )
            #expect(recorded.allSatisfy { $0["sha256"]?.stringValue?.wholeMatch(of: /[0-9a-f]{64}/) != nil })

            let again = try await command.follow(
                "download",
                "--all-ready",
                "--download-dir",
                "out",
                "--as",
                "{namespace}.zip"
            )
            #expect(again.status == 0)
            #expect(again.output == ended.output)
            #expect(simulator.downloads == 2)
        }
    }

    @Test func `a file that was changed is left as it is, unless it is to be overwritten`() async throws {
        try await withSimulator(.following(polls: 0)) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "shop", "data")
            func download(_ options: String...) async throws -> Ended {
                try await command.hss(
                    ["download", "--all-ready", "--as", "{namespace}.zip", "--no-progress"] + options
                ).run()
            }
            #expect(try await download().status == 0)
            try command.scratch.write("shop.zip", "mine")
            let refused = try await download()
            #expect(refused.status == 73)
            #expect(refused.error.contains("error[io]: \"shop.zip\" exists already, and is left as it is"))
            #expect(refused.outputLines.count == 3, "all of them are listed")
            #expect(try command.scratch.text("shop.zip") == "mine")
            #expect(simulator.downloads == 2)
            #expect(try await download("--overwrite").status == 0)
            #expect(try command.scratch.text("shop.zip") != "mine")
            #expect(simulator.downloads == 3, "only what was changed")
        }
    }

    @Test func `--all-ready leaves alone what goes on, and a name waits for it`() async throws {
        try await withSimulator(.following(polls: 3)) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "shop")
            let early = try await command.follow("download", "--all-ready", "--output", "json")
            #expect(early.status == 0)
            #expect(try early.json()["tasks"] == [])
            #expect(simulator.looks == 1)
            #expect(simulator.downloads == 0)
            #expect(try await command.recorded().map { $0["task_status"] } == ["running"])

            let named = try await command.follow("download", "--download-dir", "a/b", command.ids[0])
            #expect(named.status == 0, "\(named)")
            let name = try #require(try await command.recorded().first?["file_name"]?.stringValue)
            #expect(command.files(in: "a/b") == [name])
        }
    }

    @Test func `an id that is not on record: nothing is fetched`() async throws {
        try await withSimulator(.following(polls: 0)) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "shop")
            let calls = simulator.callCount
            let ended = try await command.follow("download", command.ids[0], "nobody")
            #expect(ended.status == 78)
            #expect(ended.error.contains("task nobody is not in the ledger"))
            #expect(simulator.callCount == calls)
        }
    }

    @Test func `templates know what the ledger knows`() async throws {
        try await withSimulator(.following(polls: 0)) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run(["--enterprise-project-id", "e1"], "../up")
            let template = "{enterprise_project_id}/{security_report_type}/{namespace}-{image_type}-{task_id}.zip"
            let ended = try await command.follow("download", "--all-ready", "--download-dir", "out", "--as", template)
            #expect(ended.status == 0, "\(ended)")
            let files = command.files(in: "out").filter { $0.hasSuffix(".zip") }
            #expect(files.count == 1)
            #expect(files.first?.hasPrefix("e1/malwares/") == true)
            #expect(files.first?.hasSuffix("up-_-\(command.ids[0]).zip") == true)
            #expect(!FileManager.default.fileExists(atPath: "\(command.scratch.path)/up"))
        }
    }

    static let faults: [(fault: String, status: Int32, kind: String)] = [
        ("GET download: half", 75, "transport"), ("GET download: html", 69, "service"),
        ("GET download: 403", 77, "auth"),
    ]

    @Test(arguments: faults)
    func `what comes broken leaves nothing`(_ fault: String, _ status: Int32, _ kind: String) async throws {
        try await withSimulator(.following(polls: 0, faults: fault)) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "shop")
            let ended = try await command.follow("download", "--all-ready", "--download-dir", "out", "--retries", "1")
            #expect(ended.status == status, "\(ended)")
            #expect(ended.errorLines.contains { $0.hasPrefix("error[\(kind)]: ") })
            #expect(command.files(in: "out").isEmpty)
        }
    }

    @Test(arguments: ["GET download: wrong-length once", "GET download: 503 first 2"])
    func `what comes broken once is fetched again`(_ fault: String) async throws {
        try await withSimulator(.following(polls: 0, faults: fault)) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "shop")
            let ended = try await command.follow("download", "--all-ready", "--as", "x.zip")
            #expect(ended.status == 0, "\(ended)")
            #expect(command.size("x.zip") == (try await command.recorded().first?["size"]?.integerValue))
        }
    }

    @Test func `a signal ends it, and leaves no half file`() async throws {
        try await withSimulator(.following(polls: 0, faults: "GET download: delay=60000 every 2")) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "shop", "data")
            try command.scratch.folder("out")
            let running = try command.hss(["download", "--all-ready", "--download-dir", "out", "--concurrency", "1"])
                .start()
            while simulator.downloads < 2 { try await Task.sleep(for: .milliseconds(2)) }
            running.send(SIGINT)
            let ended = try await running.ended()
            #expect(ended.status == 128 + SIGINT, "\(ended)")
            #expect(command.files(in: "out").count == 1)
            #expect(command.files(in: "out").allSatisfy { !$0.hasPrefix(".") && $0.hasSuffix(".zip") })
            #expect(try await command.recorded().filter { $0["path"] != .null }.count == 1)
        }
    }

    @Test func `a run downloads into its folder, and its results say so`() async throws {
        try await withSimulator(.following()) { simulator in
            let command = try FollowCommand(simulator)
            let ended = try await command.run(["--output", "jsonl", "--download-dir", "out"], "d:shop")
            #expect(ended.status == 0, "\(ended)")
            let lines = try ended.outputLines.map { try JSONValue(parsing: Array($0.utf8)) }
            #expect(lines.map { $0["path"] } == [.null, "out/reports/shop.zip"])
            #expect(lines.last?["size"]?.integerValue == command.size("out/reports/shop.zip"))
            #expect(ended.errorLines.last?.contains("downloaded 1") == true)
        }
    }

    @Test func `a run that is ended while it downloads leaves no half file`() async throws {
        try await withSimulator(.following(faults: "GET download: delay=60000")) { simulator in
            let command = try FollowCommand(simulator)
            let running = try command.hss(["run", "--poll-interval", "0.02", "--output", "json", "s.lua", "d:shop"])
                .start()
            while simulator.downloads < 1 { try await Task.sleep(for: .milliseconds(2)) }
            running.send(SIGTERM)
            let ended = try await running.ended()
            #expect(ended.status == 128 + SIGTERM)
            let json = try ended.json()
            #expect(json["tasks"]?.arrayValue?.map { $0["task_status"] } == ["success"])
            #expect(json["failures"] == [])
            #expect(command.files(in: "reports").isEmpty)
        }
    }
}
