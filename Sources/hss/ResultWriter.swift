import HSSSchema
import HSSScript
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes results in the form that was asked for: `jsonl` at once, everything else at the end.
final class ResultWriter: Sendable {
    struct Unwritable: Error {
        var path: String
        var reason: String
        /// What was to be written: task ids must not be lost for want of a file.
        var results: [UInt8]
    }

    private let options: OutputOptions.Format?
    private let file: String?
    private let lines = Mutex<[String]>([])

    init(_ output: OutputOptions) {
        options = output.format
        file = output.outputFile
    }

    func tell(_ event: RunEvent) {
        guard options == .jsonl else { return }
        let line = ResultLine.text(event)
        if file == nil { Standard.output(line: line) } else { lines.withLock { $0.append(line) } }
    }

    func finish(_ report: ScriptReport) throws(Unwritable) {
        guard let options else { return }
        let text: [String]
        switch options {
        case .json: text = [String(decoding: report.json.encoded(pretty: true), as: UTF8.self)]
        case .csv: text = ResultCSV(report).lines
        case .table: text = ResultTable(report).lines
        case .jsonl: text = lines.withLock { $0 }
        }
        let bytes = Array(text.map { "\($0)\n" }.joined().utf8)
        if let file { try Self.replace(file, with: bytes) } else { Standard.output(bytes) }
    }

    /// A reader of the file sees the old results or the new ones, never half of them.
    private static func replace(_ path: String, with bytes: [UInt8]) throws(Unwritable) {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw unwritable(path, bytes) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                let failure = unwritable(path, bytes)
                close(descriptor)
                unlink(temporary)
                throw failure
            }
            written += count
        }
        guard fsync(descriptor) == 0, close(descriptor) == 0, rename(temporary, path) == 0 else {
            let failure = unwritable(path, bytes)
            unlink(temporary)
            throw failure
        }
    }

    private static func unwritable(_ path: String, _ results: [UInt8]) -> Unwritable {
        Unwritable(path: path, reason: String(cString: strerror(errno)), results: results)
    }
}
