import Testing

@testable import LuaHost

/// A script that a stop cannot reach.
@Suite(.timeLimit(.minutes(5))) struct StretchWatchTests {
    private static let start = ContinuousClock.now

    /// Looks at these stretches, 100 ms apart, with a patience of 300 ms.
    private static func looks(_ stretches: [UInt64?]) -> [Bool] {
        var watch = StretchWatch(patience: .milliseconds(300))
        return stretches.enumerated().map { index, stretch in
            watch.isStuck(in: stretch, at: start + .milliseconds(100 * index))
        }
    }

    @Test("Only one stretch that goes on is stuck")
    func looks() {
        #expect(Self.looks([1, 1, 1, 1, 1]) == [false, false, false, true, true])
        #expect(Self.looks([1, 1, 1, 3, 3, 3, 3]) == [false, false, false, false, false, false, true])
        #expect(Self.looks([1, 1, 1, nil, 1, 1, 1]).allSatisfy { !$0 })
        #expect(Self.looks([nil, nil, nil, nil, nil]).allSatisfy { !$0 })
    }

    @Test("A search without end is told of on another thread")
    func stuck() async throws {
        let source =
            "pcall(function() t.arrive('there') while true do end end) local s = ('a'):rep(23) s:find(('a?'):rep(23) .. s)"
        let gate = Gate()
        _ = try await Script(functions: gate.functions).run(Array(source.utf8)) { runtime in
            await gate.arrival(of: "there")
            async let stopped: Void = runtime.stop(.interrupted, grace: .seconds(60))
            await withCheckedContinuation { continuation in
                runtime.watch(patience: .milliseconds(50)) { continuation.resume() }
            }
            await stopped
        }
    }

    @Test("A script that ends in time is not")
    func inTime() async throws {
        let gate = Gate()
        let source = "t.arrive('there') while true do pcall(error) end"
        _ = try await Script(functions: gate.functions).run(Array(source.utf8)) { runtime in
            await gate.arrival(of: "there")
            runtime.watch(patience: .seconds(60)) { Issue.record("it was in reach") }
            await runtime.stop(.interrupted, grace: .zero)
        }
    }
}
