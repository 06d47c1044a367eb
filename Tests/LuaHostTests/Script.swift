import Synchronization
import Testing

@testable import LuaHost

/// Runs Lua with a few functions of the test's own under `t`, and keeps what it prints and hands to `t.keep`.
struct Script: Sendable {
    var functions: [HostFunction] = [.echo, .pause, .fail]
    var memoryLimit: Int?
    var sandbox: @Sendable (inout Sandbox) -> Void = { _ in }

    struct Outcome: Sendable {
        var output: String
        var kept: [[LuaValue]]
        var failure: LuaFailure?
    }

    private struct Talk {
        var output: [UInt8] = []
        var kept: [[LuaValue]] = []
    }

    static let prelude = """
        local host = ...
        t = setmetatable({}, { __index = function(_, name) return host.functions[name] end })
        spawn = host.spawn
        json_array = host.array
        host.class("Item", {
            what = "an item", packs = true, known = { absent = true },
            methods = { id = function(item) local _, _, id = host.fields(item) return id end },
        })
        """

    func run(
        _ source: String,
        chunkName: String = "@test.lua",
        arguments: [String] = []
    ) async throws -> Outcome {
        try await run(Array(source.utf8), chunkName: chunkName, arguments: arguments) { _ in }
    }

    /// Runs a script and, meanwhile, `body`.
    func run(
        _ source: [UInt8],
        chunkName: String = "@test.lua",
        arguments: [String] = [],
        _ body: @Sendable (LuaRuntime) async throws -> Void
    ) async throws -> Outcome {
        let talk = Mutex(Talk())
        let write: @Sendable ([UInt8]) -> Void = { bytes in talk.withLock { $0.output += bytes } }
        let keep = HostFunction.immediate("keep") { values in
            talk.withLock { $0.kept.append(values) }
            return .nothing
        }
        let runtime = try runtime(
            streams: .init(output: write, error: write, warning: { write(Array("warn: \($0)\n".utf8)) }),
            [keep]
        )
        async let ended = Self.failure(of: runtime, source, chunkName, arguments)
        try await body(runtime)
        let failure = await ended
        return talk.withLock {
            Outcome(output: String(decoding: $0.output, as: UTF8.self), kept: $0.kept, failure: failure)
        }
    }

    func runtime(streams: Sandbox.Streams, _ more: [HostFunction] = []) throws -> LuaRuntime {
        var sandbox = Sandbox(streams: streams)
        self.sandbox(&sandbox)
        return try LuaRuntime(
            executor: .ownThread(),
            functions: functions + more,
            preludes: [Prelude(name: "test", source: Array(Self.prelude.utf8))],
            sandbox: sandbox,
            memoryLimit: memoryLimit
        )
    }

    @concurrent
    static func failure(
        of runtime: LuaRuntime,
        _ source: [UInt8],
        _ chunkName: String,
        _ arguments: [String]
    ) async -> LuaFailure? {
        do throws(LuaFailure) {
            try await runtime.run(source, chunkName: chunkName, arguments: arguments)
            return nil
        } catch {
            return error
        }
    }

    /// Checks that a script ends normally and prints exactly this.
    func expect(
        _ source: String,
        prints expected: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let outcome = try await run(source)
        #expect(outcome.failure == nil, "\(outcome.failure?.text ?? "")", sourceLocation: sourceLocation)
        #expect(outcome.output == expected, sourceLocation: sourceLocation)
    }

    /// Checks that a script fails with exactly this text.
    func expect(
        _ source: String,
        failsWith expected: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let outcome = try await run(source)
        #expect(outcome.failure?.text == expected, sourceLocation: sourceLocation)
    }
}

extension HostFunction {
    static let echo = HostFunction.immediate("echo") { .values($0) }
    static let pause = HostFunction.pausing("pause", name: "t.pause") { _, values in .values(values) }
    static let fail = HostFunction.pausing("fail", name: "t.fail") { _, _ in
        .raise(LuaError(kind: "service", message: "t.fail: refused", fields: ["status": .integer(400)]))
    }
}
