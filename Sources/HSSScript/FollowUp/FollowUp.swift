public import HSSClient
public import HSSLedger
import HSSSchema
import Synchronization

/// Follows up recorded tasks outside a script: waits for them, and brings their reports home (contract section 6).
///
/// Each task is followed where it was created: a ledger may hold tasks of several endpoints and projects.
public final class FollowUp: Sendable {
    /// What is wanted of the tasks.
    public struct Configuration: Sendable {
        /// On whose behalf calls are made; endpoint and project are those of each task, unless they are fixed.
        public var client: HSSClient.Configuration
        /// Whether `client` names the place of all tasks, whatever the ledger says of them.
        public var hasFixedPlace = false
        /// Makes the transport of one client.
        public var makeTransport: @Sendable () -> any Transport
        /// The time from a task's creation to the first look at it.
        public var pollInterval = Duration.seconds(5)
        /// Longest wait for a task.
        public var timeout = Duration.seconds(86_400)
        /// Where reports go.
        public var downloadFolder = "."
        /// What they are called there; nil for the name that HSS gives.
        public var template: DownloadTemplate?
        public var overwrites = false

        public init(client: HSSClient.Configuration, makeTransport: @escaping @Sendable () -> any Transport) {
            self.client = client
            self.makeTransport = makeTransport
        }
    }

    /// What came of one task.
    public struct Outcome: Sendable {
        /// The call as the ledger knows it by now.
        public var call: RecordedCall
        /// Nil if all went well.
        public var error: HSSError?
    }

    /// What is to be done with each task.
    public enum Work: Sendable {
        /// Wait for its end.
        case wait
        /// Wait for its end, and bring its report home.
        case download
        /// Bring its report home if it has ended well by now.
        case downloadIfReady
    }

    private struct Place: Hashable {
        var endpoint: String
        var projectID: String
    }

    /// One client for each place.
    private struct Office: Sendable {
        let client: HSSClient
        let poller: TaskPoller
        let downloads: ReportDownloads
    }

    private let configuration: Configuration
    private let ledger: TaskLedger
    private let offices = Mutex<[Place: Office]>([:])
    private let counts = Mutex(RunProgress())
    private let start: Duration

    public init(_ configuration: Configuration, ledger: TaskLedger) {
        self.configuration = configuration
        self.ledger = ledger
        start = configuration.client.clock.monotonic
    }

    /// How far the work is.
    public var progress: RunProgress {
        var progress = counts.withLock { $0 }
        progress.elapsed = configuration.client.clock.monotonic - start
        return progress
    }

    /// Does the work for all tasks at once; the outcomes stand in the order of the calls. Tasks that were not ready and
    /// were not to be waited for are left out.
    public func carryOut(_ work: Work, _ calls: [RecordedCall]) async -> [Outcome] {
        counts.withLock { $0.items = calls.count }
        let outcomes = await withTaskGroup(of: (Int, Outcome?).self) { group in
            for (index, call) in calls.enumerated() {
                group.addTask { (index, await self.carryOut(work, call)) }
            }
            var outcomes: [Int: Outcome] = [:]
            for await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes
        }
        for office in offices.withLock({ $0.values.map(\.client) }) { await office.shutdown() }
        try? await ledger.flush()
        return outcomes.sorted { $0.key < $1.key }.map(\.value)
    }

    private func carryOut(_ work: Work, _ call: RecordedCall) async -> Outcome? {
        defer { counts.withLock { $0.itemsDone += 1 } }
        var call = call
        do throws(HSSError) {
            let office = try office(for: call)
            switch work {
            case .wait: try await wait(for: &call, office)
            case .download:
                try await wait(for: &call, office)
                try await save(&call, office)
            case .downloadIfReady:
                guard try await isReady(&call, office) else { return nil }
                try await save(&call, office)
            }
            return Outcome(call: call, error: nil)
        } catch {
            counts.withLock { $0.failed += 1 }
            return Outcome(call: call, error: error)
        }
    }

