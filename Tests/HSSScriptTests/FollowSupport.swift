import Foundation
import HSSClient
import HSSSchema
import HSSScript
import HSSSimulator
import Synchronization
import Testing

/// Transports for scripts that list, wait and download.
extension FakeTransport {
    /// A service with sample data, which lives by the clock of the test.
    static func service(
        _ clock: VirtualClock,
        change: (inout SimulatorConfiguration) throws -> Void = { _ in }
    ) throws -> (FakeTransport, InProcessSimulator) {
        var configuration = SimulatorConfiguration()
        configuration.projectID = "project-1"
        configuration.token = "test-token"
        configuration.polls = 0
        try change(&configuration)
        let simulator = try InProcessSimulator(configuration) { clock.wallMilliseconds }
        let transport = FakeTransport { (_, call) throws(TransportFailure) in
            let answer = simulator.answer(
                method: call.method.rawValue,
                target: call.target,
                headers: call.headers.map { ($0.name, $0.value) },
                body: call.body
            )
            if answer.isCut { throw TransportFailure(.connectionCut, sent: .unknown, reason: "connection cut") }
            return HTTPAnswer(
                status: answer.status,
                headers: answer.headers.map { HTTPField($0.name, $0.value) },
                body: answer.body
            )
        }
        return (transport, simulator)
    }

    /// Creations get `task-1`, `task-2`…; the looks at each task answer in turn, the last answer for good. A status is a
    /// word, or `success-without-file`; anything else is a status code. A download gives a small zip file.
    static func tasks(_ looks: [String: [String]], fileName: String = "report.zip") -> FakeTransport {
        FakeTransport(taskAnswers(looks, fileName: fileName))
    }

    /// The answers of ``tasks(_:fileName:)``.
    static func taskAnswers(_ looks: [String: [String]] = [:], fileName: String = "report.zip") -> Answer {
        let course = Course(looks)
        return { (_, call) throws(TransportFailure) in
            if call.isDownload { return HTTPAnswer(status: 200, body: emptyZip) }
            if call.method == .post { return .json(["task_id": .string("task-\(course.nextTask())")]) }
            let id = call.path.split(separator: "/").last.map(String.init) ?? ""
            let look = course.look(at: id)
            var answer: JSONObject = ["task_id": .string(id), "task_status": .string(look)]
            switch look {
            case "success":
                answer["file_id"] = .string("file-of-\(id)")
                answer["file_name"] = .string(fileName)
            case "success-without-file": answer["task_status"] = "success"
            case let code where Int(code) != nil:
                return .json(["error_code": "HSS.0011", "error_msg": "no such task"], status: Int(code) ?? 0)
            default: break
            }
            return .json(answer)
        }
    }

    /// One page of registry images after the other, whatever offset is asked for.
    static func pages(_ pages: [(total: Int, ids: [Int64])]) -> FakeTransport {
        FakeTransport { (number, _) throws(TransportFailure) in
            let page = number <= pages.count ? pages[number - 1] : (total: 0, ids: [])
            return .json([
                "total_num": .integer(Int64(page.total)),
                "data_list": .array(page.ids.map { .object(["id": .integer($0), "image_name": "app"]) }),
            ])
        }
    }

    /// A zip file that holds nothing.
    static let emptyZip: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)

    var looks: [HTTPCall] { calls.filter { $0.path.contains("/export-task/") } }
    var downloads: [HTTPCall] { calls.filter(\.isDownload) }
    var lists: [HTTPCall] { calls.filter { $0.query.contains("offset=") } }
}

extension HTTPCall {
    var isDownload: Bool { path.contains("/download/") }
}

/// What the looks at tasks answer.
private final class Course: Sendable {
    private let state: Mutex<(created: Int, looks: [String: ArraySlice<String>])>

    init(_ looks: [String: [String]]) {
        state = Mutex((0, looks.mapValues { $0[...] }))
    }

    func nextTask() -> Int {
        state.withLock { state in
            state.created += 1
            return state.created
        }
    }

    func look(at id: String) -> String {
        state.withLock { state in
            guard let looks = state.looks[id], let next = looks.first else { return "success" }
            if looks.count > 1 { state.looks[id] = looks.dropFirst() }
            return next
        }
    }
}

extension ScriptUnderTest {
    /// A script against a service with sample data.
    static func withService(
        change: (inout SimulatorConfiguration) throws -> Void = { _ in }
    ) throws -> ScriptUnderTest {
        var test = ScriptUnderTest()
        test.transport = try FakeTransport.service(test.clock, change: change).0
        return test
    }

    /// For scripts that wait: the clock stands still until ``follow(_:meanwhile:)`` moves it.
    static func following(_ transport: FakeTransport) -> ScriptUnderTest {
        var test = ScriptUnderTest()
        test.transport = transport
        test.clock = VirtualClock(wallMilliseconds: start)
        return test
    }

    /// Runs a script; whenever nothing happens, time moves on.
    ///
    /// A clock that every sleep moves would not do: the end of a wait is slept for beside the looks, and would be over
    /// before the first of them.
    func follow(
        _ source: String,
        meanwhile body: @Sendable (ScriptHost, Talk) async throws -> Void = { _, _ in }
    ) async throws -> Ended {
        let driver = Task { await passTime() }
        defer { driver.cancel() }
        return try await run(source, meanwhile: body)
    }

    private func passTime() async {
        var last = (calls: 0, sleepers: 0)
        while (try? await Task.sleep(for: .milliseconds(1))) != nil {
            let now = (calls: transport.calls.count, sleepers: clock.sleeperCount)
            // In small steps: beside a look that is under way, only the end of the wait is slept for.
            if now == last, now.sleepers > 0 { clock.advance(by: .seconds(2.5)) }
            last = now
        }
    }

    /// Checks that a script that waits ends normally and prints exactly this.
    func expectFollowing(
        _ source: String,
        prints expected: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let ended = try await follow(source)
        #expect(ended.report.error == nil, "\(ended.report.error?.message ?? "")", sourceLocation: sourceLocation)
        #expect(ended.output == expected, sourceLocation: sourceLocation)
    }

    /// Reports go to the folder.
    mutating func download(to folder: TemporaryFolder) {
        let path = folder.path
        configure = { $0.downloadFolder = path }
    }

    /// Lua text that makes a list `tasks` of that many.
    static func tasks(_ count: Int) -> String {
        "local tasks = {} for i = 1, \(count) do tasks[i] = hss.export\(request("namespace = 'n' .. i")) end\n"
    }
}

extension TemporaryFolder {
    /// All files in the folder and below, hidden ones included, sorted.
    var files: [String] {
        (FileManager.default.enumerator(atPath: path)?.allObjects ?? []).compactMap { $0 as? String }.filter { name in
            var isFolder = ObjCBool(false)
            return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }
}
