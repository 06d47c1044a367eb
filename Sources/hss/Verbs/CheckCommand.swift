import ArgumentParser
import HSSScript

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Run a script without any network: check its syntax, its globals and every request it would send.",
        discussion: "The requests are printed to standard output, what the script prints goes to standard error."
    )

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Results") var output: OutputOptions
    @OptionGroup(title: "What the script may touch") var sandbox: SandboxOptions
    @OptionGroup(title: "Talk") var talk: TalkOptions

    @Flag(help: "Warnings about requests become errors.")
    var strict = false

    @Flag(help: "End with the status of the first failure in the results, even if the script caught it.")
    var failOnFailures = false

    @Argument(help: ArgumentHelp("The script; - is standard input.", valueName: "script"))
    var script: String

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("Words for the script: arg[1]…, and ...", valueName: "arg")
    )
    var arguments: [String] = []

    func run() async throws {
        try await ScriptRun(
            connection: connection,
            sandbox: sandbox,
            output: output,
            talk: talk,
            mode: .check,
            isStrict: strict,
            failsOnFailures: failOnFailures
        ).run(script, arguments: arguments)
    }
}
