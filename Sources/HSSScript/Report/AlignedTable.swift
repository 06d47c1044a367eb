/// Rows for reading: every column but the last as wide as its widest cell.
enum AlignedTable {
    /// The lines, each without a line end; none without rows.
    static func lines(_ header: [String], _ rows: [[String]]) -> [String] {
        guard !rows.isEmpty else { return [] }
        let rows = [header] + rows
        let widths = header.indices.dropLast().map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return (cells + [row.last ?? ""]).joined(separator: "  ")
        }
    }
}
