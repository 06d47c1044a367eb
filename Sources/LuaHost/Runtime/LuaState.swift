import CLuaHost

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Owns one Lua state. Not Sendable: it lives and dies with the actor that made it. No method here
/// has a Swift frame between a Lua call that can raise and its protected call; C sees to that.
final class LuaState {
    enum Step {
        case finished
        case failed(LuaFailure)
        case paused(function: Int, arguments: [LuaValue])
    }

    private let host: OpaquePointer
    private let functions: [HostFunction]
    let interrupter: Interrupter

    /// - Throws: `LuaSetupError` without memory for a state, or when a prelude does not run.
    init(functions: [HostFunction], preludes: [Prelude]) throws(LuaSetupError) {
        guard let host = lh_new(answer, Unmanaged.passUnretained(relay).toOpaque()) else { throw .noMemory }
        self.host = host
        self.functions = functions
        interrupter = Interrupter(host)
        relay.state = self
        for (index, function) in functions.enumerated() {
            let pauses = if case .pausing = function.body { Int32(1) } else { Int32(0) }
            guard lh_register(host, function.key, Int32(index), pauses) == 0 else { throw .noMemory }
        }
        for prelude in preludes {
            let status = prelude.source.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    lh_prelude(host, $0.baseAddress, $0.count, "=[\(prelude.name)]")
                }
            }
            guard status == 0 else { throw .prelude(message()) }
        }
    }

    deinit {
        interrupter.forget()
        lh_free(host)
    }

    /// Reaches Swift from C without owning the state, which owns it.
    private let relay = Relay()

    fileprivate final class Relay {
        unowned var state: LuaState?
    }

    /// Compiles a script into a job that has not run yet. `chunkName` is "@path" or "=stdin".
    func load(_ source: [UInt8], chunkName: String, arguments: [String]) throws(LuaFailure) -> JobID {
        var copies = arguments.map { UnsafePointer(strdup($0)) }
        defer { for copy in copies { free(UnsafeMutableRawPointer(mutating: copy)) } }
        copies.append(nil)
        let id = source.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { source in
                lh_load(host, source.baseAddress, source.count, chunkName, &copies, arguments.count)
            }
        }
        guard id != 0 else {
            let text = message()
            throw LuaFailure(
                value: .text(text),
                text: text,
                place: SyntaxErrorPlace.find(in: text, chunkName: chunkName)
            )
        }
        return JobID(number: id)
    }

    func resume(_ job: JobID, with reply: LuaReply?) -> Step {
        let bytes = reply.map(LuaValueWriter.reply) ?? []
        let step = bytes.withUnsafeBufferPointer { lh_resume(host, job.number, $0.baseAddress, $0.count) }
        switch step.event {
        case LH_FINISHED: return .finished
        case LH_PAUSED:
            let arguments = LuaValueReader.values(step.bytes, count: step.count)
            return .paused(function: Int(step.function), arguments: arguments)
        default: return .failed(LuaFailure(packed: LuaValueReader.values(step.bytes, count: step.count)))
        }
    }

    func discard(_ job: JobID) { lh_discard(host, job.number) }

    /// Jobs that scripts started since `last`, in order.
    func jobs(after last: JobID) -> [JobID] {
        let newest = lh_newest_job(host)
        guard newest > last.number else { return [] }
        return (last.number + 1...newest).map(JobID.init)
    }

    /// The most bytes Lua may hold while a script runs; nil is no bound.
    var memoryLimit: Int? {
        didSet { lh_set_memory_limit(host, max(memoryLimit ?? 0, 0)) }
    }

    var memoryInUse: Int { lh_memory_in_use(host) }

    /// The last allocation that the bound refused.
    var lastRefusal: MemoryRefusal? {
        let refusal = lh_last_refusal(host)
        guard refusal.bytes > 0, let limit = memoryLimit else { return nil }
        return MemoryRefusal(
            limit: limit,
            inUse: refusal.in_use,
            wanted: refusal.bytes,
            packed: LuaValueReader.values(refusal.place, count: refusal.count)
        )
    }

    private func message() -> String {
        var count = 0
        guard let start = lh_message(host, &count) else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }

    fileprivate func reply(to question: Int32, _ arguments: [LuaValue]) -> LuaReply {
        if question == Int32(LH_ASK_INTERRUPTED) {
            interrupter.met(at: arguments.first?.text)
            return .raise(interrupter.reason.error)
        }
        if question == Int32(LH_ASK_CANNOT_PAUSE) {
            guard case .integer(let index)? = arguments.first, functions.indices.contains(Int(index)) else {
                return .nothing
            }
            let blocker = arguments.count > 1 ? arguments[1].text : nil
            return .raise(Messages.cannotPause(functions[Int(index)].name, blocker: blocker))
        }
        guard functions.indices.contains(Int(question)), case .immediate(let body) = functions[Int(question)].body
        else {
            return .nothing
        }
        return body(arguments)
    }
}

/// Called by C with no Lua frame that could raise above it.
private func answer(
    context: UnsafeMutableRawPointer?,
    host: OpaquePointer?,
    question: Int32,
    bytes: UnsafePointer<UInt8>?,
    count: Int
) {
    guard let context else { return }
    let relay = Unmanaged<LuaState.Relay>.fromOpaque(context).takeUnretainedValue()
    guard let state = relay.state else { return }
    let reply = LuaValueWriter.reply(state.reply(to: question, LuaValueReader.values(bytes, count: count)))
    reply.withUnsafeBufferPointer { lh_reply(host, $0.baseAddress, $0.count) }
}
