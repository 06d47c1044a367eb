import HSSSchema

/// The service without its sockets: a call and the time go in, an answer comes out.
///
/// A value, so that a test drives it without HTTP, and a reset is a fresh one.
struct SimulatedService: Sendable {
    private var configuration: SimulatorConfiguration
    private var authenticator: Authenticator
    private var tasks: ExportTasks
    private var images: ImageStore
    private var requestIDs: SeededGenerator
    private var faults: FaultPlan
    private var windows = CallWindows()
    private var calls: [String: Int] = [:]
    private var rejected: [Int: Int] = [:]

    /// - Parameter configuration: one that was checked and started.
    init(_ configuration: SimulatorConfiguration) {
        self.configuration = configuration
        self.authenticator = Authenticator(configuration)
        self.tasks = ExportTasks(configuration)
        self.images = ImageStore(configuration)
        self.requestIDs = SeededGenerator(seed: configuration.seed, stream: GeneratorStream.requestIDs)
        self.faults = FaultPlan(configuration.faults, seed: configuration.seed)
    }

    /// What the service says to `call`, received at `now` (wall time in milliseconds).
    mutating func answer(_ call: SimulatedCall, atMilliseconds now: Int64) -> SimulatedAnswer {
        let route = RoutedCall(method: call.method, path: call.path)
        guard !route.isControl else { return self.controlAnswer(route) }
        self.calls[route.name, default: 0] += 1
        var answer = self.answer(call, route, requestID: self.requestIDs.hex(32), now: now)
        if answer.delivery != .cut { answer.delayMilliseconds += self.configuration.latencyMilliseconds }
        return answer
    }

    /// What is allowed from now on; also after a reset.
    mutating func setQuota(_ quota: SimulatorQuota) {
        self.configuration.quota = quota
    }

    /// The object that `GET /_sim/state` answers (contract section 8).
    var state: JSONObject {
        [
            "calls": Self.counts(self.calls.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }),
            "rejected": Self.counts(self.rejected.sorted { $0.key < $1.key }.map { ("\($0.key)", $0.value) }),
            "tasks": self.tasks.state,
        ]
    }

    /// Back to the beginning: what was called, created and locked is forgotten, and ids, faults and quota start anew.
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
    /// What a call that is not refused gets.
    private enum Content {
        case json(JSONObject)
        case file([UInt8])
    }

    /// Faults act first: they stand for what lies between a client and the service.
    private mutating func answer(
        _ call: SimulatedCall,
        _ route: RoutedCall,
        requestID: String,
        now: Int64
    ) -> SimulatedAnswer {
        let fault = self.faults.effect(method: call.method, path: call.path)
        switch fault {
        case .status(let status, let code, let retryAfter):
            self.rejected[status, default: 0] += 1
            var answer = SimulatedAnswer.fault(status, code: code, limit: self.statedLimit, requestID: requestID)
            if let retryAfter { answer.headers.append(.init(name: "Retry-After", value: retryAfter)) }
            return answer
        case .cutBefore: return .cut
        case .html: return .loginPage
        case .huge: return .huge
        case .cutAfter, .delay, .half, .wrongLength, nil: break
        }
        var answer = self.carryOut(call, route, requestID: requestID, now: now)
        switch fault {
        case .cutAfter: answer = .cut
        case .delay(let milliseconds): answer.delayMilliseconds = milliseconds
        case .half: answer.delivery = .half
        case .wrongLength: answer.delivery = .shortLength
        default: break
        }
        return answer
    }

    private mutating func carryOut(
        _ call: SimulatedCall,
        _ route: RoutedCall,
        requestID: String,
        now: Int64
    ) -> SimulatedAnswer {
        do {
            switch try self.serve(call, route, now: now) {
            case .json(let object):
                return SimulatedAnswer(status: 200, body: JSONValue.object(object).encoded(), requestID: requestID)
            case .file(let bytes):
                let type = "application/octet-stream"
                return SimulatedAnswer(status: 200, contentType: type, body: bytes, requestID: requestID)
            }
        } catch {
            self.rejected[error.status, default: 0] += 1
            return SimulatedAnswer(error, requestID: requestID)
        }
    }

    /// The limit that a 429 states, which a fault rule can bring about without any quota.
    private var statedLimit: CallLimit? {
        guard self.configuration.quotaStatesLimit else { return nil }
        let scale = self.configuration.timeScale
        return self.configuration.quota.limit(timeScale: scale) ?? .ofGateway(timeScale: scale)
    }

    private mutating func checkQuota(of endpoint: String, now: Int64) throws(Refusal) {
        let scale = self.configuration.timeScale
        guard let limit = self.configuration.quota.limit(timeScale: scale),
            let wait = self.windows.take(endpoint, limit, atMilliseconds: now)
        else { return }
        // The header knows whole seconds only; a scaled time has room for less, and then needs decimals.
        let seconds = scale > 1 ? CallLimit.seconds(wait) : "\((wait + 999) / 1000)"
        throw .throttled(
            stating: self.statedLimit,
            retryAfter: self.configuration.quotaSendsRetryAfter ? seconds : nil
        )
    }

    /// The gateway's checks in the gateway's order, then the service itself.
    private mutating func serve(_ call: SimulatedCall, _ route: RoutedCall, now: Int64) throws(Refusal) -> Content {
        guard let operation = route.operation else { throw .unknownAPI }
        guard let body = call.body else { throw .bodyTooLarge }
        let projectID = route.parameter("project_id")
        try self.authenticator.check(call, projectID: projectID, atMilliseconds: now)
        guard projectID == self.configuration.projectID else { throw .projectUnavailable }
        try self.checkQuota(of: route.name, now: now)
        let enterpriseProjectID = try Self.enterpriseProjectID(of: call)
        let query = try operation.queryRules?.values(of: call.query) ?? [:]
        switch operation {
        case .createExportTask:
            let object = try Self.object(body, BodyRules.export)
            let id = self.tasks.create(body: object, enterpriseProjectID: enterpriseProjectID)
            return .json(["task_id": .string(id)])
        case .countReportRows:
            let object = try Self.object(body, BodyRules.rowCount)
            let type = query["security_report_type"]?.stringValue.flatMap(ReportType.init)
            return .json(["total_num": .integer(type.map { self.images.rowCount($0, object) } ?? 0)])
        case .showExportTask:
            return try self.look(at: route.parameter("task_id"))
        case .findExportTask:
            return try self.look(at: query["task_id"]?.stringValue ?? "")
        case .downloadFile:
            guard let task = self.tasks.task(ofFile: route.parameter("file_id")) else { throw .fileNotFound }
            guard let bytes = self.images.file(task.body) else { throw .fileTooLarge }
            return .file(bytes)
        case .listImages(let family):
            return .json(self.images.list(family, query))
        case .listBuildRules:
            return .json(self.images.listRules(query))
        case .listImagesOfBuildRule:
            return .json(self.images.listImagesOfRule(query))
        case .countImages:
            return .json(self.images.assets)
        case .showState, .reset:
            throw .unknownAPI
        }
    }

    private mutating func look(at id: String) throws(Refusal) -> Content {
        guard let task = self.tasks.look(at: id) else { throw .taskNotFound }
        return .json(task.answer)
    }

    private static func object(_ body: [UInt8], _ rules: BodyRules) throws(Refusal) -> JSONObject {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body)
        } catch {
            throw .notParsed("the body is not JSON")
        }
        guard case .object(let object) = value else { throw .notParsed("the body is not a JSON object") }
        try rules.check(object)
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
        return SimulatedAnswer(status: status, body: body, requestID: requestID)
    }
}
