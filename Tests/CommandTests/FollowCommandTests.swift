import HSSSchema
import HSSSimulator
import Testing

/// `hss wait` (contract section 6).
@Suite(.timeLimit(.minutes(10))) struct FollowCommandTests {
    @Test func `waits for the tasks of the newest run, records what it learns, and asks once`() async throws {
        try await withSimulator(.following()) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "a", "b", "c")
            #expect(simulator.looks == 0)
            let ended = try await command.follow("wait")
            #expect(ended.status == 0, "\(ended)")
            #expect(ended.error == "")
            #expect(ended.outputLines.count == 4)
            #expect(ended.outputLines[0].hasPrefix("TASK_ID"))
            #expect(ended.outputLines.dropFirst().map { $0.prefix(36) } == command.ids.map { $0.prefix(36) })
            #expect(ended.outputLines.dropFirst().allSatisfy { $0.contains("  success  ") })
            #expect(simulator.looks == 6)
            let recorded = try await command.recorded()
            #expect(recorded.map { $0["task_status"] } == ["success", "success", "success"])
            #expect(recorded.allSatisfy { $0["file_id"]?.stringValue != nil && $0["file_name"]?.stringValue != nil })
            #expect(try await command.follow("wait").output == ended.output)
            #expect(simulator.looks == 6)
        }
    }

    @Test func `lists in every form`() async throws {
        try await withSimulator(.following()) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "a", "b")
            let json = try await command.follow("wait", "--output", "json").json()
            #expect(json["tasks"]?.arrayValue?.map { $0["task_id"] } == command.ids.map(JSONValue.string))
            #expect(json["tasks"]?.arrayValue?.map { $0["task_status"] } == ["success", "success"])
            let lines = try await command.follow("wait", "--output", "jsonl").outputLines
            #expect(try lines.map { try JSONValue(parsing: Array($0.utf8))["state"] } == ["created", "created"])
            let csv = try await command.follow("wait", "--output", "csv").outputLines
            #expect(csv.count == 3)
            #expect(csv.first?.hasPrefix("run_id,task_id,") == true)
        }
    }

    @Test func `a task that failed ends with 69, once the others have ended, and is not asked again`() async throws {
        try await withSimulator(.following(failing: 50)) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "a", "b", "c", "d")
            let ended = try await command.follow("wait")
            #expect(ended.status == 69)
            #expect(ended.outputLines.filter { $0.contains("  success  ") }.count == 2)
            #expect(ended.outputLines.filter { $0.contains("  failure  ") }.count == 2)
            #expect(ended.errorLines.filter { $0.hasPrefix("error[export_failed]: export task ") }.count == 2)
            let looks = simulator.looks
            let again = try await command.follow("wait")
            #expect(again.status == 69)
            #expect(again.output == ended.output)
            #expect(simulator.looks == looks)
            let ready = try await command.follow("download", "--all-ready")
            #expect(ready.status == 0, "those that failed have no report: \(ready)")
            #expect(simulator.downloads == 2)
        }
    }

    @Test func `a wait that is too long ends with 75, and says how to go on`() async throws {
        try await withSimulator(.following(polls: 1_000_000)) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "a")
            let ended = try await command.follow("wait", "--wait-limit", "0.2")
            #expect(ended.status == 75)
            let id = command.ids[0]
            #expect(
                ended.error.contains("export task \(id) has not ended after 0.2 s; its last status was \"running\"")
            )
            #expect(ended.error.contains("`hss wait \(id)`"))
            #expect(try await command.recorded().map { $0["task_status"] } == ["running"])
        }
    }

    @Test func `which tasks are waited for`() async throws {
        try await withSimulator(.following()) { simulator in
            let command = try FollowCommand(simulator)
            let first = try await command.run(["--output", "json"], "a", "b").json()
            try await command.run([], "c")
            let ids = command.ids
            func waited(_ options: [String]) async throws -> [String] {
                let ended = try await command.hss(["wait", "--poll-interval", "0.02", "--output", "json"] + options)
                    .run()
                #expect(ended.status == 0, "\(ended)")
                return try ended.json()["tasks"]?.arrayValue?.compactMap { $0["task_id"]?.stringValue } ?? []
            }
            #expect(try await waited([]) == [ids[2]])
            #expect(try await waited(["--run", "last"]) == [ids[2]])
            #expect(try await waited(["--run", first["run_id"]?.stringValue ?? ""]) == [ids[0], ids[1]])
            #expect(try await waited(["--run", "all"]) == ids)
            #expect(try await waited([ids[1], ids[2], ids[1]]) == [ids[1], ids[2]])
        }
    }

    @Test func `what is not on record is an error of configuration`() async throws {
        try await withSimulator(.following()) { simulator in
            let command = try FollowCommand(simulator)
            try await command.run([], "a")
            let calls = simulator.callCount
            for options in [["no-such-task"], ["--run", "no-such-run"], ["--ledger", "none.db"]] {
                let ended = try await command.hss(["wait"] + options).run()
                #expect(ended.status == 78)
                #expect(ended.output == "")
                #expect(ended.errorLines.first?.hasPrefix("error[config]: ") == true)
                #expect(ended.errorLines.first?.contains(options.last ?? "") == true)
            }
            #expect(simulator.callCount == calls)
        }
    }

    @Test(arguments: [["wait"], ["download", "--all-ready"]])
    func `without a ledger there is nothing to follow`(_ arguments: [String]) async throws {
        let ended = try await Hss(arguments, in: try Scratch()).run()
        #expect(ended.status == 78)
        #expect(ended.error.contains("there is no ledger at "))
    }

    @Test(arguments: [
        ["download"], ["download", "--all-ready", "x"], ["download", "--as", "{nmespace}", "x"],
        ["download", "--as", "../x.zip", "x"], ["download", "--download-dir", "", "x"], ["wait", "--wait-limit", "0"],
        ["wait", "--poll-interval", "nan"],
    ])
    func `wrong use`(_ arguments: [String]) async throws {
        let ended = try await Hss(arguments, in: try Scratch()).run()
        #expect(ended.status == 64, "\(ended)")
        #expect(ended.output == "")
    }

    @Test func `a run that created nothing has nothing to wait for`() async throws {
        try await withSimulator(.following()) { simulator in
            let command = try FollowCommand(simulator)
            #expect(try await command.run([], "!").status == 1)
            let ended = try await command.follow("wait", "--output", "json")
            #expect(ended.status == 0)
            #expect(try ended.json()["tasks"] == [])
            #expect(simulator.callCount == 0)
        }
    }

    @Test func `a task is followed where it was created, unless options name another place`() async throws {
        try await withSimulator(.following()) { home in
            try await withSimulator(.following()) { elsewhere in
                let command = try FollowCommand(home)
                try await command.run([], "a")
                let away = try FollowCommand(elsewhere, command.scratch)
                let ended = try await away.follow("wait")
                #expect(ended.status == 0, "\(ended)")
                #expect(elsewhere.callCount == 0)
                let download = try await away.follow(
                    "download",
                    "--download-dir",
                    "reports",
                    home.tasks[0]["task_id"]?.stringValue ?? ""
                )
                #expect(download.status == 0)
                #expect(elsewhere.callCount == 0)
                #expect(home.downloads == 1)

                try await command.run([], "b")
                let moved = try await away.follow("wait", "--endpoint", elsewhere.endpoint)
                #expect(moved.status == 69, "nobody knows the task there: \(moved)")
                #expect(elsewhere.looks == 3)
            }
        }
    }

    @Test func `two places in one ledger are followed at once`() async throws {
        try await withSimulator(.following()) { one in
            try await withSimulator(.following()) { other in
                let scratch = try Scratch()
                try await FollowCommand(one, scratch).run([], "a")
                let command = try FollowCommand(other, scratch)
                try await command.run([], "b")
                let ended = try await command.follow("wait", "--run", "all", "--output", "json")
                #expect(ended.status == 0, "\(ended)")
                #expect(
                    try ended.json()["tasks"]?.arrayValue?.map { $0["endpoint"] } == [
                        .string(one.endpoint), .string(other.endpoint),
                    ]
                )
                #expect([one.looks, other.looks] == [2, 2])
            }
        }
    }
}
