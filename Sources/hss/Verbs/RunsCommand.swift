import ArgumentParser
import HSSClient
import HSSLedger
import HSSScript

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the recorded runs, the newest first.",
        discussion: "A run whose status is not ok can be resumed: hss run --resume RUN SCRIPT"
    )

    @OptionGroup var options: LedgerFileOptions

    func run() throws {
        try options.list { ledger throws(HSSError) in LedgerListing(try ledger.runs()) }
    }
}
