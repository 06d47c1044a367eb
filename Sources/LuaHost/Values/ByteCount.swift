/// A number of bytes in words.
public enum ByteCount {
    private static let units = ["KiB", "MiB", "GiB", "TiB"]

    /// "512 bytes", "1.5 MiB", "256 MiB": one decimal at most, rounded down.
    public static func text(_ bytes: Int) -> String {
        guard bytes >= 1024 else { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
        var size = 1024
        var unit = 0
        while unit + 1 < units.count, bytes / size >= 1024 {
            size *= 1024
            unit += 1
        }
        let (whole, rest) = bytes.quotientAndRemainder(dividingBy: size)
        let tenths = Int(Double(rest) / Double(size) * 10)
        return "\(whole)\(tenths == 0 ? "" : ".\(tenths)") \(units[unit])"
    }
}
