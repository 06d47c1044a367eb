import Testing

@testable import HSSClient

/// Whatever a value holds, it stays one harmless name.
@Suite struct DownloadNameTests {
    private static let family = "👨‍👩‍👧‍👦"

    static let names: [(value: String, name: String)] = [
        ("team", "team"),
        (".", "_"),
        ("..", "_"),
        ("...", "___"),
        ("../../etc/passwd", "_._.._etc_passwd"),
        ("/etc/passwd", "_etc_passwd"),
        ("a/b", "a_b"),
        (#"a\b"#, "a_b"),
        ("a\0b", "a_b"),
        ("a\r\nb\tc\u{7F}\u{85}", "a__b_c__"),
        ("a\u{2044}b\u{2215}c\u{29F8}d\u{FF0F}e", "a_b_c_d_e"),
        ("a\u{FF3C}b\u{29F5}c\u{2216}d\u{FE68}e", "a_b_c_d_e"),
        ("a/\u{338}b", "a_\u{338}b"),
        ("a\u{202E}piz.exe", "a_piz.exe"),
        ("\u{2066}a\u{2069}\u{200E}\u{FEFF}", "_a___"),
        ("a\u{2028}b\u{2029}c", "a_b_c"),
        (".hidden", "_hidden"),
        ("name.", "name_"),
        ("name. . ", "name____"),
        (" ", "_"),
        (" a", " a"),
        ("CON", "_CON"),
        ("CON.zip", "_CON.zip"),
        ("nul", "_nul"),
        ("Aux.tar.gz", "_Aux.tar.gz"),
        ("com1", "_com1"),
        ("LPT9.zip", "_LPT9.zip"),
        ("COM²", "_COM²"),
        ("nul .zip", "_nul .zip"),
        ("com0", "com0"),
        ("console", "console"),
        ("nul_.zip", "nul_.zip"),
        ("日本語", "日本語"),
        (family, family),
        ("", "_"),
    ]

    @Test(arguments: names)
    func `a value becomes a name`(_ value: String, _ name: String) throws {
        let path = try DownloadTemplate("{namespace}").path(DownloadValues(namespace: value))
        #expect(path == DownloadPath(name: name))
    }

    @Test(arguments: names)
    func `a value beside a literal stays in its component`(_ value: String, _ name: String) throws {
        let path = try DownloadTemplate("a/x{namespace}y/b").path(DownloadValues(namespace: value))
        #expect(path.folders.count == 2)
        #expect(path.folders.last?.hasPrefix("x") == true && path.folders.last?.hasSuffix("y") == true)
    }

    @Test func `a literal dot and a value do not make a way up`() throws {
        for value in [".", "..", "/", "./"] {
            let path = try DownloadTemplate(".{namespace}/x").path(DownloadValues(namespace: value))
            #expect(!["", ".", ".."].contains(path.folders[0]))
        }
    }

    @Test(arguments: [
        (#"a\b/report.zip"#, "report.zip"),
        (#"a/b\report.zip"#, "report.zip"),
        ("report.zip/", "report.zip"),
        ("a/..", "_"),
        ("/", "_"),
    ])
    func `of a file's name only the last component counts`(_ value: String, _ name: String) throws {
        let path = try DownloadTemplate("{file_name}").path(DownloadValues(fileName: value))
        #expect(path == DownloadPath(name: name))
    }

    static let longNames: [(value: String, name: String)] = [
        (n(300), n(255)),
        (n(255), n(255)),
        (n(300) + ".zip", n(251) + ".zip"),
        // An ending of 16 bytes is kept, one of 17 is none.
        (
            n(300) + ".123456789abcdef",
            n(239) + ".123456789abcdef"
        ),
        (n(300) + ".123456789abcdefg", n(255)),
        // The cut is between characters: 252 bytes, and one of 4 would be too much.
        (n(252) + "😀😀", n(252)),
        (n(251) + "😀😀", n(251) + "😀"),
        (n(240) + family, n(240)),
        (String(repeating: "ä", count: 200) + ".zip", String(repeating: "ä", count: 125) + ".zip"),
        // What the cut brings to the end is made safe too.
        (n(254) + " nn", n(254) + "_"),
        (n(250) + " n.zip", n(250) + "_.zip"),
        // One character, if combining marks count to it, that is longer than a name.
        ("e" + String(repeating: "\u{301}", count: 300), "e" + String(repeating: "\u{301}", count: 127)),
        ("CON." + n(300), "_CON." + n(250)),
    ]

    private static func n(_ count: Int) -> String { String(repeating: "n", count: count) }

    @Test(arguments: longNames)
    func `a long name is cut between characters and keeps its ending`(_ value: String, _ name: String) throws {
        let path = try DownloadTemplate("{namespace}").path(DownloadValues(namespace: value))
        #expect(Array(path.name.utf8) == Array(name.utf8))
    }

    /// Texts made of what is dangerous, at the lengths where it is.
    private static func hostile(_ numbers: inout SeededNumbers) -> String? {
        let pieces = [
            "..", ".", "/", "\\", "\0", "\n", "\u{2044}", "\u{2215}", "\u{29F8}", "\u{FF0F}", "\u{FF3C}", "\u{202E}",
            "con", "NUL", "com1", " ", "a", "ä", "😀", "\u{301}", "\u{200D}", "{", "}", "{date}", "~", "\r\n", ".zip",
            String(repeating: "x", count: 250), String(repeating: "日", count: 90),
        ]
        if Int.random(in: 0..<8, using: &numbers) == 0 { return nil }
        return (0..<Int.random(in: 0..<6, using: &numbers)).map { _ in pieces.randomElement(using: &numbers) ?? "" }
            .joined()
    }

    private static func isValid(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        let base = String(name.prefix { $0 != "." }).uppercased()
        return (1...255).contains(bytes.count) && name.unicodeScalars.allSatisfy(SafeName.isSafe)
            && !bytes.contains(UInt8(ascii: "/")) && !bytes.contains(0) && name != "." && name != ".."
            && bytes.last != UInt8(ascii: ".") && bytes.last != UInt8(ascii: " ")
            && !["CON", "PRN", "AUX", "NUL", "COM1", "LPT1"].contains(base)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func `whatever the values, a path stays inside`(_ seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let fields = DownloadTemplate.Field.allCases.map { "{\($0.rawValue)}" }
        for _ in 0..<500 {
            let values = DownloadValues(
                taskID: Self.hostile(&numbers),
                fileName: Self.hostile(&numbers),
                namespace: Self.hostile(&numbers),
                securityReportType: Self.hostile(&numbers),
                imageType: Self.hostile(&numbers),
                enterpriseProjectID: Self.hostile(&numbers),
                date: Self.hostile(&numbers)
            )
            let literals = ["/", "", ".", "..", "x", ".zip", " "]
            let middle = (0..<4).map { _ in
                (fields.randomElement(using: &numbers) ?? "") + (literals.randomElement(using: &numbers) ?? "")
            }
            let text = "r" + middle.joined() + "{task_id}"
            let template: DownloadTemplate
            do throws(HSSError) {
                template = try DownloadTemplate(text)
            } catch {
                // `{a}/../{b}` cannot come up: a `..` of these literals always has a field before it.
                Issue.record("\(text): \(error)")
                continue
            }
            let path = try template.path(values)
            #expect(path.folders.count == text.utf8.count { $0 == UInt8(ascii: "/") })
            for name in path.folders + [path.name] where !Self.isValid(name) {
                Issue.record("\(text) with \(values) gives \(path)")
            }
            let standard = DownloadTemplate.standard(for: values.fileName, taskID: values.taskID ?? "")
            #expect(standard.folders.isEmpty && Self.isValid(standard.name))
        }
    }
}
