#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Tells running runs from those that died: a run holds one byte of a file beside the ledger locked, and the system
/// lets go of it with the process, however that ends. Unlike process ids this holds across containers.
final class RunLock: Sendable {
    #if os(Linux)
        // Of the open file, not of the process, so that two runs in one process do not take each other's away.
        private static let setLock: Int32 = 37  // F_OFD_SETLK
        private static let getLock: Int32 = 36  // F_OFD_GETLK
    #else
        private static let setLock: Int32 = 90
        private static let getLock: Int32 = 92
    #endif

    /// No run has this number: whoever opens the ledger holds its byte meanwhile.
    private static let opening: Int64 = 0

    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Locks a run's byte for as long as the object lives; nil if the file cannot be made or the byte is taken.
    static func take(run: Int64, beside ledger: String) -> RunLock? {
        let descriptor = open(path(ledger), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        let lock = RunLock(descriptor: descriptor)
        var wanted = request(run)
        return fcntl(descriptor, setLock, &wanted) == 0 ? lock : nil
    }

    /// Whether a run is going on, here or in another process.
    static func isTaken(run: Int64, beside ledger: String) -> Bool {
        let descriptor = open(path(ledger), O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var found = request(run)
        return fcntl(descriptor, getLock, &found) == 0 && Int32(found.l_type) != Int32(F_UNLCK)
    }

    /// Opens a ledger while nobody else does: SQLite gives up at once when two processes turn a new file into a
    /// write-ahead log at the same time. Where no lock can be had, the opening itself says why.
    static func whileAlone<Value>(beside ledger: String, open body: () throws -> Value) rethrows -> Value {
        let descriptor = open(path(ledger), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { if descriptor >= 0 { close(descriptor) } }
        if descriptor >= 0 {
            var wanted = request(opening)
            var looks = 0
            // Opening takes milliseconds; whoever holds the lock for ten seconds was stopped in the middle of it.
            while fcntl(descriptor, setLock, &wanted) != 0, looks < 1000 {
                usleep(10_000)
                looks += 1
            }
        }
        return try body()
    }

    private static func path(_ ledger: String) -> String { "\(ledger)-runs" }

    private static func request(_ run: Int64) -> flock {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = off_t(run)
        lock.l_len = 1
        return lock
    }
}
