/// Makes the file of a report: a zip that holds one CSV with a line of column names and a row for each finding.
struct ZippedReport: Sendable {
    let findings: ReportFindings
    let catalog: ImageCatalog
    let family: CatalogFamily
    let images: SelectedImages
    /// The most rows, as `export_size` says.
    let limit: Int64

    /// Compressing smaller parts than this costs more than it saves memory.
    private static let partLength = 1 << 16

    /// Nil when it would be too large for a zip of the plain form (4 GiB).
    var bytes: [UInt8]? {
        var images = self.images[...]
        var rows = self.limit
        var isBegun = false
        let text = DeflatedText {
            var part = CSVText()
            if !isBegun {
                part.append(self.findings.columns)
                isBegun = true
            }
            while part.bytes.count < Self.partLength, rows > 0 {
                guard let index = images.popFirst() else { break }
                for row in self.findings.rows(of: self.catalog.image(self.family, index)) where rows > 0 {
                    part.append(row)
                    rows -= 1
                }
            }
            return part.bytes.isEmpty ? nil : part.bytes
        }
        guard let text else { return nil }
        return ZipArchive(name: "image-\(self.findings.type.rawValue).csv", text)?.bytes
    }
}
