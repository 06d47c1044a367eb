public import HSSClient
public import HSSLedger
public import LuaHost

extension ScriptHost {
    /// What a run works with.
    public struct Configuration: Sendable {
        /// Where and on whose behalf calls are made. Its clock, logger and concurrency serve the whole run.
        public var client: HSSClient.Configuration
        public var mode: ScriptMode = .live
        /// What `hss.run.simulated` says.
        public var isSimulated = false
        /// Warnings about requests become violations.
        public var isStrict = false
        /// A run whose results hold failures ends with the status of the first one, even if the script caught it.
        public var failsOnFailures = false
        /// Where creations are recorded, in a live run; nil records nothing.
        public var ledger: LedgerUse?
        /// Longest time of the run from first to last, answers and waits included; nil is no bound.
        public var timeLimit: Duration?
        /// Most bytes that Lua may hold; nil is no bound. Beyond it the script gets Lua's "not enough memory".
        public var memoryLimit: Int? = 256 << 20
        /// Most CPU time of the script; nil is no bound. Waiting for answers does not count.
        public var cpuLimit: Duration? = .seconds(60)
        /// Called, on a thread of its own, when a run that is being stopped holds the thread of Lua where no stop
        /// reaches it, such as in a search that takes for ever. The report tells what is known; the ledger is closed.
        /// What calls this should end the process: `run` returns only if Lua does, maybe never. Nil waits.
        public var abandon: (@Sendable (ScriptReport) -> Void)?
        /// How long Lua may run on without a pause before `abandon` is called; what is in reach ends much sooner.
        public var abandonsAfter = Duration.milliseconds(1200)
        /// Where Lua runs.
        public var executor: LuaExecutor
        /// Where the script's own output goes, and what it may touch. The script's folder is added for reading and for
        /// modules, unless `--allow-all` makes that needless.
        public var sandbox: Sandbox
        /// Told of every task and failure as soon as it is known.
        public var observer: (@Sendable (RunEvent) -> Void)?
        /// Shown each request that is planned instead of sent.
        public var showPlanned: (@Sendable (PlannedExport) -> Void)?
        /// Whether a plan asks HSS how many rows its exports would hold (`--dry-run`).
        public var countsPlannedRows = true
        /// Answers the reads of a run in mode `check`, which has no network; nil lets them fail.
        public var sample: HSSClient.Configuration?
        /// Where downloads go; made when the first one comes.
        public var downloadFolder = "."
        /// The time from a task's creation to the first look at it.
        public var pollInterval = Duration.seconds(5)

        public init(client: HSSClient.Configuration, sandbox: Sandbox, executor: LuaExecutor = .ownThread()) {
            self.client = client
            self.sandbox = sandbox
            self.executor = executor
        }
    }
}

/// A request that a plan holds instead of sending it.
public struct PlannedExport: Sendable {
    /// The task that stands for it.
    public var task: ExportedTask
    /// How many rows the export would hold; nil if that was not asked for, or is not known.
    public var rows: Int?
    /// Why the rows are not known.
    public var whyRowsAreUnknown: String?
}

/// The ledger of a run.
public struct LedgerUse: Sendable, Hashable {
    /// The file; made if it is missing.
    public var path: String
    /// The run to go on from; nil starts anew.
    public var resume: ResumeTarget?
    /// Whether a ledger that cannot be used ends the run at its start; otherwise the first creation fails. A run that
    /// goes on from another always needs it at once.
    public var isRequired: Bool

    public init(path: String, resume: ResumeTarget? = nil, isRequired: Bool = true) {
        self.path = path
        self.resume = resume
        self.isRequired = isRequired
    }
}
