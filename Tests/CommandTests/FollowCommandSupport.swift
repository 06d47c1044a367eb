import Foundation
import HSSSchema
import HSSSimulator
import Testing

/// A ledger with tasks, and the commands that follow them up.
struct FollowCommand {
    let simulator: Simulator
    let scratch: Scratch

    /// Exports of the namespaces that its words name, in order; "!" raises. `d:name` downloads, too.
    static let script = """
        for _, word in ipairs(arg) do
            if word == "!" then error("stop here", 0) end
            local downloads, name = word:match("^(d:)(.*)")
            local task = hss.export{ operate_all = true, namespace = name or word, export_size = 100,
                security_report_type = "malwares" }
            print(task.task_id, task.reused, downloads and task:download("reports/{namespace}.zip") or nil)
        end
        """

    init(_ simulator: Simulator, _ scratch: Scratch? = nil) throws {
        self.simulator = simulator
        self.scratch = try scratch ?? Scratch()
        try self.scratch.write("s.lua", Self.script)
    }

    @discardableResult
    func run(_ options: [String] = [], _ words: String...) async throws -> Ended {
        try await hss(["run", "--poll-interval", "0.02"] + options + ["s.lua"] + words).run()
    }

    func hss(_ arguments: [String]) -> Hss {
        Hss(arguments, in: scratch, environment: simulator.account)
    }

    /// `hss wait` or `hss download`, without long pauses.
    func follow(_ verb: String, _ options: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws
        -> Ended
    {
        try await hss([verb, "--poll-interval", "0.02", "--no-progress"] + options).run(sourceLocation: sourceLocation)
    }

    /// What `hss tasks` knows.
    func recorded(_ options: String...) async throws -> [JSONObject] {
        try await hss(["tasks", "--output", "json"] + options).run().json()["tasks"]?.arrayValue?.compactMap(
            \.objectValue
        ) ?? []
    }

    /// The ids of the tasks, in the order of their creation.
    var ids: [String] { simulator.tasks.compactMap { $0["task_id"]?.stringValue } }

    /// All files in a folder below, hidden ones included.
    func files(in folder: String) -> [String] {
        let all = FileManager.default.enumerator(atPath: "\(scratch.path)/\(folder)")?.allObjects ?? []
        return all.compactMap { $0 as? String }.sorted()
    }

    func size(_ file: String) -> Int64? {
        (try? FileManager.default.attributesOfItem(atPath: "\(scratch.path)/\(file)"))?[.size] as? Int64
    }
}

extension Simulator {
    /// How often a path was called that ends so.
    func calls(of ending: String) -> Int64 {
        (state["calls"]?.objectValue ?? [:]).reduce(0) { sum, entry in
            entry.key.hasSuffix(ending) ? sum + (entry.value.integerValue ?? 0) : sum
        }
    }

    var looks: Int64 { calls(of: "/export-task/{task_id}") }
    var downloads: Int64 { calls(of: "/download/{file_id}") }
}

extension SimulatorConfiguration {
    static func following(polls: Int = 1, failing: Int = 0, faults: String...) throws -> SimulatorConfiguration {
        var configuration = SimulatorConfiguration()
        configuration.polls = polls
        configuration.failingTasksPercent = failing
        configuration.faults = try faults.map { try FaultRule(parsing: $0) }
        return configuration
    }
}
