import Testing

@testable import hss

/// The bytes that go to a terminal around a live line, and what the terminal then shows.
struct ProgressLiveLineTests {
    enum Step {
        case draw(String, width: Int = 80, isDue: Bool = true)
        case output(String, width: Int = 80)
        case erase(width: Int = 80)
        case stop(width: Int = 80)
        case retire
    }

    static let cases: [(String, [Step], bytes: String, shown: [String])] = [
        ("a line", [.draw("created 0")], bytes: "\rcreated 0\u{1b}[K\r", shown: ["created 0"]),
        (
            "the next one is written over it", [.draw("created 10"), .draw("new 9")],
            bytes: "\rcreated 10\u{1b}[K\r\rnew 9\u{1b}[K\r", shown: ["new 9"]
        ),
        (
            "the same one is left alone", [.draw("a"), .draw("a", isDue: false)],
            bytes: "\ra\u{1b}[K\r", shown: ["a"]
        ),
        (
            "unless it is time", [.draw("a"), .draw("a", isDue: true)],
            bytes: "\ra\u{1b}[K\r\ra\u{1b}[K\r", shown: ["a"]
        ),
        ("an end", [.draw("a"), .stop()], bytes: "\ra\u{1b}[K\r\r\u{1b}[K", shown: []),
        ("an end before the first line", [.stop()], bytes: "", shown: []),
        ("output before it", [.output("x\n"), .draw("a")], bytes: "x\n\ra\u{1b}[K\r", shown: ["x", "a"]),
        (
            "output below which it stands again", [.draw("a"), .output("x\n"), .stop()],
            bytes: "\ra\u{1b}[K\r\r\u{1b}[Kx\na\r\r\u{1b}[K", shown: ["x"]
        ),
        ("no output", [.draw("a"), .output("")], bytes: "\ra\u{1b}[K\r", shown: ["a"]),
        (
            "a line without its end is not written over", [.draw("a"), .output("x"), .draw("b"), .draw("c")],
            bytes: "\ra\u{1b}[K\r\r\u{1b}[Kx", shown: ["x"]
        ),
        (
            "until the end comes", [.draw("a"), .output("x"), .draw("b"), .output("y\n")],
            bytes: "\ra\u{1b}[K\r\r\u{1b}[Kxy\nb\r", shown: ["xy", "b"]
        ),
        (
            "nor at the end of the run", [.draw("a"), .output("x"), .stop()],
            bytes: "\ra\u{1b}[K\r\r\u{1b}[Kx", shown: ["x"]
        ),
        (
            "nor before the first draw", [.output("x"), .draw("a"), .output("\n")],
            bytes: "x\na\r", shown: ["x", "a"]
        ),
        (
            "output elsewhere", [.draw("a"), .erase(), .draw("a", isDue: false)],
            bytes: "\ra\u{1b}[K\r\r\u{1b}[K\ra\u{1b}[K\r", shown: ["a"]
        ),
        (
            "a flood", [.draw("a")] + Array(repeating: .output("\n"), count: 7) + [.draw("b")],
            bytes: "\ra\u{1b}[K\r" + String(repeating: "\r\u{1b}[K\na\r", count: 5) + "\r\u{1b}[K\n\n\rb\u{1b}[K\r",
            shown: ["", "", "", "", "", "", "", "b"]
        ),
        (
            "an end that cannot be written", [.draw("a"), .retire, .output("x\n"), .output("y\n")],
            bytes: "\ra\u{1b}[K\r\r\u{1b}[Kx\ny\n", shown: ["x", "y"]
        ),
        (
            "a wider terminal", [.draw("abcd", width: 10), .draw("abcdefgh", width: 20, isDue: false)],
            bytes: "\rabcd\u{1b}[K\r\rabcdefgh\u{1b}[K\r", shown: ["abcdefgh"]
        ),
        (
            "a wider terminal, the same text", [.draw("abcd", width: 10), .draw("abcd", width: 20, isDue: false)],
            bytes: "\rabcd\u{1b}[K\r\rabcd\u{1b}[K\r", shown: ["abcd"]
        ),
        (
            "a narrower one that holds the line", [.draw("abcd", width: 10), .draw("abcd", width: 5)],
            bytes: "\rabcd\u{1b}[K\r\rabcd\u{1b}[K\r", shown: ["abcd"]
        ),
        (
            "one that does not", [.draw("abcdefgh", width: 10), .draw("abc", width: 4)],
            bytes: "\rabcdefgh\u{1b}[K\r\r\u{1b}[Jabc\r", shown: ["abc"]
        ),
        (
            "output on one that does not", [.draw("abcdefgh", width: 10), .output("x\n", width: 4)],
            bytes: "\rabcdefgh\u{1b}[K\r\r\u{1b}[Jx\n", shown: ["x"]
        ),
        (
            "an end on one that does not", [.draw("abcdefgh", width: 10), .stop(width: 4)],
            bytes: "\rabcdefgh\u{1b}[K\r\r\u{1b}[J", shown: []
        ),
    ]

    @Test(arguments: cases.indices) func `a sequence`(_ index: Int) {
        let (name, steps, bytes, shown) = Self.cases[index]
        var line = LiveLine()
        let written = steps.flatMap { Self.bytes(of: $0, &line) }
        #expect(String(decoding: written, as: UTF8.self) == bytes, "\(name)")
        #expect(ProgressScreen(width: 80, written).text == shown, "\(name)")
    }

    @Test(arguments: [7, 8, 10, 12, 13, 20]) func `what a narrower terminal has wrapped is taken away`(_ width: Int) {
        var line = LiveLine()
        var screen = ProgressScreen(
            width: 40,
            Array("before\n".utf8) + line.draw("abcdefghijkl", width: 40, isDue: true)
        )
        screen.wrap(to: width)
        screen.write(line.draw("abcd", width: width, isDue: true))
        #expect(screen.text == ["before", "abcd"])
    }

    private static func bytes(of step: Step, _ line: inout LiveLine) -> [UInt8] {
        switch step {
        case .draw(let text, let width, let isDue): return line.draw(text, width: width, isDue: isDue)
        case .erase(let width): return line.erase(width: width)
        case .stop(let width):
            line.retire()
            return line.erase(width: width)
        case .retire:
            line.retire()
            return []
        case .output(let text, let width):
            let output = Array(text.utf8)
            let (before, after) = line.around(output, width: width)
            return before + output + after
        }
    }
}
