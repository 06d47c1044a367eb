import DequeModule
import Synchronization

/// Bounds how many calls are in flight; the lowest rank goes first, who comes first by default, and a cancelled waiter
/// gives its place up.
final class CallSlots: Sendable {
    private struct Waiter {
        let id: UInt64
        let rank: UInt64
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var free: Int
        var nextID: UInt64 = 0
        var waiters: Deque<Waiter> = []
        /// Ids whose waiter is not in the queue yet; cancelling takes them out again.
        var arriving: Set<UInt64> = []
    }

    private let state: Mutex<State>

    /// - Parameter limit: most holders at a time; at least 1.
    init(limit: Int) {
        state = Mutex(State(free: max(1, limit)))
    }

    /// How many wait.
    var waiting: Int { state.withLock { $0.waiters.count } }

    /// Waits for a slot; every success must be followed by one `release()`.
    ///
    /// - Parameter rank: the place in the queue; nil for the end of it. Callers give ranks always or never.
    func acquire(rank: UInt64? = nil) async throws(CancellationError) {
        if Task.isCancelled { throw CancellationError() }
        let (taken, id) = state.withLock { state in
            state.nextID += 1
            if state.free > 0 {
                state.free -= 1
                return (true, state.nextID)
            }
            state.arriving.insert(state.nextID)
            return (false, state.nextID)
        }
        if taken { return }
        let granted = await withTaskCancellationHandler {
            await withCheckedContinuation { enqueue(Waiter(id: id, rank: rank ?? id, continuation: $0)) }
        } onCancel: {
            cancel(id)
        }
        if !granted { throw CancellationError() }
    }

    /// Hands the slot to the one who has waited longest.
    func release() {
        let next: Waiter? = state.withLock { state in
            if state.waiters.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiters.removeFirst()
        }
        next?.continuation.resume(returning: true)
    }

    private func enqueue(_ waiter: Waiter) {
        // Between the first look and this one a slot may have become free, or the task cancelled.
        let granted: Bool? = state.withLock { state in
            guard state.arriving.remove(waiter.id) != nil else { return false }
            if state.free > 0 {
                state.free -= 1
                return true
            }
            // Nearly always the end: only a call that comes again has a rank below others.
            let index = (state.waiters.lastIndex { $0.rank < waiter.rank }).map { $0 + 1 } ?? 0
            state.waiters.insert(waiter, at: index)
            return nil
        }
        if let granted { waiter.continuation.resume(returning: granted) }
    }

    private func cancel(_ id: UInt64) {
        let waiter: Waiter? = state.withLock { state in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else {
                state.arriving.remove(id)
                return nil
            }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(returning: false)
    }
}
