import CZlib

/// A text compressed as in a zip (raw deflate, RFC 1951), with what its entry says about it.
struct DeflatedText: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var crc32: UInt32 = 0
    /// Length of the text before compression, in bytes.
    private(set) var length = 0

    /// Compresses part by part, so that the text itself is never whole in memory.
    ///
    /// - Parameter next: gives the next part; nil when there is none any more.
    /// - Returns: nil when zlib has no memory.
    init?(_ next: () -> [UInt8]?) {
        var stream = z_stream()
        // zlib keeps the address of the stream, so all of its life passes within this closure.
        let isComplete = withUnsafeMutablePointer(to: &stream) { stream in
            let isReady = deflateInit2_(
                stream,
                Z_DEFAULT_COMPRESSION,
                Z_DEFLATED,
                -MAX_WBITS,
                Self.memoryLevel,
                Z_DEFAULT_STRATEGY,
                ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)
            )
            guard isReady == Z_OK else { return false }
            defer { deflateEnd(stream) }
            var output = [UInt8](repeating: 0, count: 1 << 16)
            while var part = next() {
                self.count(part)
                guard self.deflate(&part, of: stream, Z_NO_FLUSH, through: &output) else { return false }
            }
            var end: [UInt8] = []
            return self.deflate(&end, of: stream, Z_FINISH, through: &output)
        }
        guard isComplete else { return nil }
    }

    private static let memoryLevel: Int32 = 8

    private mutating func count(_ part: [UInt8]) {
        self.length += part.count
        self.crc32 = part.withUnsafeBufferPointer {
            UInt32(truncatingIfNeeded: CZlib.crc32(uLong(self.crc32), $0.baseAddress, uInt($0.count)))
        }
    }

    private mutating func deflate(
        _ input: inout [UInt8],
        of stream: UnsafeMutablePointer<z_stream>,
        _ flush: Int32,
        through output: inout [UInt8]
    ) -> Bool {
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = uInt(input.count)
            repeat {
                let result = output.withUnsafeMutableBufferPointer { output in
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = uInt(output.count)
                    let result = CZlib.deflate(stream, flush)
                    self.bytes.append(contentsOf: output.prefix(output.count - Int(stream.pointee.avail_out)))
                    return result
                }
                // A call that finds nothing left to do says Z_BUF_ERROR, which is none.
                guard result != Z_STREAM_ERROR else { return false }
            } while stream.pointee.avail_out == 0
            return true
        }
    }
}
