/// Who waits for whose end, and which failures nobody has taken. A value without I/O.
struct JobJoins {
    enum Answer: Equatable {
        case ended
        case waits
        /// Waiting would never end; the jobs of the circle in order, the first one again at the end.
        case circle([JobID])
    }

    private var waiters: [JobID: [JobID]] = [:]
    private var waitsFor: [JobID: JobID] = [:]
    private var unjoinedFailures: [(job: JobID, failure: LuaFailure)] = []

    mutating func join(_ job: JobID, by waiter: JobID, isRunning: Bool) -> Answer {
        guard isRunning else {
            unjoinedFailures.removeAll { $0.job == job }
            return .ended
        }
        var circle = [waiter, job]
        var next = job
        while next != waiter, let awaited = waitsFor[next] {
            circle.append(awaited)
            next = awaited
        }
        if next == waiter { return .circle(circle) }
        waiters[job, default: []].append(waiter)
        waitsFor[waiter] = job
        return .waits
    }

    /// Returns the jobs that waited for this end, in the order in which they came.
    mutating func ended(_ job: JobID, failure: LuaFailure?) -> [JobID] {
        let woken = waiters.removeValue(forKey: job) ?? []
        for waiter in woken { waitsFor[waiter] = nil }
        if let failure, woken.isEmpty { unjoinedFailures.append((job, failure)) }
        return woken
    }

    mutating func removeAllWaiting() -> [JobID] {
        let waiting = waitsFor.keys.sorted { $0.number < $1.number }
        waiters = [:]
        waitsFor = [:]
        return waiting
    }

    var firstUnjoinedFailure: LuaFailure? { unjoinedFailures.first?.failure }
}
