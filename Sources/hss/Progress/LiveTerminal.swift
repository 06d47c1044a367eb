import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The terminal on standard error while a live line is on it; both standard streams are written through here then.
///
/// The lock is held only while the terminal is written to: whoever reads slowly from standard output elsewhere
/// holds nobody up who writes to standard error.
final class LiveTerminal: ProgressSink {
    static let shared = LiveTerminal()

    private enum Output: UInt8, AtomicRepresentable {
        /// There is no live line.
        case closed
        /// A file: it has nothing to do with the terminal.
        case apart
        /// A pipe: its reader may well write to the terminal in turn, as `tee` does.
        case piped
        case terminal
    }

    private let line = Mutex(LiveLine())
    private let output = Atomic(Output.closed)

    var isOpen: Bool { output.load(ordering: .relaxed) != .closed }

    func open() {
        line.withLock { $0 = LiveLine() }
        output.store(Self.kindOfOutput, ordering: .relaxed)
    }

    func show(_ progress: ProgressLine, isDue: Bool) {
        guard Standard.takesBytes(STDERR_FILENO) else { return }
        line.withLockIfAvailable { line in
            let width = Self.width
            Standard.write(line.draw(progress.text(width: width), width: width, isDue: isDue), to: STDERR_FILENO)
        }
    }

    func close() {
        // Results are still to be written, which must not wait for a terminal that has been stopped; the line goes
        // with the next output then.
        let isWritable = Standard.takesBytes(STDERR_FILENO)
        line.withLock { line in
            line.retire()
            if isWritable { Standard.write(line.erase(width: Self.width), to: STDERR_FILENO) }
        }
        if isWritable { output.store(.closed, ordering: .relaxed) }
    }

    /// Takes the line away until the next time that it is shown, unless that had to be waited for.
    func eraseIfPossible() {
        guard Standard.takesBytes(STDERR_FILENO) else { return }
        line.withLockIfAvailable { Standard.write($0.erase(width: Self.width), to: STDERR_FILENO) }
    }

    func write(_ bytes: [UInt8], to descriptor: Int32) {
        let output = descriptor == STDERR_FILENO ? .terminal : output.load(ordering: .relaxed)
        guard output == .terminal else {
            if output == .piped { eraseIfPossible() }
            return Standard.write(bytes, to: descriptor)
        }
        line.withLock { line in
            let (before, after) = line.around(bytes, width: Self.width)
            if descriptor == STDERR_FILENO {
                Standard.write(before + bytes + after, to: descriptor)
            } else {
                Standard.write(before, to: STDERR_FILENO)
                Standard.write(bytes, to: descriptor)
                Standard.write(after, to: STDERR_FILENO)
            }
        }
    }

    /// Asked each time: nobody has to tell that it has changed.
    private static var width: Int {
        var size = winsize()
        // Without an answer, the width that terminals have by tradition.
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private static var kindOfOutput: Output {
        if isatty(STDOUT_FILENO) == 1 { return .terminal }
        var status = stat()
        guard fstat(STDOUT_FILENO, &status) == 0 else { return .apart }
        let kind = status.st_mode & S_IFMT
        return kind == S_IFIFO || kind == S_IFSOCK ? .piped : .apart
    }
}
