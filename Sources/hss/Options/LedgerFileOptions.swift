public import ArgumentParser
import HSSClient
import HSSLedger
public import HSSScript

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What every verb that reads the ledger takes.
struct LedgerFileOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The ledger. (default: ~/.local/state/hss/ledger.sqlite)", valueName: "file"))
    var ledger: String?

    @Option(help: ArgumentHelp("Form of the list.", valueName: "json|jsonl|csv|table"))
    var output = LedgerListing.Format.table

    /// Writes what `body` makes of the ledger to standard output.
    ///
    /// - Throws: `ExitCode` for a ledger that is not there or cannot be used.
    func list(_ body: (TaskLedger) throws(HSSError) -> LedgerListing) throws {
        let environment = ProcessInfo.processInfo.environment
        do throws(HSSError) {
            guard let path = ledger ?? LedgerLocation.standard(environment: environment) else {
                throw HSSError(.config, "no home folder is known for the ledger", explanation: "name it with --ledger")
            }
            for line in try body(TaskLedger(path: path, .existing)).lines(output) { Standard.output(line: line) }
        } catch {
            let block = ErrorBlock(RunError(error), sourceLine: nil, style: Standard.errorStyle(environment))
            for line in block.lines { Standard.error(line: line) }
            throw ExitCode(ExitStatus(kind: error.kind).code)
        }
    }
}

extension LedgerListing.Format: ExpressibleByArgument {}
