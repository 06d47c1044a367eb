import Synchronization
import Testing

@testable import LuaHost

/// Runs Lua with a few functions of the test's own under `t`, and keeps what it prints.
struct Script: Sendable {
    var functions: [HostFunction] = []
    var sandbox: @Sendable (inout Sandbox) -> Void = { _ in }

    struct Outcome {
        var output: String
        var failure: LuaFailure?
    }

    static let prelude = """
        local host = ...
        t = setmetatable({}, { __index = function(_, name) return host.functions[name] end })
        spawn = host.spawn
        json_array = host.array
        """

    func run(_ source: String, chunkName: String = "@test.lua", arguments: [String] = []) async throws -> Outcome {
        let output = Mutex<[UInt8]>([])
        let result = try await withRuntime(output: { bytes in output.withLock { $0 += bytes } }) { runtime in
            do throws(LuaFailure) {
                try await runtime.run(Array(source.utf8), chunkName: chunkName, arguments: arguments)
                return nil as LuaFailure?
            } catch {
                return error
            }
        }
        return Outcome(output: String(decoding: output.withLock { $0 }, as: UTF8.self), failure: result)
    }

    func withRuntime<Result>(
        output: @escaping @Sendable ([UInt8]) -> Void,
        _ body: (LuaRuntime) async throws -> Result
    ) async throws -> Result {
        var sandbox = Sandbox(streams: .init(output: output, error: output, warning: { output(Array("warn: \($0)\n".utf8)) }))
        self.sandbox(&sandbox)
        let runtime = try LuaRuntime(
            executor: .ownThread(),
            functions: functions,
            preludes: [Prelude(name: "test", source: Array(Self.prelude.utf8))],
            sandbox: sandbox
        )
        return try await body(runtime)
    }
}

extension HostFunction {
    static let echo = HostFunction.immediate("echo") { .values($0) }
    static let pause = HostFunction.pausing("pause", name: "t.pause") { _, values in .values(values) }
    static let fail = HostFunction.pausing("fail", name: "t.fail") { _, _ in
        .raise(LuaError(kind: "service", message: "t.fail: refused", fields: ["status": .integer(400)]))
    }
}

@Suite struct PausingTests {
    static let script = Script(functions: [.echo, .pause, .fail])

    @Test("A host call pauses wherever Lua can", arguments: [
        ("plain code", "print(t.pause(1, 'a', nil, true))", "1\ta\tnil\ttrue\n"),
        ("pcall", "print(pcall(t.pause, 7))", "true\t7\n"),
        ("nested pcall", "print(pcall(pcall, pcall, t.pause, 7))", "true\ttrue\ttrue\t7\n"),
        ("xpcall", "print(xpcall(function() return t.pause(3) end, print))", "true\t3\n"),
        ("__index", "local o = setmetatable({}, {__index = function(_, k) return t.pause(k) end}); print(o.x)", "x\n"),
        ("__add", "local o = setmetatable({}, {__add = function(a, b) return t.pause(b) end}); print(o + 5)", "5\n"),
        ("iterator", "for v in function(_, c) c = (c or 0) + 1; if c < 4 then return t.pause(c) end end do print(v) end", "1\n2\n3\n"),
        ("<close>", "do local x <close> = setmetatable({}, {__close = function() print(t.pause('closed')) end}) end", "closed\n"),
        ("coroutine", "local c = coroutine.wrap(function(a) local b = t.pause(a); local d = coroutine.yield(b); return t.pause(d) end); print(c(1)); print(c(2))", "1\n2\n"),
        ("coroutine in coroutine", "local function deep(n) if n == 0 then return t.pause('deep') end return coroutine.wrap(deep)(n - 1) end print(deep(20))", "deep\n"),
        ("resume", "local c = coroutine.create(function() return t.pause(1), t.pause(2) end); print(coroutine.resume(c)); print(coroutine.status(c))", "true\t1\t2\ndead\n"),
    ])
    func pauses(_ place: String, _ source: String, _ expected: String) async throws {
        let outcome = try await Self.script.run(source)
        #expect(outcome.failure == nil, "\(outcome.failure?.text ?? "")")
        #expect(outcome.output == expected)
    }
}
