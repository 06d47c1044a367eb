import ArgumentParser
import HSSSimulator

/// What shapes a simulator, beside its own command and `run --simulate`.
struct SimulatorOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Simulator: delay of each answer.", valueName: "n"))
    var latencyMs = 0

    @Option(help: ArgumentHelp("Simulator: looks at a task before it has ended.", valueName: "n"))
    var polls = 2

    @Option(help: ArgumentHelp("Simulator: percentage of tasks that end in failure.", valueName: "p"))
    var failingTasks = 0

    @Option(help: ArgumentHelp("Simulator: the same seed gives the same data.", valueName: "n"))
    var seed: UInt64 = 1

    func validate() throws {
        guard latencyMs >= 0 else { throw ValidationError("--latency-ms must be 0 or more") }
        guard polls >= 0 else { throw ValidationError("--polls must be 0 or more") }
        guard (0...100).contains(failingTasks) else { throw ValidationError("--failing-tasks must be from 0 to 100") }
    }

    var configuration: SimulatorConfiguration {
        var configuration = SimulatorConfiguration(seed: seed)
        configuration.latencyMilliseconds = latencyMs
        configuration.polls = polls
        configuration.failingTasksPercent = failingTasks
        return configuration
    }
}
