import ArgumentParser
import HSSSchema

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the request schema as JSON Schema (draft 2020-12)."
    )

    @Flag(help: "Print a Markdown table of the fields instead.")
    var markdown = false

    @Flag(help: "Print a Markdown table of the filters of hss.images and hss.build_command_risks instead.")
    var lists = false

    func run() {
        if lists {
            Standard.output(Array(ListSchema.markdownTable.utf8))
            return
        }
        if markdown {
            Standard.output(Array(ExportSchema.markdownTable.utf8))
            return
        }
        Standard.output(line: String(decoding: ExportSchema.jsonSchema.encoded(pretty: true), as: UTF8.self))
    }
}
