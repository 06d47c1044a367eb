import ArgumentParser
import HSSScript

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a script.",
        discussion: """
            Credentials come from the environment (HSS_AUTH_TOKEN; HUAWEICLOUD_SDK_AK and _SK; CLOUD_SDK_AK and _SK; \
            HW_ACCESS_KEY and HW_SECRET_KEY), never from options. They are looked for when the first call is made.
            """
    )

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Results") var output: OutputOptions
    @OptionGroup(title: "What the script may touch") var sandbox: SandboxOptions
    @OptionGroup(title: "Talk") var talk: TalkOptions

    @Flag(help: "Start a private simulator and run against it; needs no account.")
    var simulate = false

    @OptionGroup(title: "Simulator") var simulator: SimulatorOptions

    @Flag(help: "Create nothing: hss.export gives planned tasks, and their requests are shown.")
    var dryRun = false

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

    func validate() throws {
        if simulate, connection.endpoint != nil || connection.region != nil || connection.projectID != nil {
            throw ValidationError("--simulate brings its own endpoint and project; leave --endpoint, --region and --project-id out")
        }
    }

    func run() async throws {
        try await ScriptRun(
            connection: connection,
            sandbox: sandbox,
            output: output,
            talk: talk,
            mode: dryRun ? .dryRun : .live,
            isStrict: strict,
            failsOnFailures: failOnFailures,
            simulator: simulate ? simulator.configuration : nil
        ).run(script, arguments: arguments)
    }
}
