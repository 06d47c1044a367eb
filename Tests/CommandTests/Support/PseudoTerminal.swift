import Foundation
import Testing

/// A terminal of the test's own, on which a command has its standard error.
final class PseudoTerminal {
    /// How a command that ran on it ended.
    struct Ended {
        var status: Int32
        /// What went to standard output, which is a pipe.
        var output: String
        /// Every byte that went to the terminal.
        var shown: [UInt8]
    }

    private let master: Int32
    private let slave: FileHandle
    /// Keeps the command's folders.
    private let command: Hss
    private let process = Process()
    private let output = Pipe()
    private var shown: [UInt8] = []
    private let chunks: AsyncStream<[UInt8]>

    /// Starts the command.
    ///
    /// - Parameter holdsOutput: whether standard output is on the terminal as well.
    init(_ command: Hss, columns: Int, holdsOutput: Bool = false) throws {
        self.command = command
        var ends: (master: Int32, slave: Int32) = (-1, -1)
        try #require(openpty(&ends.master, &ends.slave, nil, nil, nil) == 0)
        // A command of another test must not keep the terminal open.
        for end in [ends.master, ends.slave] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        master = ends.master
        slave = FileHandle(fileDescriptor: ends.slave, closeOnDealloc: true)
        chunks = Self.chunks(from: master)
        process.executableURL = URL(filePath: Hss.program)
        process.arguments = command.arguments
        process.environment = command.environment
        process.currentDirectoryURL = URL(filePath: command.folder)
        process.standardInput = FileHandle.nullDevice
        if holdsOutput { process.standardOutput = slave } else { process.standardOutput = output }
        process.standardError = slave
        resize(columns: columns)
        try process.run()
        // The terminal and the pipe are at their ends once the command has closed them.
        try slave.close()
        try output.fileHandleForWriting.close()
    }

    deinit {
        close(master)
    }

    func resize(columns: Int) {
        var size = winsize()
        size.ws_row = 24
        size.ws_col = UInt16(columns)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Reads until what was shown so far is such; at the command's end the test fails.
    func reads(_ isEnough: ([UInt8]) -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        if isEnough(shown) { return }
        for await chunk in chunks {
            shown += chunk
            if isEnough(shown) { return }
        }
        let text = String(decoding: shown, as: UTF8.self).debugDescription
        try #require(Bool(false), "the terminal only showed \(text)", sourceLocation: sourceLocation)
    }

    /// Reads to the command's end.
    func ended() async throws -> Ended {
        for await chunk in chunks { shown += chunk }
        let output = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Ended(
            status: process.terminationStatus,
            output: String(decoding: output, as: UTF8.self),
            shown: shown
        )
    }

    private static func chunks(from master: Int32) -> AsyncStream<[UInt8]> {
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                // Linux tells the end by an error.
                let count = read(master, &buffer, buffer.count)
                if count <= 0 { break }
                continuation.yield(Array(buffer[..<count]))
            }
            continuation.finish()
        }
        return stream
    }
}
