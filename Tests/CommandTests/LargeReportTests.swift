import Foundation
import Testing

/// A report of any size passes through little memory; `HSS_SOAK_DOWNLOAD_MIB` makes it larger.
@Suite(.timeLimit(.minutes(30))) struct LargeReportTests {
    private static let mebibytes =
        ProcessInfo.processInfo.environment["HSS_SOAK_DOWNLOAD_MIB"].flatMap { Int($0) } ?? 200

    /// Says how much memory the process has needed at most, in KiB.
    private static let script = """
        local function peak()
            for line in io.lines("/proc/self/status") do
                local kib = line:match("^VmHWM:%s*(%d+)")
                if kib then return tonumber(kib) end
            end
        end
        local task = hss.export{ operate_all = true, export_size = 1, security_report_type = "files" }
        task:wait()
        local before = peak()
        task:download()
        print(before, peak())
        """

    @Test func `a large report is streamed to disk`() async throws {
        let size = Self.mebibytes << 20
        let server = try await ReportServer.start(size: size)
        let scratch = try Scratch()
        try scratch.write("s.lua", Self.script)
        var command = Hss(
            ["run", "--allow-all", "--poll-interval", "0.01", "s.lua"],
            in: scratch,
            environment: server.account
        )
        command.limit = .seconds(1200)
        let ended = try await command.run()
        await server.stop()
        #expect(ended.status == 0, "\(ended)")
        let saved = try FileManager.default.attributesOfItem(atPath: "\(scratch.path)/large.zip")[.size] as? Int
        #expect(saved == ZipFrame(size: size).length)
        let peaks = ended.output.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        try #require(peaks.count == 2)
        print("large report: \(Self.mebibytes) MiB; peak memory before and after in KiB: \(peaks)")
        #expect(peaks[1] - peaks[0] < 20 << 10)
        #expect(peaks[1] < 80 << 10)
    }
}
