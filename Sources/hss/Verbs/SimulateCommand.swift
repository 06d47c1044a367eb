import ArgumentParser
import HSSSchema
import HSSScript
import HSSSimulator

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Serve a local HSS on loopback until interrupted.",
        discussion: "When it is ready, one JSON line on standard output gives endpoint, project id and credentials."
    )

    @Option(help: ArgumentHelp("Port on 127.0.0.1; 0 takes a free one.", valueName: "port"))
    var port = 0

    @Option(help: ArgumentHelp("Project id to serve.", valueName: "id"))
    var projectID: String?

    @Option(help: ArgumentHelp("Access key to accept.", valueName: "ak"))
    var ak: String?

    @Option(help: ArgumentHelp("Secret key to accept.", valueName: "sk"))
    var sk: String?

    @OptionGroup var shape: SimulatorOptions

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
        guard (ak == nil) == (sk == nil) else { throw ValidationError("--ak and --sk go together") }
    }

    func run() async throws {
        var configuration = shape.configuration
        configuration.port = port
        if let projectID { configuration.projectID = projectID }
        if let ak, let sk { (configuration.accessKey, configuration.secretKey) = (ak, sk) }
        let simulator: Simulator
        do {
            simulator = try await Simulator.start(configuration)
        } catch {
            Standard.error(line: "error[io]: the simulator does not start: \(error)")
            throw ExitCode(ExitStatus.io.code)
        }
        let (endings, ended) = AsyncStream.makeStream(of: Void.self)
        let signals = SignalWatch { _ in ended.finish() }
        Standard.output(line: JSONValue.object(simulator.readyLine).text)
        for await _ in endings {}
        withExtendedLifetime(signals) {}
        await simulator.stop()
    }
}
