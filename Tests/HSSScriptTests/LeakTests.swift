import HSSClient
import HSSScript
import Synchronization
import Testing

/// A hundred runs in one process leave nothing behind.
@Suite(.timeLimit(.minutes(3))) struct LeakTests {
    /// Lives as long as the host that holds its transport.
    final class Probe: Transport {
        private let transport = FakeTransport()

        func send(_ call: HTTPCall) async throws(TransportFailure) -> HTTPAnswer { try await transport.send(call) }
        func send(_ call: HTTPCall, into sink: any AnswerSink) async throws(TransportFailure) -> HTTPAnswer {
            try await sendWhole(call, into: sink)
        }

        func shutdown() async {}
    }

    /// Tasks, filters, jobs, coroutines, errors, and a job that never ends by itself.
    static let source = """
        local tasks = hss.map({ 1, 2, 3, 4 }, function(n) return hss.export\(ScriptUnderTest.request("namespace = 'n' .. n")) end)
        for _, task in ipairs(tasks) do task:refresh() end
        pcall(hss.export, {})
        hss.map({ 1, 2 }, error, { on_error = "collect" })
        coroutine.wrap(function() coroutine.yield(hss.filter{ namespace = ("x"):rep(1000) }) end)()
        local held <close> = setmetatable({}, { __close = function() hss.sleep(0) end })
        hss.json.decode(hss.json.encode{ a = { 1, 2, 3 } })
        """

    private static func run(_ number: Int) async throws -> (host: WeakBox<ScriptHost>, probe: WeakBox<Probe>) {
        let probe = Probe()
        var test = ScriptUnderTest()
        test.configure = { $0.client.transport = probe }
        let host = try test.host(ScriptUnderTest.Talk())
        let ending = ["", "error('end')", "hss.export{}", "hss.spawn(error, 'x')"][number % 4]
        let script = Script(name: "test.lua", source: Array("\(source)\n\(ending)".utf8))
        let report = await host.run(script)
        #expect(report.tasks.count == 4)
        return (WeakBox(host), WeakBox(probe))
    }

    struct WeakBox<Object: AnyObject & Sendable>: Sendable {
        weak let object: Object?
        init(_ object: Object) { self.object = object }
    }

    @Test func `a host and what it holds are gone after its run, however that ended`() async throws {
        for number in 0..<100 {
            let (host, probe) = try await Self.run(number)
            #expect(host.object == nil)
            #expect(probe.object == nil)
        }
    }
}
