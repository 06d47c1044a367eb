import CLuaHost
import Synchronization

/// Stops running Lua from any thread. Sendable because `lh_interrupt` and `lh_cpu_time` are safe from any
/// thread as long as the state lives, and the mutex keeps it from being called after `forget`.
final class Interrupter: Sendable {
    // The pointer is only passed to lh_interrupt and lh_cpu_time, under the mutex, before lh_free.
    private struct State: @unchecked Sendable {  // sound: both functions are safe from any thread
        var host: OpaquePointer?
        var reason = StopReason.interrupted
        /// The runtime knows by now, and tells Lua itself from here on.
        var isTold = false
        /// Where the script was when it was first stopped.
        var place: String?
        var hasEnded = false
    }

    private let state: Mutex<State>
    /// Odd while Lua runs.
    private let stretches = Atomic<UInt64>(0)

    init(_ host: OpaquePointer) {
        state = Mutex(State(host: host))
    }

    /// What the stopped script is told.
    var reason: StopReason { state.withLock { $0.reason } }

    /// The next instruction of a script that runs now raises; it may catch that and clean up.
    ///
    /// - Returns: false if no Lua runs now.
    @discardableResult
    func interruptOnce(_ reason: StopReason) -> Bool {
        state.withLock { state in
            guard !state.isTold, let host = state.host else { return false }
            state.reason = reason
            return lh_interrupt(host, LH_INTERRUPT_ONCE) != 0
        }
    }

    /// Interrupts a script once, as soon as it runs, unless the runtime is told before: a script that is about to run for
    /// long would keep the runtime from hearing of the stop. If that is so after `grace`, every further instruction
    /// raises.
    func interruptUntilTold(_ reason: StopReason, grace: Duration) async throws {
        let end = ContinuousClock.now + grace
        var isInterrupted = false
        while !isTold {
            if .now >= end { return interruptForGood() }
            if !isInterrupted { isInterrupted = interruptOnce(reason) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private var isTold: Bool { state.withLock { $0.isTold } }

    /// The runtime knows, and must not be disturbed in what it does about it.
    func told(_ reason: StopReason) {
        state.withLock { state in
            state.isTold = true
            state.reason = reason
        }
    }

    /// Every further instruction raises, so that no handler or loop holds on.
    func interruptForGood() {
        state.withLock { state in
            if let host = state.host { _ = lh_interrupt(host, LH_INTERRUPT_STICKY) }
        }
    }

    /// Lua runs from here on, up to the next pause.
    func beginStretch() { stretches.wrappingAdd(1, ordering: .relaxed) }
    func endStretch() { stretches.wrappingAdd(1, ordering: .relaxed) }

    /// The stretch that Lua runs now; nil while it does not.
    var stretch: UInt64? {
        let number = stretches.load(ordering: .relaxed)
        return number % 2 == 1 ? number : nil
    }

    /// For a stretch that has not ended after `time`: every further instruction raises.
    func interruptForGood(_ stretch: UInt64, after time: Duration) async throws {
        try await Task.sleep(for: time)
        if self.stretch == stretch { interruptForGood() }
    }

    /// Where an interruption first met the script; nil if none did.
    var place: String? { state.withLock { $0.place } }

    func met(at place: String?) { state.withLock { $0.place = $0.place ?? place } }

    /// The CPU time that Lua has used so far.
    var cpuTime: Duration {
        state.withLock { state in state.host.map { .nanoseconds(lh_cpu_time($0)) } ?? .zero }
    }

    /// No Lua will run any more.
    var hasEnded: Bool { state.withLock { $0.hasEnded || $0.host == nil } }

    func end() { state.withLock { $0.hasEnded = true } }

    func forget() { state.withLock { $0.host = nil } }
}
