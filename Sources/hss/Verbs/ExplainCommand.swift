import ArgumentParser
import HSSSchema
import HSSScript

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a field, an enum value, an error kind or a service error code.",
        discussion: "Exit statuses and the codes of violations are explained too. Without a topic all are listed."
    )

    @Argument(help: "What to explain, such as image_type, throttled or APIGW.0308; letter case does not count.")
    var topic: String?

    func run() throws {
        guard let topic else {
            Standard.output(line: Explanation.groups.map { Self.text($0.lines) }.joined(separator: "\n\n"))
            return
        }
        let found = Explanation.find(topic)
        guard !found.isEmpty else {
            let nearest = Suggestion.nearest(to: topic, in: Explanation.topics)
            let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
            Standard.error(line: "error: hss cannot explain \"\(topic)\"\(hint)")
            Standard.error(line: "hss explain lists every topic")
            throw ExitCode(ExitStatus.usage.code)
        }
        Standard.output(line: found.map { Self.text($0.lines) }.joined(separator: "\n\n"))
    }

    private static func text(_ lines: [String]) -> String {
        lines.joined(separator: "\n")
    }
}
