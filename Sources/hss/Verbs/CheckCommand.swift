import ArgumentParser
import HSSScript

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Run a script without any network: check its syntax, its globals and every request it would send.",
        discussion: "The requests are printed to standard output, what the script prints goes to standard error."
    )

    @OptionGroup var options: ScriptOptions

    @Argument(help: ArgumentHelp("The script; - is standard input.", valueName: "script"))
    var script: String

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("Words for the script: arg[1]…, and ...", valueName: "arg")
    )
    var arguments: [String] = []

    func run() async throws {
        try await ScriptRun(options: options, mode: .check).run(script, arguments: arguments)
    }
}
