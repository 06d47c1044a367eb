import ArgumentParser
import HSSClient

/// The command. Verbs parse and print; what they do is in the libraries below.
@main
struct HSSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hss",
        abstract: "Create Huawei Cloud HSS image security report export tasks from Lua scripts.",
        discussion: """
            A script calls hss.export{...} for each report it wants; every argument is checked before anything is \
            sent. Try it without an account: hss run --simulate examples/first-export.lua
            """,
        version: HSSVersion.current,
        subcommands: [
            RunCommand.self, CheckCommand.self, SimulateCommand.self, RunsCommand.self, TasksCommand.self,
            WaitCommand.self, DownloadCommand.self, SchemaCommand.self, ExplainCommand.self,
        ]
    )
}
