import Foundation
import HSSSchema
import Synchronization
import Testing

/// One call of the command, as a shell would make it.
struct Hss {
    var arguments: [String]
    /// All that the process sees: nothing is inherited, credentials least of all.
    var environment: [String: String] = [:]
    var input: [UInt8] = []
    /// The folder it is started in.
    var folder = "/"
    /// Holds the folders for as long as the command may use them.
    private let scratch: Scratch?
    private let state: Scratch?
    /// A command that takes longer is killed, and the test fails.
    var limit = Duration.seconds(60)

    init(_ arguments: [String], in scratch: Scratch? = nil, environment: [String: String] = [:], input: String = "") {
        self.arguments = arguments
        self.environment = environment
        self.input = Array(input.utf8)
        self.scratch = scratch
        if let scratch { folder = scratch.path }
        // A ledger of the test's own, never the developer's.
        state = scratch ?? (try? Scratch())
        if environment["XDG_STATE_HOME"] == nil { self.environment["XDG_STATE_HOME"] = state?.state }
    }

    /// Runs the command to its end.
    @discardableResult
    func run(sourceLocation: SourceLocation = #_sourceLocation) async throws -> Ended {
        try await start().ended(sourceLocation: sourceLocation)
    }

    /// Starts the command.
    func start() throws -> RunningHss {
        try RunningHss(self)
    }

    /// The program lies beside the test bundle.
    static let program: String = {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
        var folder = URL(filePath: bundle).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.isExecutableFile(atPath: folder.appending(path: "hss").path) {
            folder.deleteLastPathComponent()
        }
        return folder.appending(path: "hss").path
    }()

    /// The package's folder.
    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
}

/// How a command ended.
struct Ended: Sendable {
    /// The exit status; 128 + N for a process that signal N ended.
    var status: Int32
    var output: String
    var error: String

    var outputLines: [String] { Self.lines(output) }
    var errorLines: [String] { Self.lines(error) }

    /// Standard error without the line that closes a run.
    var block: String { Self.lines(error).filter { !$0.hasPrefix("hss: ") }.joined(separator: "\n") }

    /// Standard output as one JSON object.
    func json() throws -> JSONObject {
        let json = try JSONValue(parsing: Array(output.utf8))
        return try #require(json.objectValue)
    }

    static func lines(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

/// A command that runs.
final class RunningHss: Sendable {
    private struct State {
        var output = Data()
        var error = Data()
        var openStreams = 2
        var isOver = false
        var status: Int32?
        var watchers: [(isMet: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let pid: pid_t
    private let limit: Duration
    private let description: String

    init(_ command: Hss) throws {
        let process = Process()
        process.executableURL = URL(filePath: Hss.program)
        process.arguments = command.arguments
        process.environment = command.environment
        process.currentDirectoryURL = URL(filePath: command.folder)
        let (input, output, error) = (Pipe(), Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = error
        limit = command.limit
        description = command.arguments.joined(separator: " ")
        try process.run()
        pid = process.processIdentifier
        read(output, into: \.output)
        read(error, into: \.error)
        let bytes = command.input
        let writer = input.fileHandleForWriting
        Thread.detachNewThread {
            try? writer.write(contentsOf: Data(bytes))
            try? writer.close()
        }
        Thread.detachNewThread { [self, process = Held(process)] in
            process.value.waitUntilExit()
            let signalled = process.value.terminationReason == .uncaughtSignal
            let status = process.value.terminationStatus
            change { $0.status = signalled ? 128 + status : status }
        }
    }

    /// Only the waiting thread touches the process after it has started.
    private struct Held: @unchecked Sendable {
        let value: Process
        init(_ value: Process) { self.value = value }
    }

    private func read(_ pipe: Pipe, into stream: any WritableKeyPath<State, Data> & Sendable) {
        let handle = pipe.fileHandleForReading
        Thread.detachNewThread { [self] in
            while true {
                let chunk = handle.availableData
                if chunk.isEmpty { break }
                change { $0[keyPath: stream].append(chunk) }
            }
            change { $0.openStreams -= 1 }
        }
    }

    private func change(_ body: (inout sending State) -> Void) {
        let met = state.withLock { state in
            body(&state)
            let met = state.watchers.filter { $0.isMet(state) }.map(\.continuation)
            let snapshot = state
            state.watchers.removeAll { $0.isMet(snapshot) }
            return met
        }
        for continuation in met { continuation.resume() }
    }

    private func wait(until isMet: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let now = state.withLock { state in
                if isMet(state) { return true }
                state.watchers.append((isMet, continuation))
                return false
            }
            if now { continuation.resume() }
        }
    }

    /// Returns once the text stands on standard output or standard error.
    ///
    /// - Throws: when the command ends without it.
    func says(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let guardian = killAtLimit()
        defer { guardian.cancel() }
        let wanted = Data(text.utf8)
        await wait { state in
            state.output.range(of: wanted) != nil || state.error.range(of: wanted) != nil
                || state.status != nil && state.openStreams == 0
        }
        let said = state.withLock { $0.output.range(of: wanted) != nil || $0.error.range(of: wanted) != nil }
        try #require(said, "hss \(description) never said \"\(text)\"", sourceLocation: sourceLocation)
    }

    var processID: pid_t { pid }

    /// Returns once that many lines stand on standard output; false if the command ends without them.
    func writes(outputLines count: Int) async -> Bool {
        let feed = UInt8(ascii: "\n")
        await wait { state in
            state.output.count { $0 == feed } >= count || state.status != nil && state.openStreams == 0
        }
        return state.withLock { $0.output.count { $0 == feed } >= count }
    }

    var outputSoFar: String { state.withLock { String(decoding: $0.output, as: UTF8.self) } }

    func send(_ signal: Int32) {
        let isOver = state.withLock { $0.status != nil }
        if !isOver { kill(pid, signal) }
    }

    /// Waits for the command's end.
    func ended(sourceLocation: SourceLocation = #_sourceLocation) async throws -> Ended {
        let guardian = killAtLimit()
        await wait { $0.status != nil && $0.openStreams == 0 }
        guardian.cancel()
        let ended = state.withLock { state in
            Ended(
                status: state.status ?? -1,
                output: String(decoding: state.output, as: UTF8.self),
                error: String(decoding: state.error, as: UTF8.self)
            )
        }
        let isOver = state.withLock { $0.isOver }
        try #require(!isOver, "hss \(description) took longer than \(limit): \(ended)", sourceLocation: sourceLocation)
        return ended
    }

    private func killAtLimit() -> Task<Void, any Error> {
        Task {
            try await Task.sleep(for: limit)
            change { $0.isOver = true }
            send(SIGKILL)
        }
    }
}
