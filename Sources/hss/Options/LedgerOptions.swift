import ArgumentParser
import HSSLedger

/// Where creations are recorded, and whether a run goes on from an earlier one.
struct LedgerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Record every creation in this file. (default: ~/.local/state/hss/ledger.sqlite)",
            valueName: "file"
        )
    )
    var ledger: String?

    @Flag(help: "Record nothing; what a crash cuts off is then unknown.")
    var noLedger = false

    @Option(
        help: ArgumentHelp("Go on from an earlier run: what it completed is not created again.", valueName: "run|last")
    )
    var resume: String?

    func validate() throws {
        if noLedger, ledger != nil { throw ValidationError("--ledger and --no-ledger exclude each other") }
        if noLedger, resume != nil { throw ValidationError("--resume needs the ledger that --no-ledger leaves out") }
        if ledger?.isEmpty == true { throw ValidationError("--ledger needs the name of a file") }
    }

    /// The file that was named, else the standard one; nil where no home is known.
    func path(_ environment: [String: String]) -> String? {
        ledger ?? LedgerLocation.standard(environment: environment)
    }
}
