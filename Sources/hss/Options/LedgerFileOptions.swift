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

    func validate() throws {
        guard ledger != "" else { throw ValidationError("--ledger must name a file") }
    }

    /// - Throws: `config` for a ledger that is not there or cannot be used.
    func open(_ environment: [String: String]) throws(HSSError) -> TaskLedger {
        guard let path = ledger ?? LedgerLocation.standard(environment: environment) else {
            throw HSSError(.config, "no home folder is known for the ledger", explanation: "name it with --ledger")
        }
        return try TaskLedger(path: path, .existing)
    }

    /// Writes what `body` makes of the ledger to standard output.
    ///
    /// - Throws: `ExitCode` for a ledger that is not there or cannot be used.
    func list(_ body: (TaskLedger) throws(HSSError) -> LedgerListing) throws {
        let environment = ProcessInfo.processInfo.environment
        do throws(HSSError) {
            for line in try body(open(environment)).lines(output) { Standard.output(line: line) }
        } catch {
            Standard.error(error, environment)
            throw ExitCode(ExitStatus(kind: error.kind).code)
        }
    }
}

extension LedgerListing.Format: ExpressibleByArgument {}
