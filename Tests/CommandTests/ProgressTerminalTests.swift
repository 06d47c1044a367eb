import Testing

/// The live line on a real terminal.
@Suite(.timeLimit(.minutes(5))) struct ProgressTerminalTests {
    private func command(_ script: String) throws -> Hss {
        let scratch = try Scratch()
        try scratch.write("s.lua", script)
        return Hss(["run", "--simulate", "s.lua"], in: scratch, environment: ["TERM": "xterm"])
    }

    /// The live lines among what was shown.
    private func lines(_ shown: some Sequence<UInt8>) -> [String] {
        // In bytes, because a carriage return and a line feed make one character.
        let pieces = shown.split { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") || $0 == 0x1B }
        return pieces.map { piece in
            let isErasing = piece.starts(with: "[K".utf8) || piece.starts(with: "[J".utf8)
            return String(decoding: isErasing ? piece.dropFirst(2) : piece, as: UTF8.self)
        }
        .filter { $0.hasPrefix("[") || $0.hasPrefix("created ") }
    }

    @Test func `it fits, mixes with nothing and is gone at the end`() async throws {
        let command = try command(
            """
            hss.map({ 1, 2 }, function(size, index)
              print(hss.export{ operate_all = true, export_size = size, security_report_type = "apps" })
              io.stderr:write("part of ")
              hss.sleep(0.5)
              io.stderr:write("line ", index, "\\n")
              hss.sleep(0.5)
            end, { concurrency = 1 })
            """
        )
        let ended = try await PseudoTerminal(command, columns: 40).ended()
        #expect(ended.status == 0)
        let lines = lines(ended.shown)
        #expect(lines.contains { $0.contains("created 1") })
        #expect(lines.allSatisfy { $0.utf8.count <= 39 }, "\(lines)")
        let screen = ProgressScreen(width: 200, ended.shown).text
        #expect(screen.dropLast() == ["part of line 1", "part of line 2"])
        #expect(screen.last?.hasPrefix("hss: ok: created 2, ") == true, "\(screen)")
        #expect(Ended.lines(ended.output).count == 2)
        #expect(!ended.output.utf8.contains { $0 == UInt8(ascii: "\r") || $0 == 0x1B })
        #expect(!ended.output.contains("created"))
    }

    @Test func `it obeys a new width, and leaves a line alone that the script has not ended`() async throws {
        let command = try command(
            """
            hss.map({ 1, 2, 3, 4, 5, 6, 7, 8, 9 }, function(size)
              hss.export{ operate_all = true, export_size = size, security_report_type = "apps" }
              if size < 9 then return end
              io.write("half a ")
              hss.sleep(0.6)
              print("line")
              hss.sleep(2)
            end)
            """
        )
        let terminal = try PseudoTerminal(command, columns: 40, holdsOutput: true)
        try await terminal.reads { lines($0).contains { $0.utf8.count > 29 } }
        terminal.resize(columns: 30)
        try await terminal.reads { String(decoding: $0, as: UTF8.self).contains("\u{1b}[J") }
        let ended = try await terminal.ended()
        #expect(ended.status == 0)
        #expect(lines(ended.shown).allSatisfy { $0.utf8.count <= 39 })
        let resized = try #require(ended.shown.firstRange(of: Array("\u{1b}[J".utf8)))
        let after = lines(ended.shown[resized.upperBound...])
        #expect(!after.isEmpty)
        #expect(after.allSatisfy { $0.utf8.count <= 29 }, "\(after)")
        let screen = ProgressScreen(width: 200, ended.shown).text
        #expect(screen.dropLast() == ["half a line"])
        #expect(screen.last?.hasPrefix("hss: ok: created 9, ") == true, "\(screen)")
    }
}
