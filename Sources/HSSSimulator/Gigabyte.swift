import NIOCore

/// One JSON object of 2^30 bytes in parts, all but the first and the last of which share one small buffer.
struct Gigabyte: Sequence, IteratorProtocol {
    static let length = 1 << 30

    private static let beginning = ByteBuffer(string: #"{"task_id":""#)
    private static let filling = ByteBuffer(repeating: UInt8(ascii: "0"), count: 1 << 16)
    private static let end = ByteBuffer(string: #""}"#)

    private var given = 0

    mutating func next() -> ByteBuffer? {
        let part: ByteBuffer
        switch Self.length - self.given {
        case 0: return nil
        case Self.length: part = Self.beginning
        case Self.end.readableBytes: part = Self.end
        case let missing:
            let length = Swift.min(missing - Self.end.readableBytes, Self.filling.readableBytes)
            part = Self.filling.getSlice(at: 0, length: length) ?? Self.filling
        }
        self.given += part.readableBytes
        return part
    }
}
