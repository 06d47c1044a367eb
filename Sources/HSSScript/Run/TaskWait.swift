import HSSClient
import HSSSchema
import Synchronization

/// Waits for tasks of a run, and keeps in its record what comes of it.
struct TaskWait: Sendable {
    let service: any TaskService
    let record: RunRecord

    /// The task once it has succeeded. What is known already is not asked for.
    ///
    /// - Parameter onChange: told of the task whenever its status has changed.
    func end(
        of handle: TaskHandle,
        _ options: WaitOptions,
        onChange: @escaping @Sendable (ExportedTask) -> Void = { _ in }
    ) async throws(HSSError) -> ExportedTask {
        let task = record.task(call: handle.call) ?? handle.task
        if task.hasSucceeded { return task }
        if task.taskStatus == TaskStatus.State.failure.rawValue {
            let error = HSSError.exportFailed(task.taskID)
            record.addFollowUp(error, task)
            throw error
        }
        record.count { $0.waiting += 1 }
        defer { record.count { $0.waiting -= 1 } }
        // What this wait has told: others may learn of the task meanwhile, too.
        let told = Mutex(task.taskStatus)
        do {
            let status = try await service.wait(for: task, call: handle.call, options) { [record] status in
                guard let task = record.update(call: handle.call, status) else { return }
                let isNews = told.withLock { told in
                    defer { told = task.taskStatus }
                    return told != task.taskStatus
                }
                if isNews { onChange(task) }
            }
            return record.update(call: handle.call, status) ?? task
        } catch {
            record.addFollowUp(error, task)
            throw error
        }
    }
}

extension ExportedTask {
    /// Whether it has ended well, and nothing more is to be learned of it.
    var hasSucceeded: Bool { taskStatus == "success" && (fileID != nil || state == .planned) }
}

extension RunRecord {
    /// Lists what went wrong with a task. Whoever calls a wait off does the task no harm.
    func addFollowUp(_ error: HSSError, _ task: ExportedTask) {
        guard error.kind != .cancelled else { return }
        addFollowUp(FailedExport(error, request: task.request.json, taskID: task.taskID))
    }
}
