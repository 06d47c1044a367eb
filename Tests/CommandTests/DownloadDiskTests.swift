import Foundation
import HSSSimulator
import Testing

/// Downloads for which there is no room: `ulimit -f` stands for a disk that is full.
@Suite(.timeLimit(.minutes(10))) struct DownloadDiskTests {
    /// A shell that bounds files to a few thousand bytes, and then becomes hss.
    private static func bounded(_ arguments: [String], _ command: FollowCommand) throws -> (
        status: Int32, error: String
    ) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "ulimit -f 4; exec \"$0\" \"$@\"", Hss.program] + arguments
        process.environment = command.simulator.account.merging(["XDG_STATE_HOME": command.scratch.state]) { $1 }
        process.currentDirectoryURL = URL(filePath: command.scratch.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let error = Pipe()
        process.standardError = error
        try process.run()
        let text = error.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let status = process.terminationStatus
        return (
            process.terminationReason == .uncaughtSignal ? 128 + status : status, String(decoding: text, as: UTF8.self)
        )
    }

    private static let script = """
        local task = hss.export{ operate_all = true, export_size = 100000, security_report_type = "apps" }
        task:download("reports/big.zip")
        """

    @Test func `a report that does not fit is an io error that leaves nothing`() async throws {
        try await withSimulator(.following()) { simulator in
            let command = try FollowCommand(simulator)
            try command.scratch.write("big.lua", Self.script)
            let arguments = ["run", "--no-ledger", "--no-progress", "--poll-interval", "0.02", "big.lua"]
            let whole = try await command.hss(arguments).run()
            #expect(whole.status == 0, "\(whole)")
            #expect((command.size("reports/big.zip") ?? 0) > 4096)
            try FileManager.default.removeItem(atPath: "\(command.scratch.path)/reports/big.zip")

            let ended = try Self.bounded(arguments, command)
            #expect(ended.status == 73, "\(ended)")
            #expect(
                ended.error.contains("error[io]: task:download: cannot write \"reports/big.zip\""),
                "\(ended.error)"
            )
            #expect(ended.error.contains("ulimit -f"))
            #expect(command.files(in: "reports").isEmpty)
            #expect(simulator.downloads == 2, "trying again would not help")
        }
    }

    @Test func `a report that is fetched by hand, too`() async throws {
        try await withSimulator(.following(polls: 0)) { simulator in
            let command = try FollowCommand(simulator)
            try command.scratch.write(
                "big.lua",
                Self.script.replacing("task:download(\"reports/big.zip\")", with: "task:wait()")
            )
            #expect(try await command.hss(["run", "--poll-interval", "0.02", "big.lua"]).run().status == 0)
            let ended = try Self.bounded(
                ["download", "--no-progress", "--as", "reports/big.zip", command.ids[0]],
                command
            )
            #expect(ended.status == 73 || ended.status == 78, "the ledger may not be written either: \(ended)")
            #expect(command.files(in: "reports").isEmpty)
        }
    }
}
