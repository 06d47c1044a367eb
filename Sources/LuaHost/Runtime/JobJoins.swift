/// Who waits for whom, and which failures nobody has taken. A value without I/O.
struct JobJoins {
    enum Answer: Equatable {
        case ended
        case waits
        /// Waiting would never end; the jobs of the circle in order, the first one again at the end.
        case circle([JobID])
    }

    private var endWaiters: [JobID: [JobID]] = [:]
    private var pauseWaiters: [JobID: [JobID]] = [:]
    private var waitsFor: [JobID: JobID] = [:]
    private var unjoinedFailures: [JobID: (order: Int, failure: LuaFailure)] = [:]
    private var failureCount = 0

    /// Waits for a job's end, and takes its failure.
    mutating func join(_ job: JobID, by waiter: JobID, isRunning: Bool) -> Answer {
        if !isRunning { unjoinedFailures[job] = nil }
        return wait(for: job, by: waiter, isRunning: isRunning, in: \.endWaiters)
    }

    /// Waits until a job pauses or ends.
    mutating func awaitPause(of job: JobID, by waiter: JobID, isRunning: Bool) -> Answer {
        wait(for: job, by: waiter, isRunning: isRunning, in: \.pauseWaiters)
    }

    private mutating func wait(
        for job: JobID,
        by waiter: JobID,
        isRunning: Bool,
        in waiters: WritableKeyPath<JobJoins, [JobID: [JobID]]>
    ) -> Answer {
        guard isRunning else { return .ended }
        var circle = [waiter, job]
        var next = job
        while next != waiter, let awaited = waitsFor[next] {
            circle.append(awaited)
            next = awaited
        }
        if next == waiter { return .circle(circle) }
        self[keyPath: waiters][job, default: []].append(waiter)
        waitsFor[waiter] = job
        return .waits
    }

    /// Returns the jobs that waited for this pause, in the order in which they came.
    mutating func paused(_ job: JobID) -> [JobID] {
        guard let woken = pauseWaiters.removeValue(forKey: job) else { return [] }
        for waiter in woken { waitsFor[waiter] = nil }
        return woken
    }

    /// Returns the jobs that waited for this end, in the order in which they came.
    mutating func ended(_ job: JobID, failure: LuaFailure?) -> [JobID] {
        let woken = endWaiters.removeValue(forKey: job) ?? []
        for waiter in woken { waitsFor[waiter] = nil }
        if let failure, woken.isEmpty {
            failureCount += 1
            unjoinedFailures[job] = (failureCount, failure)
        }
        return woken
    }

    mutating func removeAllWaiting() -> [JobID] {
        let waiting = waitsFor.keys.sorted { $0.number < $1.number }
        endWaiters = [:]
        pauseWaiters = [:]
        waitsFor = [:]
        return waiting
    }

    var firstUnjoinedFailure: LuaFailure? { unjoinedFailures.values.min { $0.order < $1.order }?.failure }
}
