import HSSClient
import HSSLedger
import HSSSchema

/// Where `hss.export` and `task:refresh` go: to HSS, or to a plan.
protocol TaskService: Sendable {
    func create(_ request: ExportRequest, _ call: ExportCall) async throws(HSSError) -> CreatedExport
    func status(of task: ExportedTask, call: Int) async throws(HSSError) -> TaskStatus
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
}

/// Sends every call, unless the ledger knows what became of it.
struct LiveTaskService: TaskService {
    let client: HSSClient
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
            createdAt: task.reusedFrom?.createdAt
        )
    }

    func status(of task: ExportedTask, call: Int) async throws(HSSError) -> TaskStatus {
        let status = try await client.taskStatus(task.taskID, enterpriseProjectID: task.enterpriseProjectID)
        ledger?.current?.note(status, call: call)
        return status
    }
}
