import Dispatch
import HSSScript
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns SIGINT and SIGTERM into the end of a run; a second one ends the process at once.
final class SignalWatch {
    private let sources: [any DispatchSourceSignal]

    init(_ onFirst: @escaping @Sendable (ScriptHost.Ending) -> Void) {
        let count = Count()
        sources = [(SIGINT, ScriptHost.Ending.interrupted), (SIGTERM, .terminated)].map { number, ending in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                guard count.next() == 1 else { _exit(128 + number) }
                onFirst(ending)
            }
            source.resume()
            return source
        }
        // Writing to a closed pipe must not kill a run that still has results to record.
        signal(SIGPIPE, SIG_IGN)
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
