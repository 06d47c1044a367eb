import HSSClient
import HSSLedger
import HSSSchema

/// Where `hss.export` and the methods of its tasks go: to HSS, or to a plan.
protocol TaskService: Sendable {
    func create(_ request: ExportRequest, _ call: ExportCall) async throws(HSSError) -> CreatedExport

    /// What HSS says of the task now.
    func status(of task: ExportedTask, call: Int) async throws(HSSError) -> TaskStatus

    /// Waits for the end of the task, and tells of each look.
    func wait(
        for task: ExportedTask,
        call: Int,
        _ patience: WaitOptions,
        onLook: @escaping @Sendable (TaskStatus) -> Void
    ) async throws(HSSError) -> TaskStatus

    /// Brings the report of a task that has ended to disk.
    func save(_ task: ExportedTask, call: Int, _ place: ReportPlace) async throws(HSSError) -> SavedReport
}

/// How long a task is waited for, and how soon it is looked at.
struct WaitOptions: Sendable, Hashable {
    var timeout = Duration.seconds(86_400)
    /// From the creation to the first look; nil for the run's.
    var interval: Duration?
}

/// Where a report goes.
struct ReportPlace: Sendable, Hashable {
    /// Nil for the name that HSS gives it.
    var template: DownloadTemplate?
    var overwrites = false
}

/// One call of `hss.export`, beside its request.
struct ExportCall: Sendable {
    /// The place in the order of calls, from 1.
    var number: Int
    var options: CallOptions
    /// The script's own name for it.
    var key: String?
}

/// What a creation came to.
struct CreatedExport: Sendable {
    var taskID: String
    var state: ExportedTask.State
    var attempts: Int
    var projectID: String?
    var endpoint: String?
    /// What went out as the query parameter.
    var enterpriseProjectID: String?
    /// When an earlier run created it, in milliseconds since 1970 UTC; nil for a new task.
    var createdAt: Int64?
    /// What an earlier run learned of it.
    var status: TaskStatus?
    var report: SavedReport?
}

/// Sends every call, unless the ledger knows what became of it.
struct LiveTaskService: TaskService {
    let client: HSSClient
    let poller: TaskPoller
    let downloads: ReportDownloads
    let enterpriseProjectID: String?
    /// Records the calls; nil for a run without a ledger.
    let ledger: RunLedger?
    let isStrict: Bool
    let warn: @Sendable (String) -> Void

    func create(_ request: ExportRequest, _ call: ExportCall) async throws(HSSError) -> CreatedExport {
        let place = try await client.place()
        let run = try await ledger?.run()
        let task = try await client.createExportTask(
            request,
            checkedBy: nil,
            options: call.options,
            journal: run?.journal(call: call.number, key: call.key, isStrict: isStrict, warn: warn) ?? NoJournal()
        )
        return CreatedExport(
            taskID: task.taskID,
            state: task.reusedFrom == nil ? .created : .reused,
            attempts: task.attempts,
            projectID: place.projectID,
            endpoint: place.endpointURL,
            enterpriseProjectID: request.enterpriseProjectID ?? enterpriseProjectID,
            createdAt: task.reusedFrom?.createdAt,
            status: task.reusedFrom?.status,
            report: task.reusedFrom?.report
        )
    }

    func status(of task: ExportedTask, call: Int) async throws(HSSError) -> TaskStatus {
        let status = try await client.taskStatus(task.taskID, enterpriseProjectID: task.enterpriseProjectID)
        ledger?.current?.note(status, call: call)
        return status
    }

    func wait(
        for task: ExportedTask,
        call: Int,
        _ patience: WaitOptions,
        onLook: @escaping @Sendable (TaskStatus) -> Void
    ) async throws(HSSError) -> TaskStatus {
        let followed = FollowedTask(
            taskID: task.taskID,
            enterpriseProjectID: task.enterpriseProjectID,
            createdAt: task.createdAt
        )
        return try await poller.wait(for: followed, timeout: patience.timeout, interval: patience.interval) { status in
            ledger?.current?.note(status, call: call)
            onLook(status)
        }
    }

    func save(_ task: ExportedTask, call: Int, _ place: ReportPlace) async throws(HSSError) -> SavedReport {
        let report = try await downloads.save(task, place)
        ledger?.current?.note(report, call: call)
        return report
    }
}
