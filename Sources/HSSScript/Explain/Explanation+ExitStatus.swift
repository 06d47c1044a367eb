import HSSClient

extension ExitStatus {
    /// What each status means (contract section 1).
    static let explained: [Explanation] = meanings.map { status, meaning in
        let kinds = HSSError.Kind.allCases.filter { ExitStatus(kind: $0).code == status }.map(\.rawValue)
        return Explanation(
            topic: "\(status)",
            sort: "exit status",
            sentence: meaning,
            details: kinds.isEmpty ? [] : ["error kinds: \(kinds.joined(separator: ", "))"]
        )
    }

    private static let meanings: KeyValuePairs<Int32, String> = [
        0: "the script ended normally",
        1: "the script raised an error of its own, or does not compile",
        64: "the command line is wrong",
        65: "a request is not valid; nothing was sent for it",
        66: "the script cannot be read",
        69: "HSS refused or failed, or the export task ended in failure",
        73: "a file cannot be made, or exists already",
        75: "trying again later makes sense",
        77: "HSS refused the caller, or the sandbox refused the script",
        78: "a setting is missing or cannot be used",
        79: "the script reached a bound on memory, CPU or time",
        130: "interrupted (SIGINT)",
        143: "terminated (SIGTERM)",
    ]
}
