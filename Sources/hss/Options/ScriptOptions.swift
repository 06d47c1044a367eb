import ArgumentParser

/// What every verb that runs a script takes.
struct ScriptOptions: ParsableArguments {
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Pace and retries") var retry: RetryOptions
    @OptionGroup(title: "Ledger") var ledger: LedgerOptions
    @OptionGroup(title: "Results") var output: OutputOptions
    @OptionGroup(title: "Tasks and reports") var followUp: FollowUpOptions
    @OptionGroup(title: "What the script may touch") var sandbox: SandboxOptions
    @OptionGroup(title: "Bounds") var limits: LimitOptions
    @OptionGroup(title: "Talk") var talk: TalkOptions

    @Flag(help: "Warnings about requests become errors.")
    var strict = false

    @Flag(help: "End with the status of the first failure in the results, even if the script caught it.")
    var failOnFailures = false
}
