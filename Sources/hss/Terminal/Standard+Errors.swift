import HSSClient
import HSSScript

extension Standard {
    /// An error that no line of a script is to blame for, as a block of its own.
    static func error(_ error: HSSError, _ environment: [String: String]) {
        let block = ErrorBlock(RunError(error), sourceLine: nil, style: errorStyle(environment))
        for line in block.lines { self.error(line: line) }
    }
}
