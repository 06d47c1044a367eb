import HSSClient
import LuaHost

/// How a run ended, from what happened in it.
struct Outcome {
    var status: ScriptReport.Status
    var exitStatus: ExitStatus
    /// The error to show; nil when there is nothing to add to the ending.
    var error: RunError?

    init(error: RunError?, ending: ScriptHost.Ending?, failures: [FailedExport], failsOnFailures: Bool) {
        self.error = error
        if case .timeLimit? = ending {
            status = .limit
            exitStatus = .limit
            // However the script took it; a call that was cut off says at least where.
            if error?.kind != .limit { self.error = ending.map { RunError($0, at: error) } }
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
}

extension RunError {
    fileprivate init(_ ending: ScriptHost.Ending, at error: RunError?) {
        self.init(kind: .limit, message: ending.reason.message, place: error?.place)
        stack = error?.stack ?? []
    }
}
