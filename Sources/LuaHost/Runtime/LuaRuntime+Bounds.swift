extension LuaRuntime {
    /// CPU time that the script has used so far: Lua, and what it calls in the host without a pause. Neither waiting
    /// nor what the host does meanwhile counts.
    public nonisolated var cpuTime: Duration { interruption.cpuTime }

    /// The script's line, "nightly.lua:14", at which a stop found it running; nil if none did.
    public nonisolated var stoppedAt: String? { interruption.place }

    /// Returns once the script has used that much CPU time.
    ///
    /// - Throws: `CancellationError`, also if the run ends before.
    public nonisolated func waitForCPUTime(_ limit: Duration) async throws {
        while let wait = CPUWatch.wait(used: cpuTime, limit: limit) {
            if interruption.hasEnded { throw CancellationError() }
            try await Task.sleep(for: wait)
        }
        try Task.checkCancellation()
    }

    /// Watches a run that is being stopped: if Lua runs on for `patience` without a pause, out of reach of any stop,
    /// `onStuck` is called once, on a thread of its own. The thread that runs Lua may be held up for good then.
    public nonisolated func watch(patience: Duration, _ onStuck: @escaping @Sendable () -> Void) {
        LuaThread().append { [interrupter = interruption] in
            var watch = StretchWatch(patience: patience)
            while !interrupter.hasEnded {
                if watch.isStuck(in: interrupter.stretch, at: .now) { return onStuck() }
                LuaThread.sleep(StretchWatch.interval)
            }
        }
    }
}
