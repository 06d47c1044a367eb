import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One thread that runs jobs in order until nobody holds it.
final class LuaThread: Sendable {
    private let queue = JobQueue()

    init() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 8 << 20)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let context = Unmanaged.passRetained(queue).toOpaque()
        var thread = pthread_t()
        pthread_create(
            &thread,
            &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<JobQueue>.fromOpaque(context).takeRetainedValue().runUntilClosed()
                return nil
            },
            context
        )
        pthread_attr_destroy(&attributes)
    }

    deinit { queue.close() }

    func append(_ item: @escaping @Sendable () -> Void) { queue.append(item) }

    /// Holds up the calling thread; a signal may cut that short.
    static func sleep(_ time: Duration) {
        let (seconds, attoseconds) = time.components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        nanosleep(&time, nil)
    }

    final class Serial: SerialExecutor {
        private let thread: LuaThread

        init(thread: LuaThread) { self.thread = thread }

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            thread.append { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
        }
    }

    final class Tasks: TaskExecutor {
        private let thread: LuaThread

        init(thread: LuaThread) { self.thread = thread }

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            thread.append { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }
}

/// The work of a `LuaThread`. A class of its own, so that the thread does not keep its executor alive.
private final class JobQueue: Sendable {
    private let work = Mutex<(items: [@Sendable () -> Void], closed: Bool)>(([], false))
    private let signal = WakeUp()

    func append(_ item: @escaping @Sendable () -> Void) {
        work.withLock { $0.items.append(item) }
        signal.post()
    }

    func close() {
        work.withLock { $0.closed = true }
        signal.post()
    }

    func runUntilClosed() {
        while true {
            signal.wait()
            let (items, closed) = work.withLock { work in
                defer { work.items = [] }
                return (work.items, work.closed)
            }
            for item in items { item() }
            if closed { return }
        }
    }
}

/// A POSIX semaphore at a stable address.
private final class WakeUp: @unchecked Sendable {  // sound: sem_post and sem_wait are safe from any thread
    // The pointer never changes.
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func post() { sem_post(semaphore) }
    func wait() { while sem_wait(semaphore) != 0 {} }
}
