import ArgumentParser
import HSSLedger
import HSSScript

struct WaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait for recorded tasks to end: those of the newest run, or those named.",
        discussion: "Each task is looked at where it was created. Ends with the status of the first that failed."
    )

    @OptionGroup var options: FollowUpCommandOptions

    @Argument(help: ArgumentHelp("The tasks; without any, those of --run.", valueName: "task-id"))
    var taskIDs: [String] = []

    func run() async throws {
        try await options.carryOut(.wait, taskIDs)
    }
}
