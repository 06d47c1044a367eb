import ArgumentParser

/// What a script may touch besides its own folder.
struct SandboxOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Let the script read files in this folder (repeatable).", valueName: "dir"))
    var allowRead: [String] = []

    @Option(help: ArgumentHelp("Let the script write files in this folder (repeatable).", valueName: "dir"))
    var allowWrite: [String] = []

    @Option(help: ArgumentHelp("Let the script read this environment variable (repeatable).", valueName: "name"))
    var allowEnv: [String] = []

    @Flag(help: "Lift the limits on files and environment; credentials stay closed.")
    var allowAll = false

    @Option(help: ArgumentHelp("Let require look in this folder, too (repeatable).", valueName: "dir"))
    var modulePath: [String] = []
}
