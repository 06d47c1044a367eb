import Synchronization

/// A clock that stands still until it is told to move, for tests and for `hss test`.
///
/// Sleepers wake in the order of their wake times, equal ones in the order in which they fell asleep. With
/// `autoAdvance` nobody has to move it: every sleep takes the time forward itself and returns at once.
public final class VirtualClock: HSSClock {
    private struct Sleeper {
        let id: UInt64
        let wakeTime: Duration
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct Watcher {
        let count: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now: Duration = .zero
        var nextID: UInt64 = 0
        var sleepers: [Sleeper] = []
        /// Ids whose sleeper is not in the list yet; cancelling takes them out again.
        var arriving: Set<UInt64> = []
        var watchers: [Watcher] = []
    }

    private let startMilliseconds: Int64
    private let autoAdvance: Bool
    private let state = Mutex(State())

    /// - Parameters:
    ///   - wallMilliseconds: the wall time at the start, in milliseconds since 1970 UTC.
    ///   - autoAdvance: whether each sleep moves the clock to its own end instead of waiting.
    public init(wallMilliseconds: Int64 = 0, autoAdvance: Bool = false) {
        self.startMilliseconds = wallMilliseconds
        self.autoAdvance = autoAdvance
    }

    public var wallMilliseconds: Int64 {
        startMilliseconds + monotonic.wholeMilliseconds
    }

    public var monotonic: Duration {
        state.withLock { $0.now }
    }

    /// How many tasks are asleep.
    public var sleeperCount: Int {
        state.withLock { $0.sleepers.count }
    }

    public func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        guard duration > .zero else { return }
        if autoAdvance {
            advance(by: duration)
            return
        }
        let id = state.withLock { state in
            state.nextID += 1
            state.arriving.insert(state.nextID)
            return state.nextID
        }
        let slept = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                fallAsleep(Sleeper(id: id, wakeTime: monotonic + duration, continuation: continuation))
            }
        } onCancel: {
            cancel(id)
        }
        if !slept { throw CancellationError() }
    }

    /// Moves the time and wakes everyone whose time has come.
    ///
    /// - Returns: how many were woken.
    @discardableResult
    public func advance(by duration: Duration) -> Int {
        let woken = state.withLock { state in
            state.now += max(duration, .zero)
            return Self.takeDue(&state)
        }
        for sleeper in woken { sleeper.continuation.resume(returning: true) }
        return woken.count
    }

    /// Moves the time to the next wake time and wakes who waits for it.
    ///
    /// - Returns: by how much the time moved; nil if nobody is asleep.
    @discardableResult
    public func advanceToNextSleeper() -> Duration? {
        let step = state.withLock { state in
            state.sleepers.first.map { max($0.wakeTime - state.now, .zero) }
        }
        if let step { advance(by: step) }
        return step
    }

    /// Returns once at least `count` tasks are asleep, so that a test need not guess when to move the time.
    public func waitForSleepers(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.watchers.append(Watcher(count: count, continuation: continuation))
                return false
            }
            if ready { continuation.resume() }
        }
    }

    private func fallAsleep(_ sleeper: Sleeper) {
        var watchers: [Watcher] = []
        let cancelled = state.withLock { state in
            // The cancellation handler may run before the continuation exists.
            guard state.arriving.remove(sleeper.id) != nil else { return true }
            let index = state.sleepers.firstIndex { $0.wakeTime > sleeper.wakeTime } ?? state.sleepers.endIndex
            state.sleepers.insert(sleeper, at: index)
            watchers = state.watchers.filter { $0.count <= state.sleepers.count }
            state.watchers.removeAll { $0.count <= state.sleepers.count }
            return false
        }
        if cancelled { sleeper.continuation.resume(returning: false) }
        for watcher in watchers { watcher.continuation.resume() }
    }

    private func cancel(_ id: UInt64) {
        let sleeper: Sleeper? = state.withLock { state in
            guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                state.arriving.remove(id)
                return nil
            }
            return state.sleepers.remove(at: index)
        }
        sleeper?.continuation.resume(returning: false)
    }

    private static func takeDue(_ state: inout State) -> [Sleeper] {
        let end = state.sleepers.firstIndex { $0.wakeTime > state.now } ?? state.sleepers.endIndex
        defer { state.sleepers.removeFirst(end) }
        return Array(state.sleepers[..<end])
    }
}
