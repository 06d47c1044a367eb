import HSSClient
import HSSSchema
import Synchronization

/// Creates nothing: every request gets a planned task, which counts as ended well.
final class PlannedTaskService: TaskService {
    private let count = Mutex(0)
    private let enterpriseProjectID: String?

    init(enterpriseProjectID: String?) {
        self.enterpriseProjectID = enterpriseProjectID
    }

    func create(_ request: ExportRequest, _ call: ExportCall) async throws(HSSError) -> CreatedExport {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return CreatedExport(
            taskID: "planned-\(number)",
            state: .planned,
            attempts: 0,
            projectID: nil,
            endpoint: nil,
            enterpriseProjectID: request.enterpriseProjectID ?? enterpriseProjectID
        )
    }

    func status(of task: ExportedTask, call: Int) async throws(HSSError) -> TaskStatus {
        TaskStatus(taskID: task.taskID, taskName: nil, status: .success, fileID: nil, fileName: nil)
    }
}
