import Dispatch
import HSSScript
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns SIGINT and SIGTERM into the end of a run; a second one ends the process at once.
///
/// A handler writes to a pipe, because a dispatch source for signals loses those that come while it is being set up.
final class SignalWatch {
    private static let pipeEnd = Atomic<Int32>(-1)
    private let source: any DispatchSourceRead

    /// One watch a process.
    init(_ onFirst: @escaping @Sendable (ScriptHost.Ending) -> Void) {
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        let readEnd = ends[0]
        Self.pipeEnd.store(ends[1], ordering: .relaxed)
        let count = Count()
        source = DispatchSource.makeReadSource(fileDescriptor: readEnd, queue: .global())
        source.setEventHandler {
            var signals = [UInt8](repeating: 0, count: 16)
            let received = read(readEnd, &signals, signals.count)
            for number in signals.prefix(max(0, received)).map(Int32.init) {
                guard count.next() == 1 else {
                    LiveTerminal.shared.eraseIfPossible()
                    _exit(128 + number)
                }
                onFirst(number == SIGINT ? .interrupted : .terminated)
            }
        }
        source.resume()
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(SignalWatch.pipeEnd.load(ordering: .relaxed), &byte, 1)
            }
        }
        // Writing to a closed pipe, or beyond a bound on files, must not kill a run that still has results to record.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    private final class Count: Sendable {
        private let value = Mutex(0)

        func next() -> Int {
            value.withLock { value in
                value += 1
                return value
            }
        }
    }
}
