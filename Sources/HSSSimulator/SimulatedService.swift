import HSSSchema

/// The service without its sockets: a call and the time go in, an answer comes out.
///
/// A value, so that a test drives it without HTTP, and a reset is a fresh one.
struct SimulatedService: Sendable {
    private let configuration: SimulatorConfiguration
    private var authenticator: Authenticator
    private var tasks: ExportTasks
    private var requestIDs: SeededGenerator
    private var calls: [String: Int] = [:]
    private var rejected: [Int: Int] = [:]

    init(_ configuration: SimulatorConfiguration) {
        self.configuration = configuration
        self.authenticator = Authenticator(configuration)
        self.tasks = ExportTasks(configuration)
        self.requestIDs = SeededGenerator(seed: configuration.seed, stream: GeneratorStream.requestIDs)
    }

    /// What the service says to `call`, received at `now` (wall time in milliseconds).
    mutating func answer(_ call: SimulatedCall, atMilliseconds now: Int64) -> SimulatedAnswer {
        let route = RoutedCall(method: call.method, path: call.path)
        guard !route.isControl else { return self.controlAnswer(route) }
        self.calls[route.name, default: 0] += 1
        let requestID = self.requestIDs.hex(32)
        let status: Int
        let body: [UInt8]
        do {
            (status, body) = (200, JSONValue.object(try self.serve(call, route, now: now)).encoded())
        } catch {
            self.rejected[error.status, default: 0] += 1
            (status, body) = (error.status, error.body(requestID: requestID))
        }
        return SimulatedAnswer(
            status: status,
            body: body,
            requestID: requestID,
            delayMilliseconds: self.configuration.latencyMilliseconds
        )
    }

    /// The object that `GET /_sim/state` answers (contract section 8).
    var state: JSONObject {
        [
            "calls": Self.counts(self.calls.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }),
            "rejected": Self.counts(self.rejected.sorted { $0.key < $1.key }.map { ("\($0.key)", $0.value) }),
            "tasks": self.tasks.state,
        ]
    }

    /// Back to the beginning: what was called, created and locked is forgotten, and the ids start anew.
    mutating func reset() {
        self = SimulatedService(self.configuration)
    }

    private static func counts(_ counts: [(String, Int)]) -> JSONValue {
        var object = JSONObject()
        for (name, count) in counts { object[name] = .integer(Int64(count)) }
        return .object(object)
    }
}

extension SimulatedService {
    /// The gateway's checks in the gateway's order, then the service itself.
    private mutating func serve(_ call: SimulatedCall, _ route: RoutedCall, now: Int64) throws(Refusal) -> JSONObject {
        guard let operation = route.operation else { throw .unknownAPI }
        guard let body = call.body else { throw .bodyTooLarge }
        try self.authenticator.check(call, projectID: route.projectID, atMilliseconds: now)
        guard route.projectID == self.configuration.projectID else { throw .projectUnavailable }
        let enterpriseProjectID = try Self.enterpriseProjectID(of: call)
        switch operation {
        case .createExportTask:
            return try self.createExportTask(body, enterpriseProjectID: enterpriseProjectID)
        case .showExportTask:
            return try self.showExportTask(route.taskID)
        case .showState, .reset:
            throw .unknownAPI
        }
    }

    private mutating func createExportTask(
        _ body: [UInt8],
        enterpriseProjectID: String?
    ) throws(Refusal) -> JSONObject {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body)
        } catch {
            throw .notParsed("the body is not JSON")
        }
        guard case .object(let object) = value else { throw .notParsed("the body is not a JSON object") }
        try BodyRules.check(object)
        return ["task_id": .string(self.tasks.create(body: object, enterpriseProjectID: enterpriseProjectID))]
    }

    private mutating func showExportTask(_ id: String) throws(Refusal) -> JSONObject {
        guard let task = self.tasks.look(at: id) else { throw .taskNotFound }
        var object: JSONObject = [
            "task_id": .string(task.id),
            "task_name": .string(task.name),
            "task_status": .string(task.status),
        ]
        if task.status == "success" {
            object["file_id"] = .string(task.fileID)
            object["file_name"] = .string(task.fileName)
        }
        return object
    }

    private static func enterpriseProjectID(of call: SimulatedCall) throws(Refusal) -> String? {
        guard let id = call.queryParameter("enterprise_project_id") else { return nil }
        guard (1...256).contains(id.count) else {
            throw .invalidParameter("enterprise_project_id", "must be 1 to 256 characters")
        }
        return id
    }

    /// Calls to the simulator itself are neither counted nor delayed, and need no account.
    private mutating func controlAnswer(_ route: RoutedCall) -> SimulatedAnswer {
        let requestID = self.requestIDs.hex(32)
        var status = 200
        let body: [UInt8]
        switch route.operation {
        case .showState:
            body = JSONValue.object(self.state).encoded()
        case .reset:
            self.reset()
            body = Array("{}".utf8)
        default:
            status = Refusal.unknownAPI.status
            body = Refusal.unknownAPI.body(requestID: requestID)
        }
        return SimulatedAnswer(status: status, body: body, requestID: requestID, delayMilliseconds: 0)
    }
}
