import LuaHost
import Testing

struct ByteCountTests {
    @Test(
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1 KiB"), (1536, "1.5 KiB"),
            ((1 << 20) - 1, "1023.9 KiB"), (268_435_456, "256 MiB"), (10_000_000_000, "9.3 GiB"), (1 << 50, "1024 TiB"),
        ] as [(Int, String)]
    )
    func `bytes in words`(_ bytes: Int, _ text: String) {
        #expect(ByteCount.text(bytes) == text)
    }
}
