import ArgumentParser
import Testing

@testable import hss

struct BoundOptionTests {
    static let sizes: [(String, Int, String)] = [
        ("64MiB", 64 << 20, "64MiB"), ("1GiB", 1 << 30, "1GiB"), ("500MB", 500_000_000, "476.8MiB"),
        ("1048576", 1 << 20, "1MiB"), ("2k", 0, ""), ("3M", 3 << 20, "3MiB"), ("1 g", 1 << 30, "1GiB"),
        ("2097152B", 2 << 20, "2MiB"), ("2000KB", 2_000_000, "1.9MiB"), ("1TiB", 1 << 40, "1TiB"),
    ]

    @Test(arguments: sizes) func `a size is so many bytes`(_ text: String, _ bytes: Int, _ shown: String) throws {
        guard bytes > 0 else {
            #expect(throws: ValidationError.self) { try MemorySize(parsing: text) }
            return
        }
        let size = try MemorySize(parsing: text)
        #expect(size.bytes == bytes)
        #expect(size.description == shown)
    }

    @Test func `without options the bounds are those of the contract`() throws {
        let limits = try LimitOptions.parse([])
        #expect(limits.memoryLimit.bytes == 256 << 20)
        #expect(limits.cpu == .seconds(60))
        #expect(limits.time == nil)
    }
}
