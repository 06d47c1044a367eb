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

    @Option(help: ArgumentHelp("Simulator: number of organisations.", valueName: "n"))
    var namespaces = 5

    @Option(help: ArgumentHelp("Simulator: number of images in each organisation.", valueName: "n"))
    var images = 20

    @Option(
        help: ArgumentHelp(
            "Simulator: calls that each endpoint takes; documented is 5/m. (default: none)",
            valueName: "none|documented|N/m"
        ),
        transform: Self.quota
    )
    var quota = SimulatorQuota.none

    @Option(
        help: ArgumentHelp(
            "Simulator: by how much faster the time of the quota passes; with 60 a minute takes a second.",
            valueName: "f"
        )
    )
    var timeScale: Double = 1

    @Option(
        help: ArgumentHelp(
            "Simulator: misbehave, by a rule 'METHOD PATH-PART: WHAT WHEN' (repeatable).",
            discussion: """
                METHOD and PATH-PART may be *. WHAT: a status (then code=CODE, retry-after=SECONDS), cut-before, \
                cut-after, delay=MS, half, html, huge, wrong-length. WHEN: once, first N, every N, P%, or nothing for \
                always. The first rule that fires decides. Example: 'POST export-tasks: 503 code=APIGW.0613 first 2'
                """,
            valueName: "rule"
        ),
        transform: Self.fault
    )
    var fault: [FaultRule] = []

    @Option(help: ArgumentHelp("Simulator: the same seed gives the same data.", valueName: "n"))
    var seed: UInt64 = 1

    func validate() throws {
        guard (0...86_400_000).contains(latencyMs) else {
            throw ValidationError("--latency-ms must be from 0 to 86400000")
        }
        guard polls >= 0 else { throw ValidationError("--polls must be 0 or more") }
        guard (0...100).contains(failingTasks) else { throw ValidationError("--failing-tasks must be from 0 to 100") }
        guard namespaces >= 0 else { throw ValidationError("--namespaces must be 0 or more") }
        guard images >= 0 else { throw ValidationError("--images must be 0 or more") }
        guard timeScale > 0, timeScale.isFinite else { throw ValidationError("--time-scale must be above 0") }
    }

    var configuration: SimulatorConfiguration {
        var configuration = SimulatorConfiguration(seed: seed)
        configuration.latencyMilliseconds = latencyMs
        configuration.polls = polls
        configuration.failingTasksPercent = failingTasks
        configuration.namespaces = namespaces
        configuration.imagesPerNamespace = images
        configuration.quota = quota
        configuration.timeScale = timeScale
        configuration.faults = fault
        return configuration
    }

    private static func quota(_ text: String) throws -> SimulatorQuota {
        do {
            return try SimulatorQuota(parsing: text)
        } catch {
            throw ValidationError(error.reason)
        }
    }

    private static func fault(_ text: String) throws -> FaultRule {
        do {
            return try FaultRule(parsing: text)
        } catch {
            throw ValidationError(error.reason)
        }
    }
}
