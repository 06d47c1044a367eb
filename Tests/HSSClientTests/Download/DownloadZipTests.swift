import Testing

@testable import HSSClient

@Suite struct DownloadZipTests {
    private static func flaw(_ bytes: [UInt8]) -> ZipEnvelope.Flaw? {
        ZipEnvelope.flaw(size: Int64(bytes.count)) { offset, count in
            guard let start = Int(exactly: offset), start >= 0, start < bytes.count else { return [] }
            return Array(bytes[start..<min(bytes.count, start + count)])
        }
    }

    private static let manyFiles = (0..<300).map { [UInt8](repeating: UInt8($0 % 251), count: 700) }
    /// The longest comment there is, with what looks like ends in it.
    private static let comment = Array(
        (0..<1024).flatMap { _ in Array("PK\u{05}\u{06}".utf8) + [UInt8](repeating: 0x78, count: 60) }.prefix(65535)
    )

    static let whole: [(name: String, zip: ZipBytes)] = [
        ("one file", ZipBytes()),
        ("many files", ZipBytes(contents: manyFiles)),
        ("empty", ZipBytes(contents: [])),
        ("empty with a comment", ZipBytes(contents: [], comment: Array("nothing".utf8))),
        ("a comment", ZipBytes(comment: Array("PK, and more".utf8))),
        ("the longest comment", ZipBytes(comment: comment)),
        ("a whole empty zip as comment", ZipBytes(comment: ZipBytes(contents: []).bytes)),
        ("ZIP64", ZipBytes(isWide: true)),
        ("ZIP64 that is needed", ZipBytes(isWide: true, hasSentinels: true)),
        ("ZIP64 with the longest comment", ZipBytes(comment: comment, isWide: true, hasSentinels: true)),
    ]

    @Test(arguments: whole)
    func `a whole zip is accepted`(_ name: String, _ zip: ZipBytes) {
        #expect(Self.flaw(zip.bytes) == nil)
    }

    @Test(arguments: whole)
    func `a zip cut anywhere is refused`(_ name: String, _ zip: ZipBytes) {
        let bytes = zip.bytes
        let step = max(1, bytes.count / 50)
        let lengths = Set(stride(from: 0, to: bytes.count, by: step)).union(max(0, bytes.count - 120)..<bytes.count)
        for length in lengths where Self.flaw(Array(bytes[..<length])) == nil {
            Issue.record("\(name): \(length) of \(bytes.count) bytes were accepted")
        }
    }

    @Test(arguments: whole)
    func `a zip with something around it is refused`(_ name: String, _ zip: ZipBytes) {
        #expect(Self.flaw(zip.bytes + [0]) == .end)
        #expect(Self.flaw(zip.bytes + [UInt8](repeating: 0, count: 70000)) == .end)
        #expect(Self.flaw([0] + zip.bytes) == .start)
    }

    /// A report that is itself a zip, stored first in another one, ends like a whole file where it is cut.
    @Test func `a zip inside a cut zip does not make it whole`() {
        let inner = ZipBytes(contents: Self.manyFiles).bytes
        let outer = ZipBytes(contents: [inner, inner]).bytes
        #expect(Self.flaw(outer) == nil)
        let start = 30 + "f0.csv".utf8.count
        #expect(Self.flaw(Array(outer[..<(start + inner.count)])) == .directory)
    }

    @Test(arguments: [
        ("a directory too early", ZipBytes(directoryShift: -1), ZipEnvelope.Flaw.directory),
        ("a directory too late", ZipBytes(directoryShift: 1), .directory),
        ("a ZIP64 directory too early", ZipBytes(isWide: true, hasSentinels: true, directoryShift: -1), .directory),
        (
            "a ZIP64 directory beyond Int64", ZipBytes(isWide: true, hasSentinels: true, directoryShift: .min),
            .directory
        ),
        ("a ZIP64 record elsewhere", ZipBytes(isWide: true, hasSentinels: true, recordShift: -1), .directory),
        (
            "a ZIP64 record at a negative place", ZipBytes(isWide: true, hasSentinels: true, recordShift: .min),
            .directory
        ),
        ("sentinels without ZIP64", ZipBytes(hasSentinels: true), .directory),
        ("a part of several", ZipBytes(disk: 1), .split),
    ])
    func `a frame that does not fit is refused`(_ name: String, _ zip: ZipBytes, _ flaw: ZipEnvelope.Flaw) {
        #expect(Self.flaw(zip.bytes) == flaw)
    }

    @Test(arguments: ["", "PK", "PK\u{03}\u{04}", "PK\u{05}\u{06}", "PK\u{07}\u{08}", "{}", "<html>", "Rar!"])
    func `other bytes are refused`(_ text: String) {
        #expect(Self.flaw(Array(text.utf8)) != nil)
    }

    @Test func `a directory of other bytes is refused`() {
        var bytes = ZipBytes().bytes
        let directory = bytes.count - 22 - 46 - "f0.csv".utf8.count
        #expect(bytes[directory...].starts(with: Array("PK\u{01}\u{02}".utf8)))
        bytes[directory] = 0
        #expect(Self.flaw(bytes) == .directory)
    }

    @Test func `an end that calls a full archive empty is refused`() {
        var bytes = ZipBytes().bytes
        let end = bytes.count - 22
        bytes.replaceSubrange((end + 12)..<(end + 16), with: [0, 0, 0, 0])
        bytes[end + 16] = UInt8(end)
        #expect(Self.flaw(bytes) == .directory)
    }

    @Test func `random bytes behind the right start are refused`() {
        var numbers = SeededNumbers(seed: 7)
        for _ in 0..<500 {
            let count = Int.random(in: 0..<300, using: &numbers)
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &numbers) }
            #expect(Self.flaw(Array("PK\u{03}\u{04}".utf8) + bytes) != nil)
        }
    }
}
