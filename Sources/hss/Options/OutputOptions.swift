import ArgumentParser

/// Where results go, and in which form.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json, jsonl, csv, table
    }

    @Option(
        help: ArgumentHelp(
            "Write results to standard output; what the script prints then goes to standard error.",
            valueName: "json|jsonl|csv|table"
        )
    )
    var output: Format?

    @Option(help: ArgumentHelp("Write results to this file instead, whole, at the end.", valueName: "file"))
    var outputFile: String?

    /// The form: as asked for, else by the file's ending, else JSON.
    var format: Format? {
        if let output { return output }
        guard let outputFile else { return nil }
        return outputFile.split(separator: ".").last.flatMap { Format(rawValue: String($0)) } ?? .json
    }

    /// Whether standard output belongs to the results.
    var ownsStandardOutput: Bool { output != nil && outputFile == nil }
}
