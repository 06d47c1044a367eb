import LuaHost
import Synchronization

/// What scripts hold by number, because nothing of Swift may stand in a Lua value.
final class HandleTable<Value: Sendable>: Sendable {
    private let state = Mutex<(values: [Int64: Value], last: Int64)>(([:], 0))

    func add(_ value: Value) -> Int64 {
        state.withLock { state in
            state.last += 1
            state.values[state.last] = value
            return state.last
        }
    }

    subscript(_ handle: LuaValue?) -> Value? {
        guard case .integer(let number)? = handle else { return nil }
        return state.withLock { $0.values[number] }
    }

    func remove(_ handle: LuaValue?) -> Value? {
        guard case .integer(let number)? = handle else { return nil }
        return state.withLock { $0.values.removeValue(forKey: number) }
    }
}
