import Foundation
import HSSSchema
import Testing

/// What README.md shows is true.
@Suite(.timeLimit(.minutes(10))) struct ReadmeTests {
    private func readme() throws -> String {
        try String(contentsOfFile: "\(Hss.package)/README.md", encoding: .utf8)
    }

    @Test func `each Lua block passes hss check`() async throws {
        let blocks = try readme().matches(of: /(?:^|\n)```lua\n(.*?\n)```/.dotMatchesNewlines()).map { String($0.1) }
        #expect(!blocks.isEmpty)
        for (index, block) in blocks.enumerated() {
            let scratch = try Scratch()
            try scratch.write("block.lua", block)
            let ended = try await Hss(["check", "block.lua"], in: scratch).run()
            #expect(ended.status == 0, "block \(index + 1) of README.md:\n\(block)\n\(ended.error)")
        }
    }

    @Test(arguments: [("fields", ExportSchema.markdownTable), ("lists", ListSchema.markdownTable)])
    func `the tables are those of the schema`(_ name: String, _ table: String) throws {
        let text = try readme()
        let parts = text.components(separatedBy: "<!-- \(name) -->\n")
        try #require(parts.count == 2, "README.md has no <!-- \(name) -->")
        let inner = parts[1].components(separatedBy: "<!-- /\(name) -->")
        try #require(inner.count == 2, "README.md has no <!-- /\(name) -->")
        let shown = inner[0].split(separator: "\n").map(String.init)
        let wanted = table.split(separator: "\n").map(String.init)
        #expect(shown.count == wanted.count, "lines of the table; `hss schema` prints it")
        for (line, pair) in zip(shown, wanted).enumerated() where pair.0 != pair.1 {
            Issue.record("line \(line + 1) of the table \(name):\n  README.md: \(pair.0)\n  schema:    \(pair.1)")
        }
    }

    @Test(arguments: [("--markdown", ExportSchema.markdownTable), ("--lists", ListSchema.markdownTable)])
    func `schema prints those tables`(_ flag: String, _ table: String) async throws {
        #expect(try await Hss(["schema", flag]).run().output == table)
    }

    @Test func `each option that README.md names is an option`() async throws {
        var help = ""
        for verb in ["run", "check", "simulate", "schema", "runs", "tasks", "wait", "download", "explain"] {
            help += try await Hss([verb, "--help"]).run().output
        }
        let names = Set(try readme().matches(of: /`(--[a-z-]+)/).map { String($0.1) })
        #expect(names.count > 5)
        for name in names.sorted() { #expect(help.contains("\(name) ") || help.contains("\(name)\n"), "\(name)") }
    }

    @Test func `each example that README.md names is there`() throws {
        let names = try readme().matches(of: /`([a-z-]+\.lua)`/).map { String($0.1) }.filter { $0 != "nightly.lua" }
        for name in names { #expect(ExampleTests.files.contains(name), "\(name)") }
    }
}
