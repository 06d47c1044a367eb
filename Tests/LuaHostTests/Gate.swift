import Synchronization

@testable import LuaHost

/// `t.wait(name)`: a host call that the test answers when it likes. A cancelled call raises `cancelled`.
final class Gate: Sendable {
    private struct State {
        var calls: [String: CheckedContinuation<LuaReply, Never>] = [:]
        var arrived: Set<String> = []
        var watchers: [String: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    var functions: [HostFunction] {
        [
            .pausing("wait", name: "t.wait") { _, arguments in await self.call(arguments.first?.text ?? "") },
            .immediate("arrive") { arguments in
                self.arrive(arguments.first?.text ?? "", nil)
                return .nothing
            },
        ]
    }

    private func call(_ name: String) async -> LuaReply {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                arrive(name, continuation)
                // A task that was cancelled before it came here has had its handler called already.
                if Task.isCancelled { cancel(name) }
            }
        } onCancel: {
            cancel(name)
        }
    }

    private func cancel(_ name: String) {
        answer(name, .raise(LuaError(kind: "cancelled", message: "t.wait: cancelled")))
    }

    private func arrive(_ name: String, _ call: CheckedContinuation<LuaReply, Never>?) {
        let watcher = state.withLock { state in
            if let call { state.calls[name] = call }
            state.arrived.insert(name)
            return state.watchers.removeValue(forKey: name)
        }
        watcher?.resume()
    }

    /// Returns once the script has made the call, or has said so with `t.arrive`.
    func arrival(of name: String) async {
        await withCheckedContinuation { continuation in
            let arrived = state.withLock { state in
                if state.arrived.contains(name) { return true }
                state.watchers[name] = continuation
                return false
            }
            if arrived { continuation.resume() }
        }
    }

    func answer(_ name: String, _ reply: LuaReply = .nothing) {
        state.withLock { $0.calls.removeValue(forKey: name) }?.resume(returning: reply)
    }
}
