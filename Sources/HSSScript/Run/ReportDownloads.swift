import HSSClient
import HSSSchema
import Synchronization

/// Brings the reports of a run to `--download-dir`. The folder is opened, and made, for the first of them.
final class ReportDownloads: Sendable {
    private let path: String
    private let date: String
    private let client: HSSClient
    private let folder = Mutex<DownloadFolder?>(nil)

    /// - Parameter now: the instant that names the day, in milliseconds since 1970 UTC.
    init(folder path: String, now: Int64, _ client: HSSClient) {
        self.path = path
        date = String(UTCTime.text(milliseconds: now).prefix(10))
        self.client = client
    }

    /// - Parameter task: one that succeeded.
    func save(_ task: ExportedTask, _ place: ReportPlace) async throws(HSSError) -> SavedReport {
        guard let fileID = task.fileID else { throw .noFile(of: task.taskID) }
        let name = try name(of: task, place)
        if let known = task.report, known.path == shown(name), await known.isStillThere { return known }
        let file = try opened().file(at: name, overwrite: place.overwrites)
        return try await client.save(fileID, enterpriseProjectID: task.enterpriseProjectID, as: file)
    }

    /// Where a report of the task would go.
    func path(for task: ExportedTask, _ place: ReportPlace) throws(HSSError) -> String {
        shown(try name(of: task, place))
    }

    private func name(of task: ExportedTask, _ place: ReportPlace) throws(HSSError) -> DownloadPath {
        guard let template = place.template else {
            return DownloadTemplate.standard(for: task.fileName, taskID: task.taskID)
        }
        return try template.path(
            DownloadValues(
                taskID: task.taskID,
                fileName: task.fileName,
                namespace: task.request.namespace,
                securityReportType: task.request.securityReportType?.rawValue,
                imageType: task.request.imageType?.rawValue,
                enterpriseProjectID: task.enterpriseProjectID,
                date: date
            )
        )
    }

    private func shown(_ name: DownloadPath) -> String { name.shown(in: path) }

    private func opened() throws(HSSError) -> DownloadFolder {
        try folder.withLock { folder throws(HSSError) in
            if let folder { return folder }
            let opened = try DownloadFolder(path)
            folder = opened
            return opened
        }
    }
}
