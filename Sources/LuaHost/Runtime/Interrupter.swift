import CLuaHost
import Synchronization

/// Stops running Lua from any thread. Sendable because `lh_interrupt` is safe from any thread as
/// long as the state lives, and the mutex keeps it from being called after `forget`.
final class Interrupter: Sendable {
    private struct State: @unchecked Sendable {
        // Sound: the pointer is only passed to lh_interrupt, under the mutex, before lh_free.
        var host: OpaquePointer?
        var reason = StopReason.interrupted
    }

    private let state: Mutex<State>

    init(_ host: OpaquePointer) {
        state = Mutex(State(host: host))
    }

    /// What the stopped script is told.
    var reason: StopReason { state.withLock { $0.reason } }

    /// The next instruction of a script that runs now raises; it may catch that and clean up.
    func interruptOnce(_ reason: StopReason) {
        state.withLock { state in
            state.reason = reason
            if let host = state.host { lh_interrupt(host, LH_INTERRUPT_ONCE) }
        }
    }

    /// Every further instruction raises, so that no handler or loop holds on.
    func interruptForGood() {
        state.withLock { state in
            if let host = state.host { lh_interrupt(host, LH_INTERRUPT_STICKY) }
        }
    }

    func forget() { state.withLock { $0.host = nil } }
}
