import HSSClient
import HSSLedger
import HSSSchema
import Synchronization

/// Creates nothing: every request gets a planned task, which counts as ended well, or the task that a resumed run would
/// take for it.
final class PlannedTaskService: TaskService {
    private let count = Mutex(0)
    private let settings: HSSClient.Configuration
    private let resumed: ResumePreview?
    private let isStrict: Bool
    private let warn: @Sendable (String) -> Void
    private let downloads: ReportDownloads

    init(
        _ settings: HSSClient.Configuration,
        resuming resumed: ResumePreview?,
        downloads: ReportDownloads,
        isStrict: Bool,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.settings = settings
        self.resumed = resumed
        self.isStrict = isStrict
        self.downloads = downloads
        self.warn = warn
    }

    func create(_ request: ExportRequest, _ call: ExportCall) async throws(HSSError) -> CreatedExport {
        let enterpriseProjectID = request.enterpriseProjectID ?? settings.enterpriseProjectID
        var planned = CreatedExport(
            taskID: "",
            state: .planned,
            attempts: 0,
            projectID: nil,
            endpoint: nil,
            enterpriseProjectID: enterpriseProjectID
        )
        if let resumed, let endpoint = try? settings.endpoint.resolve(), let projectID = settings.projectID {
            let creation = PreparedCreation(
                endpoint: endpoint,
                projectID: projectID,
                enterpriseProjectID: enterpriseProjectID,
                body: request.bodyBytes()
            )
            if let task = try resumed.task(for: creation, key: call.key, isStrict: isStrict, warn: warn) {
                planned.taskID = task.taskID
                planned.state = .reused
                planned.projectID = projectID
                planned.endpoint = endpoint.description
                planned.createdAt = task.createdAt
                return planned
            }
        }
        planned.taskID = "planned-\(next())"
        return planned
    }

    private func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }

    /// Nothing is waited for.
    func wait(
        for task: ExportedTask,
        call: Int,
        _ patience: WaitOptions,
        onLook: @escaping @Sendable (TaskStatus) -> Void
    ) async throws(HSSError) -> TaskStatus {
        try await status(of: task, call: call)
    }

    /// Nothing is written; the path is the one that a file would have.
    func save(_ task: ExportedTask, call: Int, _ place: ReportPlace) async throws(HSSError) -> SavedReport {
        SavedReport(path: try downloads.path(for: task, place), bytes: 0, sha256: "")
    }

    func status(of task: ExportedTask, call: Int) async throws(HSSError) -> TaskStatus {
        TaskStatus(taskID: task.taskID, taskName: nil, status: .success, fileID: nil, fileName: nil)
    }
}
