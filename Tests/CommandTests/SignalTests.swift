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

    @Test(arguments: [SIGINT, SIGTERM])
    func `a call in flight is cut off, and the doubt is in the results`(_ signal: Int32) async throws {
        let scratch = try Scratch()
        try scratch.write("s.lua", Self.waiting)
        let call = Hss(["run", "--simulate", "--latency-ms", "60000", "--output", "json", "s.lua"], in: scratch)
        let running = try call.start()
        try await running.says("ready\n")
        // Long enough for the request to leave; if it has not, the results say so, and the test fails.
        try await Task.sleep(for: .milliseconds(500))
        running.send(signal)
        let ended = try await running.ended()
        #expect(ended.status == 128 + signal)
        let json = try ended.json()
        #expect(json["status"] == "interrupted")
        #expect(json["tasks"] == [])
        #expect(json["failures"]?.arrayValue?.count == 1)
        #expect(json["failures"]?.arrayValue?.first?["sent"] == "unknown")
        #expect(ended.error.contains("closed\n"))
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
