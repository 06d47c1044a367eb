/// Messages about tasks that are followed to their end.
extension HSSError {
    /// A task that ended in failure, and stays so.
    public static func exportFailed(_ taskID: String) -> HSSError {
        HSSError(
            .exportFailed,
            "export task \(taskID) ended in failure; HSS gives no reason",
            sent: .yes,
            explanation: "create the export again; if it fails once more, ask for fewer rows or images"
        )
    }

    static func waitedTooLong(_ waiter: PollWaiters.Waiter) -> HSSError {
        let id = waiter.task.taskID
        let last =
            waiter.lastStatus.map { "its last status was \"\($0.status.rawValue)\"" }
            ?? waiter.lastError.map { "no look at it succeeded: \($0.message)" }
            ?? "it was not looked at yet"
        return HSSError(
            .timeout,
            "export task \(id) has not ended after \(seconds(waiter.deadline?.after)) s; \(last)",
            sent: .yes,
            explanation:
                "the task lives on: wait longer, or follow it up later with `hss wait \(id)` and `hss download \(id)`"
        )
    }

    static func cancelledWait(for taskID: String) -> HSSError {
        HSSError(.cancelled, "called off while waiting for export task \(taskID), which lives on")
    }

    /// Called off while several tasks are waited for.
    public static func calledOffWait() -> HSSError {
        HSSError(.cancelled, "called off while waiting for export tasks, which live on")
    }

    static func unusableFileID(_ id: String) -> HSSError {
        HSSError(.argument, "\"\(id)\" cannot be the id of a file; nothing was sent")
    }

    static func noReportType() -> HSSError {
        HSSError(.argument, "a request without security_report_type cannot be counted; nothing was sent")
    }

    /// A task that succeeded, but has nothing to download.
    public static func noFile(of taskID: String) -> HSSError {
        HSSError(
            .service,
            "export task \(taskID) succeeded, but HSS names no file for it",
            sent: .yes,
            explanation: "the report may hold no rows (hss.count tells); otherwise look for it in the HSS console"
        )
    }

    private static func seconds(_ duration: Duration?) -> String {
        let seconds = duration?.inSeconds ?? 0
        return seconds == seconds.rounded() ? "\(Int64(seconds))" : "\(seconds)"
    }
}
