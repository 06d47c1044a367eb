import Foundation
import HSSSchema
import HSSSimulator
import Testing

/// SIGKILL at any moment (contract section 6): no task id is lost, and nothing is created twice but what was in doubt and
/// said so.
///
/// `HSS_SOAK_KILLS` sets how many kills there are.
@Suite(.timeLimit(.minutes(60))) struct CrashTests {
    private static let kills = ProcessInfo.processInfo.environment["HSS_SOAK_KILLS"].flatMap { Int($0) } ?? 10
    private static let exports = 60

    private static let script = """
        local names = {}
        for i = 1, tonumber(arg[2]) do names[i] = arg[1] .. "-" .. i end
        hss.map(names, function(name)
            return hss.export{
                operate_all = true, namespace = name, export_size = 100, security_report_type = "malwares",
            }
        end, { on_error = "collect" })
        """

    private static let faults = [
        "POST export-tasks: 429 3%", "POST export-tasks: 503 code=APIGW.0613 3%", "POST export-tasks: 500 2%",
        "POST export-tasks: cut-before 2%", "POST export-tasks: cut-after 3%", "POST export-tasks: half 2%",
        "POST export-tasks: delay=40 10%",
    ]

    @Test func `a killed run is resumed until it is done, and everything is accounted for`() async throws {
        var configuration = SimulatorConfiguration(seed: .random(in: 1...1_000_000))
        configuration.latencyMilliseconds = 5
        configuration.faults = try Self.faults.map { try FaultRule(parsing: $0) }
        let seed = configuration.seed
        try await withSimulator(configuration) { simulator in
            let scratch = try Scratch()
            try scratch.write("s.lua", Self.script)
            var total = Account()
            while total.kills < Self.kills {
                let campaign = Campaign(simulator, scratch, name: "c\(total.kills)", exports: Self.exports)
                let account = try await campaign.run(kills: min(20, Self.kills - total.kills))
                total.add(account)
                simulator.reset()
            }
            print(
                "crash test: \(total.kills) kills, \(total.tasks) tasks, \(total.inDoubt) calls in doubt, "
                    + "\(total.twice) tasks created twice and said so (seed \(seed))"
            )
            #expect(total.kills >= Self.kills)
        }
    }

    struct Account {
        var kills = 0
        var tasks = 0
        var inDoubt = 0
        var twice = 0

        mutating func add(_ other: Account) {
            kills += other.kills
            tasks += other.tasks
            inDoubt += other.inDoubt
            twice += other.twice
        }
    }

    /// One set of exports, run and killed and resumed until each of them is created.
    private final class Campaign {
        private let simulator: Simulator
        private let scratch: Scratch
        private let name: String
        private let exports: Int
        private var said = ""
        private var hasRun = false
        private var account = Account()

        init(_ simulator: Simulator, _ scratch: Scratch, name: String, exports: Int) {
            (self.simulator, self.scratch, self.name, self.exports) = (simulator, scratch, name, exports)
        }

        func run(kills: Int) async throws -> Account {
            var isDone = false
            while !isDone, account.kills < kills { isDone = try await attempt(isKilled: true) }
            for _ in 0..<50 where !isDone { isDone = try await attempt(isKilled: false) }
            #expect(isDone, "a run that is resumed often enough ends well")
            try await settle()
            return account
        }

        /// Returns whether nothing is left to do.
        private func attempt(isKilled: Bool) async throws -> Bool {
            var options = ["run", "--fail-on-failures", "--ledger", "\(name).db", "--retries", "1"]
            if hasRun { options += ["--resume", "last"] }
            let command = Hss(options + ["s.lua", name, "\(exports)"], in: scratch, environment: simulator.account)
            let running = try command.start()
            if isKilled {
                // The moment is what is tested: anything from before the first call to after the last.
                try await Task.sleep(for: .milliseconds(.random(in: 5...250)))
                running.send(SIGKILL)
            }
            let ended = try await running.ended()
            said += ended.error
            if ended.status == 128 + SIGKILL { account.kills += 1 }
            if hasRun, ended.status == 78 {
                #expect(simulator.tasks.isEmpty, "only runs that were killed before they began leave nothing: \(ended)")
                hasRun = false
                return false
            }
            hasRun = true
            #expect([0, 69, 75, 128 + SIGKILL].contains(ended.status), "\(ended)")
            return ended.status == 0
        }

        /// Compares what the service did with what the ledger holds.
        private func settle() async throws {
            let listed = try await Hss(
                ["tasks", "--ledger", "\(name).db", "--run", "all", "--output", "json"],
                in: scratch
            )
            .run().json()
            let calls = listed["tasks"]?.arrayValue?.compactMap(\.objectValue) ?? []
            var recorded: [String: [String]] = [:]
            var inDoubt: [String: Int] = [:]
            for call in calls {
                let namespace = call["request"]?["namespace"]?.stringValue ?? ""
                switch call["state"] {
                case "created"? where call["reused"] == false:
                    recorded[namespace, default: []].append(call["task_id"]?.stringValue ?? "")
                case "sent"?, "ambiguous"?: inDoubt[namespace, default: 0] += 1
                default: break
                }
            }
            var existing: [String: Set<String>] = [:]
            for task in simulator.tasks {
                let namespace = task["body"]?["namespace"]?.stringValue ?? ""
                existing[namespace, default: []].insert(task["task_id"]?.stringValue ?? "")
            }
            #expect(existing.count == exports)
            for (namespace, ids) in existing {
                let known = recorded[namespace] ?? []
                #expect(known.count == 1, "\(namespace) was created once as far as anybody knew: \(known)")
                #expect(ids.isSuperset(of: known), "\(namespace): a recorded task exists")
                let unknown = ids.subtracting(known).count
                #expect(unknown <= inDoubt[namespace] ?? 0, "\(namespace): what is not recorded is in doubt")
                if ids.count > 1 || inDoubt[namespace] ?? 0 > 0 {
                    account.twice += ids.count > 1 ? 1 : 0
                    #expect(said.contains("may create a second task: {") && said.contains("\"\(namespace)\""))
                }
            }
            account.tasks += simulator.tasks.count
            account.inDoubt += inDoubt.values.reduce(0, +)
        }
    }
}
