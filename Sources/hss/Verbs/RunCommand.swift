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

    @OptionGroup var options: ScriptOptions

    @Flag(help: "Start a private simulator and run against it; needs no account.")
    var simulate = false

    @OptionGroup(title: "Simulator") var simulator: SimulatorOptions

    @Flag(help: "Create nothing: hss.export gives planned tasks, and their requests are shown.")
    var dryRun = false

    @Flag(help: "With --dry-run: do not ask HSS how many rows each export would hold.")
    var noCount = false

    @Argument(help: ArgumentHelp("The script; - is standard input.", valueName: "script"))
    var script: String

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("Words for the script: arg[1]…, and ...", valueName: "arg")
    )
    var arguments: [String] = []

    func validate() throws {
        if simulate, options.connection.namesAPlace {
            throw ValidationError(
                "--simulate brings its own endpoint and project; leave --endpoint, --region and --project-id out"
            )
        }
        if simulate || dryRun, options.ledger.resume != nil, options.ledger.ledger == nil {
            throw ValidationError(
                "--simulate and --dry-run use no ledger by themselves; name the one to resume from with --ledger"
            )
        }
    }

    func run() async throws {
        try await ScriptRun(
            options: options,
            mode: dryRun ? .dryRun : .live,
            simulator: simulate ? simulator.configuration : nil,
            countsRows: !noCount
        ).run(script, arguments: arguments)
    }
}
