import ArgumentParser
import HSSClient
import HSSLedger
import HSSScript

struct TasksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tasks",
        abstract: "List the recorded calls of a run: tasks that were created or reused, failures, and calls in doubt."
    )

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("Whose calls: those of the newest run, of one, or all.", valueName: "last|run|all")
    )
    var selection = "last"

    @OptionGroup var options: LedgerFileOptions

    func run() throws {
        try options.list { ledger throws(HSSError) in LedgerListing(try ledger.calls(of: RunSelection(selection))) }
    }
}
