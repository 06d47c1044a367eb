/// A zip file with one entry, whose bytes depend on its text alone: the time stamp is fixed.
///
/// Written here because 60 lines do what the simulator needs; zlib compresses.
struct ZipArchive: Sendable {
    let bytes: [UInt8]

    private static let localHeader: UInt32 = 0x0403_4B50
    private static let centralHeader: UInt32 = 0x0201_4B50
    private static let end: UInt32 = 0x0605_4B50
    private static let version: UInt16 = 20
    /// The name is UTF-8.
    private static let flags: UInt16 = 0x0800
    private static let deflate: UInt16 = 8
    /// 2025-01-01T00:00:00 in the form of DOS.
    private static let date: UInt16 = (2025 - 1980) << 9 | 1 << 5 | 1

    /// - Returns: nil when a length does not fit the 4 bytes that the form has for it.
    init?(name: String, _ text: DeflatedText) {
        guard let compressed = UInt32(exactly: text.bytes.count), let length = UInt32(exactly: text.length),
            let nameLength = UInt16(exactly: name.utf8.count)
        else { return nil }
        var entry: [UInt8] = []
        for field in [Self.version, Self.flags, Self.deflate, 0, Self.date] { entry.append(littleEndian: field) }
        for field in [text.crc32, compressed, length] { entry.append(littleEndian: field) }
        entry.append(littleEndian: nameLength)
        entry.append(littleEndian: 0 as UInt16)

        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.bytes.count + 2 * name.utf8.count + 128)
        bytes.append(littleEndian: Self.localHeader)
        bytes.append(contentsOf: entry)
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: text.bytes)

        guard let directory = UInt32(exactly: bytes.count) else { return nil }
        bytes.append(littleEndian: Self.centralHeader)
        bytes.append(littleEndian: Self.version)
        bytes.append(contentsOf: entry)
        // No comment, first disk, no attributes, local header at the beginning.
        bytes.append(contentsOf: [UInt8](repeating: 0, count: 14))
        bytes.append(contentsOf: name.utf8)

        guard let end = UInt32(exactly: bytes.count) else { return nil }
        bytes.append(littleEndian: Self.end)
        for field in [0, 0, 1, 1] as [UInt16] { bytes.append(littleEndian: field) }
        bytes.append(littleEndian: end - directory)
        bytes.append(littleEndian: directory)
        bytes.append(littleEndian: 0 as UInt16)
        self.bytes = bytes
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { self.append(contentsOf: $0) }
    }
}
