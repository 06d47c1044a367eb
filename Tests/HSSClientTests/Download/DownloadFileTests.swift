import Crypto
import Testing

@testable import HSSClient

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct DownloadFileTests {
    private let scratch = DownloadScratch()

    private func file(_ name: String = "x.bin") throws(HSSError) -> ReportFile {
        try DownloadFolder(scratch.inside).file(at: DownloadPath(name: name))
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func `a digest that others have computed`() throws {
        let file = try file()
        try file.write(Array("abc".utf8))
        let report = try file.finish()
        #expect(report.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(report.bytes == 3)
    }

    @Test(arguments: [[1], [65536, 65536, 1], [0, 7, 0, 13], Array(repeating: 999, count: 200), [3_000_000]])
    func `size and digest are those of what lies on disk`(_ parts: [Int]) throws {
        var numbers = SeededNumbers(seed: UInt64(parts.count))
        let file = try file()
        var all: [UInt8] = []
        for count in parts {
            let part = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &numbers) }
            try file.write(part)
            all += part
        }
        let report = try file.finish(expecting: Int64(all.count))
        let stored = try #require(scratch.bytes("in/x.bin"))
        #expect(stored == all)
        #expect(report.sha256 == Self.hexadecimal(stored))
        #expect(report.bytes == Int64(stored.count))
    }

    @Test func `restart begins anew`() throws {
        let file = try file()
        try file.write(Array("a longer text than the second one".utf8))
        try file.restart()
        try file.write(Array("short".utf8))
        let report = try file.finish(expecting: 5)
        #expect(scratch.text("in/x.bin") == "short")
        #expect(report.sha256 == Self.hexadecimal(Array("short".utf8)))
    }

    @Test func `the name appears when it is finished, and others cannot read before`() throws {
        let file = try file("report.zip")
        try file.write(ZipBytes().bytes)
        let names = scratch.list("in")
        #expect(names.count == 1)
        let name = try #require(names.first)
        #expect(name.hasPrefix("in/.report.zip.") && name.hasSuffix(".part"))
        #expect(scratch.mode(name) == 0o100600)
        _ = try file.finish()
        #expect(scratch.list("in") == ["in/report.zip"])
    }

    @Test(arguments: [
        String(repeating: "n", count: 255), String(repeating: "😀", count: 63), "x",
        "e" + String(repeating: "\u{301}", count: 127),
    ])
    func `the temporary name fits`(_ name: String) throws {
        let temporary = ReportFile.temporaryName(for: name)
        #expect(temporary.utf8.count <= 255)
        #expect(temporary.utf8.starts(with: [UInt8(ascii: ".")] + name.utf8.prefix(1)))
        #expect(ReportFile.temporaryName(for: name) != temporary)
        let file = try file(name)
        try file.write([1])
        _ = try file.finish()
        #expect(scratch.list("in") == ["in/\(name)"])
    }

    enum Ending: CaseIterable { case discarded, forgotten, failed }

    @Test(arguments: Ending.allCases)
    func `an interrupted download leaves nothing behind`(_ ending: Ending) throws {
        do {
            let file = try file("a.zip")
            try file.write([1, 2, 3])
            switch ending {
            case .discarded:
                file.discard()
                file.discard()
                #expect(scratch.list("in").isEmpty)
            case .forgotten: break
            case .failed: #expect(throws: HSSError.self) { try file.finish() }
            }
        }
        #expect(scratch.list("in").isEmpty)
    }

    @Test func `the last owner may be on any thread`() async throws {
        let files = try (0..<16).map { try file("\($0).bin") }
        await withTaskGroup(of: Void.self) { group in
            for file in files { group.addTask { try? file.write([1]) } }
        }
        withExtendedLifetime(files) { #expect(scratch.list("in").count == 16) }
    }

    @Test func `what is over is over`() throws {
        let finished = try file()
        try finished.write([1])
        _ = try finished.finish()
        let discarded = try file("y.bin")
        discarded.discard()
        for (file, name) in [(finished, "x.bin"), (discarded, "y.bin")] {
            let message = "the download of \"\(scratch.inside)/\(name)\" is over already"
            let writing = #expect(throws: HSSError.self) { try file.write([2]) }
            #expect(writing?.message == message)
            #expect(writing?.kind == .io)
            let finishing = #expect(throws: HSSError.self) { try file.finish() }
            #expect(finishing?.message == message)
        }
        finished.discard()
        #expect(scratch.bytes("in/x.bin") == [1])
    }

    @Test func `descriptors are closed`() throws {
        let before = Self.lowestFreeDescriptors()
        for index in 0..<50 {
            let file = try file("\(index).bin")
            try file.write([1])
            if index.isMultiple(of: 2) { _ = try file.finish() }
        }
        // Other tests open files meanwhile, but not fifty that stay.
        #expect(Self.lowestFreeDescriptors() < before + 50)
    }

    private static func lowestFreeDescriptors() -> Int32 {
        let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
        close(descriptor)
        return descriptor
    }

    #if os(Linux)
        @Test func `a report of any size takes no memory`() throws {
            let part = [UInt8](repeating: 0x5A, count: 65536)
            var growth: [Int] = []
            // What other tests allocate meanwhile is in the figure too, so the best of a few counts.
            for attempt in 0..<4 {
                let file = try file("\(attempt).bin")
                try file.write(part)
                let before = try #require(Self.residentKiB())
                for _ in 0..<4096 { try file.write(part) }
                growth.append(try #require(Self.residentKiB()) - before)
                file.discard()
                if growth.contains(where: { $0 < 4096 }) { return }
            }
            Issue.record("resident memory grew by \(growth) KiB")
        }

        private static func residentKiB() -> Int? {
            guard let file = fopen("/proc/self/status", "r") else { return nil }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 256)
            while fgets(&line, Int32(line.count), file) != nil {
                let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                if text.hasPrefix("VmRSS:") { return Int(text.filter(\.isNumber)) }
            }
            return nil
        }
    #endif
}
