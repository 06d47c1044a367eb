import Synchronization

/// Tells one waiter that something has happened since it last looked.
final class Bell: Sendable {
    private struct State {
        var count: UInt64 = 0
        var waiter: CheckedContinuation<Bool, Never>?
        var isCancelled = false
    }

    private let state = Mutex(State())

    /// How often it rang.
    var count: UInt64 { state.withLock { $0.count } }

    func ring() {
        let waiter = state.withLock { state in
            state.count += 1
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: true)
    }

    /// Returns once it has rung more often than `count`; one waiter at a time.
    func wait(after count: UInt64) async throws(CancellationError) {
        state.withLock { $0.isCancelled = false }
        let rang = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: Bool? = state.withLock { state in
                    if state.isCancelled { return false }
                    if state.count > count { return true }
                    state.waiter = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.isCancelled = true
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(returning: false)
        }
        if !rang { throw CancellationError() }
    }
}
