import ArgumentParser

/// Bounds on a run.
struct LimitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Most memory of the script, as 64MiB; 79 beyond. (default: 256MiB)", valueName: "size"),
        transform: MemorySize.init(parsing:)
    )
    var memoryLimit = MemorySize(bytes: 256 << 20)

    @Option(help: ArgumentHelp("Most CPU time of the script, waits left out; 79 beyond it.", valueName: "seconds"))
    var cpuLimit: Double = 60

    @Option(help: ArgumentHelp("Longest time of the run, waits included; it then ends with 79.", valueName: "seconds"))
    var timeLimit: Double?

    func validate() throws {
        for (name, seconds) in [("--cpu-limit", cpuLimit), ("--time-limit", timeLimit ?? 1)]
        where !(seconds > 0 && seconds <= 1_000_000_000) {
            throw ValidationError("\(name) must be above 0")
        }
    }

    var cpu: Duration { .nanoseconds(Int64(cpuLimit * 1_000_000_000)) }

    /// Nil is no bound.
    var time: Duration? { timeLimit.map { .milliseconds(Int64($0 * 1000)) } }
}
