/// A path with fields in it, such as `reports/{date}/{namespace}-{security_report_type}.zip` (contract.md section 2).
///
/// Its own text may name folders inside the download folder; what a field stands for never adds or leaves one.
public struct DownloadTemplate: Sendable, Hashable {
    /// A value that a template can name.
    enum Field: String, Sendable, CaseIterable {
        case taskID = "task_id"
        case fileName = "file_name"
        case namespace
        case securityReportType = "security_report_type"
        case imageType = "image_type"
        case enterpriseProjectID = "enterprise_project_id"
        case date
    }

    enum Piece: Sendable, Hashable {
        case literal(String)
        case field(Field)
    }

    /// Longest path in bytes; no Linux call takes a longer one.
    static let maximumLength = 4096

    /// Never empty, and no component is empty.
    private let components: [[Piece]]

    /// Reads a template; one without fields is a plain path. `{{` and `}}` stand for the braces themselves.
    ///
    /// Throws `argument` for a text that makes no path, `permission` for one that leads out of the download folder.
    public init(_ text: String) throws(HSSError) {
        components = try Self.components(of: text)
    }

    /// The path for these values.
    ///
    /// Throws `io` if it is longer than a path may be.
    public func path(_ values: DownloadValues) throws(HSSError) -> DownloadPath {
        var names = components.map { SafeName.component($0.map { piece in values.part(for: piece) }) }
        let name = names.removeLast()
        let path = DownloadPath(folders: names, name: name)
        guard path.description.utf8.count <= Self.maximumLength else { throw .downloadPathTooLong(path) }
        return path
    }

    /// Where a report goes that nobody named a place for: the last component of HSS's `file_name`, else the task's id.
    public static func standard(for fileName: String?, taskID: String) -> DownloadPath {
        if let name = fileName.map(SafeName.lastComponent), name.contains(where: { $0 != "." && $0 != " " }) {
            return DownloadPath(name: SafeName.component([.value(name)]))
        }
        return DownloadPath(name: SafeName.component([.value(taskID.isEmpty ? "_" : taskID), .literal(".zip")]))
    }
}

extension DownloadValues {
    fileprivate func part(for piece: DownloadTemplate.Piece) -> SafeName.Part {
        switch piece {
        case .literal(let text): .literal(text)
        case .field(let field): .value(self[field].flatMap { $0.isEmpty ? nil : $0 } ?? "_")
        }
    }

    private subscript(field: DownloadTemplate.Field) -> String? {
        switch field {
        case .taskID: taskID
        case .fileName: fileName.map(SafeName.lastComponent)
        case .namespace: namespace
        case .securityReportType: securityReportType
        case .imageType: imageType
        case .enterpriseProjectID: enterpriseProjectID
        case .date: date
        }
    }
}
