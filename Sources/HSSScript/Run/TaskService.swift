import HSSClient
import HSSSchema

/// Where `hss.export` and `task:refresh` go: to HSS, or to a plan.
protocol TaskService: Sendable {
    func create(_ request: ExportRequest, options: CallOptions, key: String?) async throws(HSSError) -> CreatedExport
    func status(of taskID: String, enterpriseProjectID: String?) async throws(HSSError) -> TaskStatus
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
}

/// Sends every call.
struct LiveTaskService: TaskService {
    let client: HSSClient
    let enterpriseProjectID: String?

    func create(_ request: ExportRequest, options: CallOptions, key: String?) async throws(HSSError) -> CreatedExport {
        let place = try await client.place()
        let task = try await client.createExportTask(request, checkedBy: nil, options: options)
        return CreatedExport(
            taskID: task.taskID,
            state: task.reusedFrom == nil ? .created : .reused,
            attempts: task.attempts,
            projectID: place.projectID,
            endpoint: place.endpointURL,
            enterpriseProjectID: request.enterpriseProjectID ?? enterpriseProjectID
        )
    }

    func status(of taskID: String, enterpriseProjectID: String?) async throws(HSSError) -> TaskStatus {
        try await client.taskStatus(taskID, enterpriseProjectID: enterpriseProjectID)
    }
}
