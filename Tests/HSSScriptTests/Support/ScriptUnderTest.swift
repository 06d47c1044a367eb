import HSSClient
import HSSSchema
import HSSScript
import Logging
import LuaHost
import Synchronization
import Testing

/// Runs scripts in this process, against a fake network and a clock of the test's own.
struct ScriptUnderTest {
    /// 2026-11-24T01:00:00Z.
    static let start: Int64 = 1_795_482_000_000

    var transport = FakeTransport()
    /// Sleeps take no time unless the test brings a clock that it moves itself.
    var clock = VirtualClock(wallMilliseconds: start, autoAdvance: true)
    var folder: String?
    var arguments: [String] = []
    var configure: @Sendable (inout ScriptHost.Configuration) -> Void = { _ in }

    /// What a run said and came to.
    struct Ended: Sendable {
        var report: ScriptReport
        var output: String
        var errorOutput: String
        var logs: [String]
        var events: [RunEvent]
    }

    /// What a run says, kept while it runs.
    final class Talk: Sendable {
        private struct State {
            var output: [UInt8] = []
            var error: [UInt8] = []
            var logs: [String] = []
            var events: [RunEvent] = []
            var watchers: [(text: String, continuation: CheckedContinuation<Void, Never>)] = []
        }

        private let state = Mutex(State())

        func write(_ bytes: [UInt8]) {
            let watchers = state.withLock { state in
                state.output += bytes
                let output = String(decoding: state.output, as: UTF8.self)
                let met = state.watchers.filter { output.contains($0.text) }.map(\.continuation)
                state.watchers.removeAll { output.contains($0.text) }
                return met
            }
            for watcher in watchers { watcher.resume() }
        }

        func writeError(_ bytes: [UInt8]) { state.withLock { $0.error += bytes } }
        func log(_ line: String) { state.withLock { $0.logs.append(line) } }
        func tell(_ event: RunEvent) { state.withLock { $0.events.append(event) } }

        /// Returns once the script has printed this.
        func says(_ text: String) async {
            await withCheckedContinuation { continuation in
                let said = state.withLock { state in
                    if String(decoding: state.output, as: UTF8.self).contains(text) { return true }
                    state.watchers.append((text, continuation))
                    return false
                }
                if said { continuation.resume() }
            }
        }

        func ended(_ report: ScriptReport) -> Ended {
            state.withLock { state in
                Ended(
                    report: report,
                    output: String(decoding: state.output, as: UTF8.self),
                    errorOutput: String(decoding: state.error, as: UTF8.self),
                    logs: state.logs,
                    events: state.events
                )
            }
        }
    }

    func host(_ talk: Talk) throws -> ScriptHost {
        var logger = Logger(label: "test") { _ in TalkLog(talk: talk) }
        logger.logLevel = .trace
        var client = HSSClient.Configuration(
            endpoint: EndpointChoice(endpoint: "http://hss.test"),
            credentials: .fixed(try .token("test-token", source: "the test")),
            projectID: "project-1",
            transport: transport
        )
        client.clock = clock
        client.logger = logger
        let sandbox = Sandbox(
            streams: .init(
                output: { talk.write($0) },
                error: { talk.writeError($0) },
                warning: { talk.writeError(Array("\($0)\n".utf8)) }
            )
        )
        var configuration = ScriptHost.Configuration(client: client, sandbox: sandbox)
        configuration.observer = { talk.tell($0) }
        configure(&configuration)
        return ScriptHost(configuration)
    }

    /// Runs a script and, meanwhile, `body`.
    @concurrent
    func run(
        _ source: String,
        meanwhile body: @Sendable (ScriptHost, Talk) async throws -> Void = { _, _ in }
    ) async throws -> Ended {
        let talk = Talk()
        let host = try host(talk)
        let script = Script(name: "test.lua", source: Array(source.utf8), arguments: arguments, folder: folder)
        async let report = host.run(script)
        try await body(host, talk)
        return talk.ended(await report)
    }

    /// Checks that a script ends normally and prints exactly this.
    func expect(
        _ source: String,
        prints expected: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let ended = try await run(source)
        #expect(ended.report.error == nil, "\(ended.report.error?.message ?? "")", sourceLocation: sourceLocation)
        #expect(ended.output == expected, sourceLocation: sourceLocation)
    }

    /// Checks that a script ends with an uncaught error of this kind and message.
    func expect(
        _ source: String,
        failsWith message: String,
        _ kind: HSSError.Kind = .argument,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let error = try await run(source).report.error
        #expect(error?.message == message, sourceLocation: sourceLocation)
        #expect(error?.kind == kind, sourceLocation: sourceLocation)
    }

    /// A valid request as Lua text, with more fields if given.
    static func request(_ more: String = "") -> String {
        #"{ operate_all = true, export_size = 100, security_report_type = "malwares", \#(more) }"#
    }
}

private struct TalkLog: LogHandler {
    let talk: ScriptUnderTest.Talk
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(talk: ScriptUnderTest.Talk) { self.talk = talk }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        talk.log("\(event.level): \(event.message)\(fields)")
    }
}

/// A line of Lua with what it prints, named for the test's report.
struct Snippet: CustomTestStringConvertible, Sendable {
    var name: String
    var source: String
    var output: String
    var testDescription: String { name }

    init(_ name: String, _ source: String, _ output: String) {
        (self.name, self.source, self.output) = (name, source, output)
    }
}
