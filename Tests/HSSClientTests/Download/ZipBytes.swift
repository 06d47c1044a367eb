import Testing

/// Zips made by hand, byte for byte, so that each part of the frame can be wrong on its own.
struct ZipBytes {
    var contents: [[UInt8]] = [Array("a,b\n1,2\n".utf8)]
    var comment: [UInt8] = []
    /// With a ZIP64 record and its locator.
    var isWide = false
    /// All ones in the short record, as if its numbers were too small for the archive.
    var hasSentinels = false
    /// Added to where the end says that the directory lies.
    var directoryShift = 0
    /// Added to where the locator says that the ZIP64 record lies.
    var recordShift = 0
    var disk = 0

    var bytes: [UInt8] {
        var result: [UInt8] = []
        var directory: [UInt8] = []
        for (index, content) in contents.enumerated() {
            let name = Array("f\(index).csv".utf8)
            let sizes = Self.number(content.count, 4) + Self.number(content.count, 4)
            let common = Self.zeros(12) + sizes + Self.number(name.count, 2) + Self.zeros(2)
            directory += Array("PK\u{01}\u{02}".utf8) + [20, 0, 20, 0] + common + Self.zeros(10)
            directory += Self.number(result.count, 4) + name
            result += Array("PK\u{03}\u{04}".utf8) + [20, 0] + common + name + content
        }
        let directoryStart = result.count
        result += directory
        let place = directoryStart + directoryShift
        if isWide {
            let record = result.count
            result += Array("PK\u{06}\u{06}".utf8) + Self.number(44, 8) + [45, 0, 45, 0] + Self.zeros(8)
            result += Self.number(contents.count, 8) + Self.number(contents.count, 8)
            result += Self.number(directory.count, 8) + Self.number(place, 8)
            result +=
                Array("PK\u{06}\u{07}".utf8) + Self.zeros(4) + Self.number(record + recordShift, 8) + [1, 0, 0, 0]
        }
        result += Array("PK\u{05}\u{06}".utf8) + Self.number(disk, 2) + Self.zeros(2)
        if hasSentinels {
            result += [UInt8](repeating: 0xFF, count: 12)
        } else {
            result += Self.number(contents.count, 2) + Self.number(contents.count, 2)
            result += Self.number(directory.count, 4) + Self.number(place, 4)
        }
        return result + Self.number(comment.count, 2) + comment
    }

    /// Little-endian; a negative number wraps around.
    private static func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}

// All bytes of an archive would drown the report of a test run.
extension ZipBytes: CustomTestStringConvertible {
    var testDescription: String { "a zip of \(bytes.count) bytes" }
}
