/// What the fields of a `DownloadTemplate` stand for; an absent or empty value becomes `_`.
public struct DownloadValues: Sendable, Hashable {
    /// The id of the export task.
    public var taskID: String?
    /// The name that HSS gives the file; only its last path component is used.
    public var fileName: String?
    /// The namespace that the request names.
    public var namespace: String?
    /// The kind of report that the request names.
    public var securityReportType: String?
    /// The image type that the request names.
    public var imageType: String?
    /// The enterprise project that the call was made for.
    public var enterpriseProjectID: String?
    /// The day, such as `2026-11-24`.
    public var date: String?

    public init(
        taskID: String? = nil,
        fileName: String? = nil,
        namespace: String? = nil,
        securityReportType: String? = nil,
        imageType: String? = nil,
        enterpriseProjectID: String? = nil,
        date: String? = nil
    ) {
        self.taskID = taskID
        self.fileName = fileName
        self.namespace = namespace
        self.securityReportType = securityReportType
        self.imageType = imageType
        self.enterpriseProjectID = enterpriseProjectID
        self.date = date
    }
}
