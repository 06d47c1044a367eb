import ArgumentParser
import HSSSchema

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the request schema as JSON Schema (draft 2020-12)."
    )

    @Flag(help: "Print a Markdown table of the fields instead.")
    var markdown = false

    func run() {
        if markdown {
            Standard.output(Array(ExportSchema.markdownTable.utf8))
            return
        }
        Standard.output(line: String(decoding: ExportSchema.jsonSchema.encoded(pretty: true), as: UTF8.self))
    }
}
