import Foundation
import HSSSchema
import HSSSimulator
import Testing

/// SIGINT and SIGTERM (contract section 1): 130 and 143, and nothing that was achieved is lost.
@Suite(.timeLimit(.minutes(10))) struct SignalTests {
    static let prologue = """
        local task = hss.export{ operate_all = true, export_size = 1, security_report_type = "apps" }
        local held <close> = setmetatable({}, { __close = function() print("closed") end })

        """

    static let bodies = [
        "a script that sleeps": "print('ready') hss.sleep(1000)",
        "a script that loops": "print('ready') while true do end",
        "a script that catches what stops it, once": "print('ready') pcall(hss.sleep, 1000)",
        "a job that loops": "hss.spawn(function() print('ready') while true do end end):join()",
        "sleeping jobs": "hss.map({1, 2, 3}, function(i) if i == 3 then print('ready') end hss.sleep(1000) end)",
        "a coroutine that loops": "coroutine.wrap(function() print('ready') while true do end end)()",
        "a long search": "print('ready') while true do (('a'):rep(100)):find('b') end",
    ]

    @Test(arguments: bodies.keys.sorted(), [SIGINT, SIGTERM])
    func `a signal ends`(_ body: String, _ signal: Int32) async throws {
        let (json, ended) = try await interrupt(Self.prologue + Self.bodies[body, default: ""], signal)
        #expect(ended.error.contains("\nclosed\n"), "<close> variables run")
        #expect(json["status"] == "interrupted")
        #expect(json["exit_status"]?.integerValue == Int64(128 + signal))
        #expect(json["tasks"]?.arrayValue?.map { $0["state"] } == ["created"])
        #expect(json["error"] == .null, "that it was stopped is no error of the script's")
        #expect(!ended.error.contains("error["), "\(ended.error)")
        #expect(ended.errorLines.last?.hasPrefix("hss: interrupted: created 1, ") == true)
    }

    @Test(arguments: [
        "print('ready') while true do pcall(function() while true do end end) end",
        "print('ready') while true do pcall(hss.sleep, 1000) end",
        "print('ready') while true do xpcall(hss.sleep, print, 1000) end",
        "print('ready') while true do coroutine.wrap(function() pcall(hss.sleep, 1000) end)() end",
        "local t <close> = setmetatable({}, { __close = function() while true do end end }) print('ready') hss.sleep(1000)",
    ])
    func `nothing that a script catches holds on`(_ body: String) async throws {
        let (json, _) = try await interrupt(Self.prologue + body, SIGTERM)
        #expect(json["status"] == "interrupted")
        #expect(json["tasks"]?.arrayValue?.count == 1)
    }

    private func interrupt(_ script: String, _ signal: Int32) async throws -> (JSONObject, Ended) {
        let scratch = try Scratch()
        try scratch.write("s.lua", script)
        let running = try Hss(["run", "--simulate", "--output", "json", "s.lua"], in: scratch).start()
        try await running.says("ready\n")
        running.send(signal)
        let ended = try await running.ended()
        #expect(ended.status == 128 + signal, "\(ended)")
        return (try ended.json(), ended)
    }

    static let waiting = """
        local held <close> = setmetatable({}, { __close = function() print("closed") end })
        print("ready")
        print(hss.export{ operate_all = true, export_size = 1, security_report_type = "apps" })
        """

    /// Runs against a simulator that holds its answers back, and sends a signal once it has the request.
    private func interruptInFlight(_ signal: Int32, latencyMilliseconds: Int) async throws -> (Ended, JSONObject?, Int)
    {
        let scratch = try Scratch()
        try scratch.write("s.lua", Self.waiting)
        var configuration = SimulatorConfiguration()
        configuration.latencyMilliseconds = latencyMilliseconds
        return try await withSimulator(configuration) { simulator in
            let call = Hss(["run", "--output", "json", "s.lua"], in: scratch, environment: simulator.account)
            let running = try call.start()
            try await running.says("ready\n")
            try await simulator.waitForTask()
            running.send(signal)
            let ended = try await running.ended()
            let listed = try await Hss(["tasks", "--output", "json"], in: scratch).run().json()
            return (ended, listed["tasks"]?.arrayValue?.first?.objectValue, simulator.tasks.count)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a creation in flight gets its answer, which is in the results and the ledger`(_ signal: Int32) async throws {
        let (ended, recorded, count) = try await interruptInFlight(signal, latencyMilliseconds: 1500)
        #expect(ended.status == 128 + signal)
        let json = try ended.json()
        #expect(json["status"] == "interrupted")
        #expect(json["failures"] == [])
        #expect(json["tasks"]?.arrayValue?.count == 1)
        #expect(json["tasks"]?.arrayValue?.first?["task_id"] == recorded?["task_id"])
        #expect(recorded?["state"] == "created")
        #expect(count == 1)
        #expect(ended.error.contains("closed\n"))
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `one without an answer in 5 seconds is cut off, and the doubt is on record`(_ signal: Int32) async throws {
        let start = ContinuousClock.now
        let (ended, recorded, _) = try await interruptInFlight(signal, latencyMilliseconds: 60000)
        #expect(start.duration(to: .now) >= .seconds(5))
        #expect(ended.status == 128 + signal)
        let json = try ended.json()
        #expect(json["status"] == "interrupted")
        #expect(json["tasks"] == [])
        #expect(json["failures"]?.arrayValue?.map { $0["sent"] } == ["unknown"])
        #expect(recorded?["state"] == "ambiguous")
        #expect(ended.error.contains("closed\n"))
        #expect(ended.errorLines.last?.contains("failed 1 (1 in doubt)") == true)
    }

    @Test func `after a second signal the ledger holds what was recorded before`() async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", Self.prologue + "print('ready') hss.export\(Self.slow)")
        var configuration = SimulatorConfiguration()
        configuration.faults = [
            FaultRule(method: "POST", pathPart: "export-tasks", .delay(milliseconds: 60000), .every(2))
        ]
        try await withSimulator(configuration) { simulator in
            let call = Hss(["run", "--output", "json", "s.lua"], in: scratch, environment: simulator.account)
            let running = try call.start()
            try await running.says("ready\n")
            while simulator.tasks.count < 2 { try await Task.sleep(for: .milliseconds(2)) }
            running.send(SIGINT)
            running.send(SIGTERM)
            let ended = try await running.ended()
            #expect([128 + SIGINT, 128 + SIGTERM].contains(ended.status))
            #expect(ended.output == "", "no results are written")
            let listed = try await Hss(["tasks", "--output", "json"], in: scratch).run().json()
            #expect(listed["tasks"]?.arrayValue?.map { $0["state"] } == ["created", "sent"])
            let runs = try await Hss(["runs", "--output", "json"], in: scratch).run().json()
            #expect(runs["runs"]?.arrayValue?.map { $0["status"] } == ["died"])
        }
    }

    private static let slow = #"{ operate_all = true, export_size = 2, security_report_type = "apps" }"#

    @Test(arguments: [
        "while true do end", "hss.sleep(1000)", "while true do pcall(hss.sleep, 1000) end",
        "hss.spawn(hss.sleep, 1000):join()",
    ])
    func `a run beyond its time limit ends with 79, and tells what it had created`(_ body: String) async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", Self.prologue + body)
        let ended = try await Hss(
            ["run", "--simulate", "--time-limit", "0.5", "--output", "json", "s.lua"],
            in: scratch
        )
        .run()
        #expect(ended.status == 79)
        let json = try ended.json()
        #expect(json["status"] == "limit")
        #expect(json["tasks"]?.arrayValue?.count == 1)
        #expect(json["error"]?["kind"] == "limit")
        #expect(ended.error.contains("error[limit]: the run took longer than the 0.5 s of --time-limit\n --> s.lua:"))
        if !body.contains("pcall") { #expect(ended.error.contains("closed\n")) }
    }

    @Test(arguments: [(SIGINT, SIGTERM), (SIGTERM, SIGINT)] as [(Int32, Int32)])
    func `a second signal ends the process at once`(_ first: Int32, _ second: Int32) async throws {
        let scratch = try Scratch()
        try scratch.write(
            "s.lua",
            """
            local held <close> = setmetatable({}, { __close = function() while true do end end })
            print("ready")
            hss.sleep(1000)
            """
        )
        let running = try Hss(["run", "--output", "json", "s.lua"], in: scratch).start()
        try await running.says("ready\n")
        running.send(first)
        running.send(second)
        let ended = try await running.ended()
        // Signals that wait together are taken in an order of the system's own.
        #expect([128 + first, 128 + second].contains(ended.status))
        #expect(ended.output == "", "no results are written")
    }
}
