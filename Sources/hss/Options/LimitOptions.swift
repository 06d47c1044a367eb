import ArgumentParser

/// Bounds on a run.
struct LimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Longest time of the run, waits included; it then ends with 79.", valueName: "seconds"))
    var timeLimit: Double?

    func validate() throws {
        if let timeLimit, !(timeLimit > 0 && timeLimit <= 1_000_000_000) {
            throw ValidationError("--time-limit must be above 0")
        }
    }

    /// Nil is no bound.
    var time: Duration? { timeLimit.map { .milliseconds(Int64($0 * 1000)) } }
}
