import ArgumentParser
import LuaHost

/// An amount of memory as people write it.
struct MemorySize: Hashable, CustomStringConvertible {
    /// Below it, not even the libraries that a script starts with fit.
    static let least = 1 << 20

    private static let units: [String: Int] = [
        "": 1, "b": 1, "kb": 1000, "mb": 1_000_000, "gb": 1_000_000_000, "tb": 1_000_000_000_000, "k": 1 << 10,
        "m": 1 << 20, "g": 1 << 30, "t": 1 << 40, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
    ]

    var bytes: Int

    init(bytes: Int) {
        self.bytes = bytes
    }

    /// "64MiB", "500MB", "1G" (a GiB), "1048576"; upper and lower case are one.
    init(parsing text: String) throws {
        let digits = text.prefix { $0.isASCII && $0.isWholeNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard !digits.isEmpty, let factor = Self.units[unit.lowercased()] else {
            throw ValidationError("a size is a whole number of bytes or of KiB, MiB, GiB, KB, MB, GB, such as 64MiB")
        }
        guard let count = Int(digits), case (let bytes, let isTooMuch) = count.multipliedReportingOverflow(by: factor),
            !isTooMuch
        else { throw ValidationError("more than this machine can count") }
        guard bytes >= Self.least else {
            throw ValidationError("a script needs at least \(ByteCount.text(Self.least))")
        }
        self.bytes = bytes
    }

    /// As it can be written.
    var description: String { ByteCount.text(bytes).filter { $0 != " " } }
}
