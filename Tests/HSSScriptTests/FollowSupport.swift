import HSSClient
import HSSSchema
import HSSScript
import HSSSimulator
import Synchronization

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
        let course = Course(looks)
        return FakeTransport { (_, call) throws(TransportFailure) in
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
