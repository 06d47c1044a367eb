import ArgumentParser

/// How tasks are followed, and where their reports go.
struct FollowUpOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where downloads go; nothing is ever written outside of it.", valueName: "dir"))
    var downloadDir = "."

    @Option(help: ArgumentHelp("From the creation of a task to the first look at it.", valueName: "seconds"))
    var pollInterval: Double = 5

    func validate() throws {
        guard !downloadDir.isEmpty else { throw ValidationError("--download-dir must name a folder") }
        guard pollInterval > 0, pollInterval <= 86_400 else {
            throw ValidationError("--poll-interval must be above 0 and at most 86400")
        }
    }

    var interval: Duration { .milliseconds(Int64((pollInterval * 1000).rounded(.up))) }
}
