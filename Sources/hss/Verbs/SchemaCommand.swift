import ArgumentParser
import HSSSchema

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the request schema as JSON Schema (draft 2020-12)."
    )

    func run() {
        Standard.output(line: String(decoding: ExportSchema.jsonSchema.encoded(pretty: true), as: UTF8.self))
    }
}
