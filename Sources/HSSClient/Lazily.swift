import Synchronization

/// A value that is made at the first wish for it, once for all who wish at the same time. A failure is told to those
/// who wait and not kept, so that a later wish tries anew.
final class Lazily<Value: Sendable>: Sendable {
    private enum State {
        case idle
        case making([CheckedContinuation<Result<Value, HSSError>, Never>])
        case made(Value)
    }

    private enum Turn {
        case take(Value)
        case make
        case wait
    }

    private let state = Mutex(State.idle)

    /// The value if it has been made.
    var current: Value? {
        state.withLock { if case .made(let value) = $0 { value } else { nil } }
    }

    /// - Parameter make: runs in the task of the first caller, so nothing outlives the calls that need it.
    func get(_ make: () async throws(HSSError) -> Value) async throws(HSSError) -> Value {
        switch takeTurn() {
        case .take(let value):
            return value
        case .make:
            do {
                let value = try await make()
                finish(.success(value))
                return value
            } catch {
                finish(.failure(error))
                throw error
            }
        case .wait:
            let result = await withCheckedContinuation { wait($0) }
            // That the first caller was called off says nothing about this one.
            if case .failure(let error) = result, error.kind == .cancelled, !Task.isCancelled {
                return try await get(make)
            }
            return try result.get()
        }
    }

    private func takeTurn() -> Turn {
        state.withLock { state in
            switch state {
            case .made(let value): return .take(value)
            case .making: return .wait
            case .idle:
                state = .making([])
                return .make
            }
        }
    }

    private func wait(_ continuation: CheckedContinuation<Result<Value, HSSError>, Never>) {
        let known: Result<Value, HSSError>? = state.withLock { state in
            switch state {
            case .made(let value): return .success(value)
            case .making(let waiting): state = .making(waiting + [continuation])
            // The maker failed between the two looks; as cancelled, this caller goes back to the start.
            case .idle: return .failure(HSSError(.cancelled, "the look-up was called off"))
            }
            return nil
        }
        if let known { continuation.resume(returning: known) }
    }

    private func finish(_ result: Result<Value, HSSError>) {
        let waiting = state.withLock { state in
            guard case .making(let waiting) = state else {
                return [CheckedContinuation<Result<Value, HSSError>, Never>]()
            }
            switch result {
            case .success(let value): state = .made(value)
            case .failure: state = .idle
            }
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: result) }
    }
}