    private func wait(for call: inout RecordedCall, _ office: Office) async throws(HSSError) {
        guard !call.hasSucceeded, let id = call.taskID else { return }
        if call.taskStatus == TaskStatus.State.failure.rawValue { throw .exportFailed(id) }
        counts.withLock { $0.waiting += 1 }
        defer { counts.withLock { $0.waiting -= 1 } }
        let task = FollowedTask(
            taskID: id,
            enterpriseProjectID: call.enterpriseProjectID,
            createdAt: call.createdAt ?? 0
        )
        let last = Mutex<TaskStatus?>(nil)
        defer { if let status = last.withLock({ $0 }) { call.update(by: status) } }
        _ = try await office.poller.wait(for: task, timeout: configuration.timeout) { [ledger, call] status in
            last.withLock { $0 = status }
            ledger.note(status, of: call)
        }
    }

    private func isReady(_ call: inout RecordedCall, _ office: Office) async throws(HSSError) -> Bool {
        if call.hasSucceeded { return true }
        guard let id = call.taskID, call.taskStatus != "failure" else { return false }
        let status = try await office.client.taskStatus(id, enterpriseProjectID: call.enterpriseProjectID)
        ledger.note(status, of: call)
        call.update(by: status)
        return call.hasSucceeded
    }

    private func save(_ call: inout RecordedCall, _ office: Office) async throws(HSSError) {
        counts.withLock { $0.downloading += 1 }
        defer { counts.withLock { $0.downloading -= 1 } }
        let place = ReportPlace(template: configuration.template, overwrites: configuration.overwrites)
        let report = try await office.downloads.save(ExportedTask(call), place)
        ledger.note(report, of: call)
        call.report = report
        counts.withLock { $0.downloaded += 1 }
    }

    private func office(for call: RecordedCall) throws(HSSError) -> Office {
        let key =
            configuration.hasFixedPlace
            ? Place(endpoint: "", projectID: "") : Place(endpoint: call.endpoint, projectID: call.projectID)
        return offices.withLock { offices in
            if let known = offices[key] { return known }
            var settings = configuration.client
            settings.transport = configuration.makeTransport()
            if !configuration.hasFixedPlace {
                settings.endpoint = .from(endpoint: call.endpoint, region: nil, environment: [:])
                settings.projectID = call.projectID
            }
            let client = HSSClient(settings)
            let office = Office(
                client: client,
                poller: TaskPoller(client, interval: configuration.pollInterval),
                downloads: ReportDownloads(
                    folder: configuration.downloadFolder,
                    now: settings.clock.wallMilliseconds,
                    client
                )
            )
            offices[key] = office
            return office
        }
    }
}

extension RecordedCall {
    /// Whether there is nothing more to wait for.
    var hasSucceeded: Bool { taskStatus == "success" && fileID != nil }

    mutating func update(by status: TaskStatus) {
        taskStatus = status.status.rawValue
        fileID = status.fileID
        fileName = status.fileName
    }
}

extension ExportedTask {
    /// A task of an earlier run.
    init(_ call: RecordedCall) {
        self.init(
            taskID: call.taskID ?? "",
            request: ExportRequest(recorded: call.request),
            enterpriseProjectID: call.enterpriseProjectID,
            state: call.isReused ? .reused : .created,
            projectID: call.projectID,
            endpoint: call.endpoint,
            attempts: call.attempts,
            createdAt: call.createdAt ?? 0,
            taskStatus: call.taskStatus,
            fileID: call.fileID,
            fileName: call.fileName,
            report: call.report
        )
    }
}

extension ExportRequest {
    /// What an earlier run sent, values and fields that this version does not know included.
    init(recorded body: JSONObject) {
        let validator = ExportValidator(unchecked: Set(body.map(\.key)))
        self = validator.validate(RequestInput(json: .object(body))).request ?? ExportRequest()
    }
}
