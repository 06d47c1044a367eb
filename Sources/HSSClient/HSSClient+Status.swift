import HSSSchema

extension HSSClient {
    /// Looks at an export task.
    ///
    /// - Parameters:
    ///   - taskID: the id that `createExportTask` gave.
    ///   - enterpriseProjectID: the enterprise project it was created in; nil for the client's.
    ///   - options: what this call wants otherwise than the client.
    /// - Throws: the kinds of contract.md section 4 that a read can end in; `argument` for an id that cannot be one.
    public func taskStatus(
        _ taskID: String,
        enterpriseProjectID: String? = nil,
        options: CallOptions = CallOptions()
    ) async throws(HSSError) -> TaskStatus {
        let reading = try Self.look(at: taskID, enterpriseProjectID)
        return TaskStatus(taskID: taskID, try await read(reading, options: options))
    }

    /// Looks at the task that is chosen when the look may go, which can be long after it was asked for.
    ///
    /// - Parameter choose: the task worth looking at by then; nil gives the permission back.
    /// - Throws: what keeps any look from going.
    func lookAtTask<Task: TaskToFollow>(
        choosing choose: () -> Task?
    ) async throws(HSSError) -> (task: Task, look: Result<TaskStatus, HSSError>)? {
        let place = try await place()
        let pacer = pacers.pacer(for: .exportTask)
        let purpose = CallPurpose(
            operation: .read,
            api: .exportTask,
            activity: "looking at export tasks",
            answer: .strings(["task_status"]),
            host: place.endpoint.authority
        )
        let permit = try await permit(from: pacer, rank: pacer.takeRank(), for: purpose)
        guard let task = choose() else {
            pacer.release(permit, .unused)
            return nil
        }
        let reading: Reading
        do throws(HSSError) {
            reading = try Self.look(at: task.taskID, task.enterpriseProjectID)
        } catch {
            pacer.release(permit, .unused)
            return (task, .failure(error))
        }
        do throws(HSSError) {
            let answer = try await read(reading, options: CallOptions(), permit: permit)
            return (task, .success(TaskStatus(taskID: task.taskID, answer)))
        } catch {
            return (task, .failure(error))
        }
    }

    private static func look(at taskID: String, _ enterpriseProjectID: String?) throws(HSSError) -> Reading {
        // Dots would be taken for a step up in the path by servers in between.
        guard !taskID.isEmpty, taskID != ".", taskID != ".." else { throw .unusableTaskID(taskID) }
        return Reading(
            path: "/export-task/\(PercentEncoding.encode(taskID))",
            enterpriseProjectID: enterpriseProjectID,
            api: .exportTask,
            activity: "looking at task \(PlainText.shortened(taskID, limit: 64))",
            answer: .strings(["task_status"])
        )
    }
}

/// Which task a look is for.
protocol TaskToFollow {
    var taskID: String { get }
    var enterpriseProjectID: String? { get }
}
