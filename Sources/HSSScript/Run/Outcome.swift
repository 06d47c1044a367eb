import HSSClient
import LuaHost

/// How a run ended, from what happened in it.
struct Outcome {
    var status: ScriptReport.Status
    var exitStatus: ExitStatus
    /// The error to show; nil when there is nothing to add to the ending.
    var error: RunError?

    /// - Parameter stoppedAt: the line at which the ending found the script running.
    init(
        error: RunError?,
        ending: ScriptHost.Ending?,
        stoppedAt: String?,
        failures: [FailedExport],
        failsOnFailures: Bool
    ) {
        self.error = error
        if let ending, ending.exitStatus == .limit {
            status = .limit
            exitStatus = .limit
            // However the script took it; a call that was cut off says at least where.
            var shown = error?.kind == .limit ? error : RunError(ending, at: error)
            if let stoppedAt, stoppedAt != shown?.place, shown?.message == ending.reason.message {
                shown?.place = stoppedAt
                // Whatever was stopped again on its way out stood elsewhere.
                shown?.stack = []
            }
            self.error = shown
        } else if let ending {
            status = .interrupted
            exitStatus = ending.exitStatus
            // That the run was stopped is no error of the script's.
            if error?.kind == .cancelled { self.error = nil }
        } else if let error {
            status = error.kind == .limit ? .limit : .error
            exitStatus = ExitStatus(kind: error.kind)
        } else {
            status = failures.isEmpty ? .ok : .partial
            let kind = failures.first.flatMap { HSSError.Kind(rawValue: $0.kind) }
            exitStatus = failsOnFailures ? kind.map(ExitStatus.init(kind:)) ?? .success : .success
        }
    }

    /// Of a run whose Lua no stop reaches.
    init(abandonedAt ending: ScriptHost.Ending, failures: [FailedExport]) {
        self.init(error: nil, ending: ending, stoppedAt: nil, failures: failures, failsOnFailures: false)
        error?.message += "; it was inside a function that cannot be stopped"
    }
}

extension RunError {
    fileprivate init(_ ending: ScriptHost.Ending, at error: RunError?) {
        self.init(kind: .limit, message: ending.reason.message, place: error?.place)
        stack = error?.stack ?? []
    }
}
