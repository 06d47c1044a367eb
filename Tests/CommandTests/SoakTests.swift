import Foundation
import HSSSchema
import HSSSimulator
import Testing

/// Long runs whose memory and descriptors stay flat; `HSS_SOAK_EXPORTS` turns them on.
@Suite(.timeLimit(.minutes(60)), .enabled(if: Soak.exports != nil)) struct SoakTests {
    private static let script = """
        local items = {}
        for i = 1, tonumber(arg[1]) do items[i] = i end
        hss.map(items, function(i)
            hss.export{
                operate_all = true, namespace = "team-" .. i, export_size = 100, security_report_type = "malwares",
            }
            if i % 100 == 0 then print(i) end
        end, { on_error = "collect", concurrency = 32 })
        """

    private static let faults = [
        "POST export-tasks: 503 code=APIGW.0613 2%", "POST export-tasks: cut-before 1%",
        "POST export-tasks: cut-after 1%",
        "POST export-tasks: half 1%",
    ]

    @Test func `many exports with faults need no more memory and descriptors than few`() async throws {
        let count = try #require(Soak.exports)
        var configuration = SimulatorConfiguration()
        configuration.faults = try Self.faults.map { try FaultRule(parsing: $0) }
        try await withSimulator(configuration) { simulator in
            let scratch = try Scratch()
            try scratch.write("s.lua", Self.script)
            var command = Hss(
                ["run", "--concurrency", "32", "s.lua", "\(count)"],
                in: scratch,
                environment: simulator.account
            )
            command.limit = .seconds(1800)
            let running = try command.start()
            var samples: [(resident: Int, descriptors: Int)] = []
            for step in 1...10 {
                guard await running.writes(outputLines: count / 1000 * step) else { break }
                samples.append((running.residentKiB, running.descriptors))
            }
            let ended = try await running.ended()
            #expect(ended.status == 0, "\(ended.errorLines.suffix(3))")
            print("soak: \(count) exports; resident KiB and descriptors at each tenth: \(samples)")
            let calls = try await Hss(["runs", "--output", "json"], in: scratch).run().json()
            let counts = calls["runs"]?.arrayValue?.first?["counts"]
            print("soak: recorded \(counts?.text ?? "-")")
            #expect(counts?["created"].flatMap(\.integerValue) ?? 0 > Int64(count) * 95 / 100)
            let (early, late) = (samples[2], samples[samples.count - 1])
            // The results themselves are kept to the end: a few hundred bytes a task.
            #expect(late.resident - early.resident < count * 2)
            #expect(late.descriptors <= early.descriptors + 8)
        }
    }
}

private enum Soak {
    static let exports = ProcessInfo.processInfo.environment["HSS_SOAK_EXPORTS"].flatMap { Int($0) }
}

extension RunningHss {
    /// Memory of the process in RAM, in KiB; 0 once it has ended.
    fileprivate var residentKiB: Int {
        let status = try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    /// How many descriptors it has open.
    fileprivate var descriptors: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(processID)/fd").count) ?? 0
    }
}
