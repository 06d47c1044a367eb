import GRDB
import HSSClient

/// Messages about the ledger.
extension HSSError {
    private static let advice = "name another file with --ledger, or go without one with --no-ledger"

    static func unusableLedger(_ path: String, because error: any Error) -> HSSError {
        switch error {
        case let error as HSSError: error
        case let error as LedgerSchema.NewerVersion:
            HSSError(
                .config,
                "the ledger \(path) was written by a newer version of hss (format \(error.version), this one knows "
                    + "\(LedgerSchema.newest)); it is left as it is",
                explanation: "use that version, or name another file with --ledger"
            )
        case let error as DatabaseError: unusableLedger(path, reason(error))
        default: unusableLedger(path, "\(error)")
        }
    }

    static func unusableLedger(_ path: String, _ reason: String) -> HSSError {
        HSSError(.config, "the ledger \(path) cannot be used: \(reason)", explanation: advice)
    }

    static func foreignLedger(_ path: String, _ reason: String) -> HSSError {
        HSSError(.config, "\(path) is no ledger: \(reason); it is left as it is", explanation: advice)
    }

    static func damagedLedger(_ path: String) -> HSSError {
        unusableLedger(path, "the file is damaged; it is left as it is")
    }

    static func noLedger(_ path: String) -> HSSError {
        HSSError(
            .config,
            "there is no ledger at \(path)",
            explanation: "hss run makes one; name the one it used with --ledger"
        )
    }

    private static func reason(_ error: DatabaseError) -> String {
        switch error.resultCode {
        case .SQLITE_FULL: "the disk is full"
        case .SQLITE_READONLY: "it can only be read"
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: "the file is damaged; it is left as it is"
        case .SQLITE_BUSY, .SQLITE_LOCKED: "another process keeps it locked"
        case .SQLITE_CANTOPEN: "it cannot be opened"
        case .SQLITE_IOERR: "the disk cannot be read or written"
        default: error.message ?? "SQLite error \(error.resultCode.rawValue)"
        }
    }

    // MARK: Resuming

    static func noRun(_ run: String, _ path: String) -> HSSError {
        HSSError(.config, "the ledger \(path) knows no run \(run)", explanation: "hss runs lists the runs")
    }

    static func nothingToResume(_ script: String, _ path: String) -> HSSError {
        HSSError(
            .config,
            "the ledger \(path) holds no run of \(script) to resume: each ended with status 0, is still running, or was "
                + "resumed to its end",
            explanation: "hss runs lists the runs; leave --resume out to start anew"
        )
    }

    static func stillRunning(_ run: String, _ running: String) -> HSSError {
        let what = run == running ? "run \(run) is still running" : "run \(run) is being resumed by run \(running)"
        return HSSError(.config, what, explanation: "wait until it has ended, or stop it; hss runs lists the runs")
    }

    static func inDoubtFromEarlierRun(_ run: String) -> HSSError {
        HSSError(
            .ambiguous,
            "run \(run) sent this request and does not know what became of it; with --strict it is not sent again",
            sent: .unknown,
            explanation: "look in the HSS console whether the task exists; without --strict it is created again"
        )
    }
}
