import LuaHost

extension ScriptHost {
    /// Why a run is ended from outside.
    public enum Ending: Sendable, Hashable {
        /// SIGINT, or the embedding program's wish.
        case interrupted
        /// SIGTERM.
        case terminated
        /// The run took this long, the most that it may.
        case timeLimit(Duration)
        /// The script used this much CPU time, the most that it may.
        case cpuLimit(Duration)

        /// What a process ends with after it.
        public var exitStatus: ExitStatus {
            switch self {
            case .interrupted: .interrupted
            case .terminated: .terminated
            case .timeLimit, .cpuLimit: .limit
            }
        }

        var reason: StopReason {
            switch self {
            case .interrupted: StopReason(kind: "cancelled", message: "the run was interrupted")
            case .terminated: StopReason(kind: "cancelled", message: "the run was terminated")
            case .timeLimit(let limit):
                StopReason(
                    kind: "limit",
                    message: "the run took longer than the \(Self.shown(limit)) s of --time-limit"
                )
            case .cpuLimit(let limit):
                StopReason(
                    kind: "limit",
                    message: "the script used more than the \(Self.shown(limit)) s of CPU time of --cpu-limit"
                )
            }
        }

        private static func shown(_ limit: Duration) -> String {
            let (seconds, attoseconds) = limit.components
            return attoseconds == 0 ? "\(seconds)" : "\(Double(seconds) + Double(attoseconds) / 1e18)"
        }

        /// How long the Lua of a stopped script may run, for its `<close>` variables; waiting for answers is not
        /// counted.
        var grace: Duration {
            switch self {
            case .interrupted, .terminated: .seconds(1)
            case .timeLimit, .cpuLimit: .milliseconds(100)
            }
        }
    }
}
