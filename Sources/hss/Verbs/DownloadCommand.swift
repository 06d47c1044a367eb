import ArgumentParser
import HSSClient
import HSSScript

struct DownloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "download",
        abstract: "Bring the reports of recorded tasks home.",
        discussion: """
            Tasks that are named are waited for. --all-ready takes what has ended well by now, and has not been \
            downloaded yet. A report that lies where it was put, unchanged, is not fetched again.
            """
    )

    @Flag(help: "All tasks of --run that have ended well.")
    var allReady = false

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "What reports are called, such as '{namespace}-{security_report_type}.zip'; else as HSS names them.",
            valueName: "template"
        )
    )
    var template: String?

    @Flag(help: "Replace files that exist.")
    var overwrite = false

    @OptionGroup var options: FollowUpCommandOptions

    @Argument(help: ArgumentHelp("The tasks.", valueName: "task-id"))
    var taskIDs: [String] = []

    func validate() throws {
        guard allReady != !taskIDs.isEmpty else {
            throw ValidationError("name the tasks, or give --all-ready for all that have ended well")
        }
        _ = try parsedTemplate()
    }

    func run() async throws {
        let template = try parsedTemplate()
        try await options.carryOut(allReady ? .downloadIfReady : .download, taskIDs) { configuration in
            configuration.template = template
            configuration.overwrites = overwrite
        }
    }

    private func parsedTemplate() throws -> DownloadTemplate? {
        do throws(HSSError) {
            return try template.map { text throws(HSSError) in try DownloadTemplate(text) }
        } catch {
            throw ValidationError("--as: \(error.message)")
        }
    }
}
