import Dispatch
import Synchronization

/// Holds a thread up until the test opens it.
final class DispatchGate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let entered = Atomic(false)

    func wait() {
        entered.store(true, ordering: .sequentiallyConsistent)
        semaphore.wait()
    }

    func open() { semaphore.signal() }

    /// Returns once a thread is held up.
    func isReached() async {
        while !entered.load(ordering: .sequentiallyConsistent) { await Task.yield() }
    }
}
