import HSSScript

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The process's standard streams, written whole and at once.
enum Standard {
    static func output(_ bytes: [UInt8]) { writeAroundProgress(bytes, to: STDOUT_FILENO) }
    static func error(_ bytes: [UInt8]) { writeAroundProgress(bytes, to: STDERR_FILENO) }
    static func output(line: String) { output(Array("\(line)\n".utf8)) }
    static func error(line: String) { error(Array("\(line)\n".utf8)) }

    /// A line on standard error that is left out if somebody would have to wait for it.
    static func progress(line: String) {
        if takesBytes(STDERR_FILENO) { error(line: line) }
    }

    /// Colours for a person at a terminal who did not forbid them (https://no-color.org).
    static func errorStyle(_ environment: [String: String]) -> TextStyle {
        guard isatty(STDERR_FILENO) == 1, environment["NO_COLOR", default: ""].isEmpty, environment["TERM"] != "dumb"
        else { return .plain }
        return .ansi
    }

    /// Whether some bytes can be written without waiting for a reader.
    static func takesBytes(_ descriptor: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&request, 1, 0) == 1 && request.revents & Int16(POLLOUT) != 0
    }

    private static func writeAroundProgress(_ bytes: [UInt8], to descriptor: Int32) {
        if LiveTerminal.shared.isOpen {
            LiveTerminal.shared.write(bytes, to: descriptor)
        } else {
            write(bytes, to: descriptor)
        }
    }

    /// Writes past the live line.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                #if canImport(Glibc)
                    let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #else
                    let count = Darwin.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #endif
                if count < 0 {
                    if errno == EINTR { continue }
                    // Nobody reads any more; there is no better place to say so.
                    return
                }
                rest = rest.dropFirst(count)
            }
        }
    }
}
