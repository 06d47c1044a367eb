import HSSSchema
import HSSSimulator
import Testing

/// Downloads in runs that go on from others (contract section 6).
@Suite(.timeLimit(.minutes(10))) struct DownloadResumeTests {
    @Test func `a resumed run fetches only what does not lie there`() async throws {
        try await withSimulator(.following()) { simulator in
            let command = try FollowCommand(simulator)
            let first = try await command.run([], "d:shop", "data", "!")
            #expect(first.status == 1)
            #expect(simulator.downloads == 1)
            let looks = simulator.looks
            let second = try await command.run(["--resume", "last"], "d:shop", "d:data", "d:identity")
            #expect(second.status == 0, "\(second)")
            #expect(simulator.tasks.count == 3)
            #expect(simulator.downloads == 3)
            #expect(simulator.looks == looks + 4, "what had ended is not asked for")
            #expect(
                second.outputLines.map { $0.split(separator: "\t").last } == [
                    "reports/shop.zip", "reports/data.zip", "reports/identity.zip",
                ]
            )
            #expect(command.files(in: "reports") == ["data.zip", "identity.zip", "shop.zip"])
            #expect(second.errorLines.last?.contains("created 1, reused 2") == true)

            let recorded = try await command.recorded()
            #expect(recorded.map { $0["task_status"] } == ["success", "success", "success"])
            #expect(recorded.map { $0["path"] } == ["reports/shop.zip", "reports/data.zip", "reports/identity.zip"])
            #expect(
                recorded.map { $0["size"]?.integerValue }
                    == ["shop", "data", "identity"].map { command.size("reports/\($0).zip") }
            )
            #expect(recorded.allSatisfy { $0["sha256"]?.stringValue?.count == 64 })
        }
    }

    @Test func `a report that was changed or removed meanwhile`() async throws {
        try await withSimulator(.following()) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "d:shop", "!")
            try command.scratch.write("reports/shop.zip", "mine")
            let refused = try await command.run(["--resume", "last"], "d:shop")
            #expect(refused.status == 73)
            #expect(try command.scratch.text("reports/shop.zip") == "mine")
            #expect(simulator.downloads == 1)
            let elsewhere = try await command.run(["--resume", "last", "--download-dir", "other"], "d:shop")
            #expect(elsewhere.status == 0, "\(elsewhere)")
            #expect(command.files(in: "other/reports") == ["shop.zip"])
            #expect(simulator.downloads == 2)
        }
    }

    @Test func `a task that failed is known in the resumed run`() async throws {
        try await withSimulator(.following(failing: 100)) { simulator in
            let command = try FollowCommand(simulator)
            #expect(try await command.run([], "d:shop").status == 69)
            let looks = simulator.looks
            let second = try await command.run(["--resume", "last"], "d:shop")
            #expect(second.status == 69)
            #expect(simulator.tasks.count == 1)
            #expect(simulator.looks == looks)
        }
    }

    @Test func `what is fetched by hand is known to a resumed run, and the other way round`() async throws {
        try await withSimulator(.following()) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "shop", "!")
            let fetched = try await command.follow("download", "--as", "reports/{namespace}.zip", command.ids[0])
            #expect(fetched.status == 0, "\(fetched)")
            #expect(try await command.run(["--resume", "last"], "d:shop", "!").status == 1)
            #expect(simulator.downloads == 1)
            let again = try await command.follow("download", "--all-ready", "--as", "reports/{namespace}.zip")
            #expect(again.status == 0, "\(again)")
            #expect(simulator.downloads == 1)
        }
    }

    @Test func `runs that share a task share what is known of it`() async throws {
        try await withSimulator(.following()) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "shop", "!")
            try await command.run(["--resume", "last"], "shop", "!")
            try await command.run(["--resume", "last"], "shop", "!")
            let ended = try await command.follow("download", "--run", "all", "--as", "x.zip", "--all-ready")
            #expect(ended.status == 0, "\(ended)")
            let waited = try await command.follow("wait", "--run", "all")
            #expect(waited.status == 0)
            #expect(try await command.follow("download", "--run", "all", "--as", "x.zip", "--all-ready").status == 0)
            let recorded = try await command.recorded("--run", "all")
            #expect(recorded.map { $0["path"] } == ["x.zip", "x.zip", "x.zip"])
            #expect(try await command.follow("download", "--as", "x.zip", command.ids[0]).status == 0)
            #expect(simulator.downloads == 1)
        }
    }

    @Test func `a dry run of a resumed run writes nothing, and gives the paths`() async throws {
        try await withSimulator(.following()) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "shop", "!")
            let ledger = "\(command.scratch.state)/hss/ledger.sqlite"
            let options = ["--dry-run", "--no-count", "--ledger", ledger, "--resume", "last", "--download-dir", "out"]
            let dry = try await command.run(options, "d:shop", "d:data")
            #expect(dry.status == 0, "\(dry)")
            #expect(
                dry.outputLines.map { $0.split(separator: "\t").last } == [
                    "out/reports/shop.zip", "out/reports/data.zip",
                ]
            )
            #expect(command.files(in: "out").isEmpty)
            #expect(simulator.downloads == 0)
        }
    }
}
