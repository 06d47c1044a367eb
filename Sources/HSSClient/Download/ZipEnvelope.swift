/// What tells a whole zip from a cut one without unpacking it: its start, and the record at its end that says where its
/// directory lies (PKWARE's APPNOTE 6.3.10, sections 4.3.6 to 4.3.16).
struct ZipEnvelope {
    /// Why bytes are no whole zip.
    enum Flaw: Hashable {
        /// They do not begin like one.
        case start
        /// No record at the end, or something behind it.
        case end
        /// The directory does not lie where the end says.
        case directory
        /// One part of an archive that is spread over several files.
        case split
    }

    private static let file: [UInt8] = Array("PK\u{03}\u{04}".utf8)
    private static let entry: [UInt8] = Array("PK\u{01}\u{02}".utf8)
    private static let end: [UInt8] = Array("PK\u{05}\u{06}".utf8)
    private static let wideEnd: [UInt8] = Array("PK\u{06}\u{06}".utf8)
    private static let wideLocator: [UInt8] = Array("PK\u{06}\u{07}".utf8)

    private static let endLength = 22
    private static let wideEndLength = 56
    private static let wideLocatorLength = 20
    /// The end record and the longest comment.
    static let tailLength = endLength + 65535

    /// Nil for a whole zip, an empty one included.
    ///
    /// - Parameter read: bytes of the file by offset and count, fewer only where the file ends.
    static func flaw<Failure: Error>(
        size: Int64,
        read: (Int64, Int) throws(Failure) -> [UInt8]
    ) throws(Failure) -> Flaw? {
        let start = try read(0, 4)
        guard start == file || start == end else { return .start }
        let tailStart = max(0, size - Int64(tailLength))
        let tail = try read(tailStart, tailLength)
        var first: Flaw?
        // From behind: a comment may hold what looks like an end, so the first one that fits in every way counts.
        for position in stride(from: tail.count - endLength, through: 0, by: -1) where tail[position] == end[0] {
            guard isEnd(tail[position...]) else { continue }
            let record = Record(tail[position...].prefix(endLength))
            let flaw = try directoryFlaw(record, at: tailStart + Int64(position), start: start, read: read)
            guard let flaw else { return nil }
            first = first ?? flaw
        }
        return first ?? .end
    }

    /// An end record whose comment reaches to the end of the file.
    private static func isEnd(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.starts(with: end) && rest.count == endLength + Int(Record(rest).number(at: 20, bytes: 2))
    }

    private static func directoryFlaw<Failure: Error>(
        _ record: Record,
        at position: Int64,
        start: [UInt8],
        read: (Int64, Int) throws(Failure) -> [UInt8]
    ) throws(Failure) -> Flaw? {
        var disks = [record.number(at: 4, bytes: 2), record.number(at: 6, bytes: 2)]
        var length = record.number(at: 12, bytes: 4)
        var offset = record.number(at: 16, bytes: 4)
        var directoryEnd = position
        if let (wide, place) = try wideRecord(before: position, read: read) {
            // A field of the short record that is too narrow holds all ones.
            if length == 0xFFFF_FFFF { length = wide.number(at: 40, bytes: 8) }
            if offset == 0xFFFF_FFFF { offset = wide.number(at: 48, bytes: 8) }
            disks = disks.map { $0 == 0xFFFF ? 0 : $0 }
            directoryEnd = place
        }
        guard disks == [0, 0] else { return .split }
        let (reached, overflow) = offset.addingReportingOverflow(length)
        guard !overflow, reached == UInt64(directoryEnd) else { return .directory }
        if length == 0 { return start == end && position == 0 ? nil : .directory }
        guard start == file else { return .directory }
        return try read(Int64(offset), 4) == entry ? nil : .directory
    }

    /// The ZIP64 record that a locator right before the end names, and its place.
    private static func wideRecord<Failure: Error>(
        before position: Int64,
        read: (Int64, Int) throws(Failure) -> [UInt8]
    ) throws(Failure) -> (record: Record, place: Int64)? {
        let locatorPlace = position - Int64(wideLocatorLength)
        guard locatorPlace >= Int64(wideEndLength) else { return nil }
        let locator = try read(locatorPlace, wideLocatorLength)
        guard locator.starts(with: wideLocator) else { return nil }
        guard let place = Int64(exactly: Record(locator).number(at: 8, bytes: 8)),
            place <= locatorPlace - Int64(wideEndLength)
        else { return nil }
        let bytes = try read(place, wideEndLength)
        let record = Record(bytes)
        // Its length leaves out itself and the signature.
        guard bytes.starts(with: wideEnd), record.number(at: 4, bytes: 8) == UInt64(locatorPlace - place - 12) else {
            return nil
        }
        return (record, place)
    }

    /// Little-endian numbers at fixed places.
    private struct Record {
        private let bytes: ArraySlice<UInt8>

        init(_ bytes: some Collection<UInt8>) { self.bytes = ArraySlice(bytes) }

        func number(at offset: Int, bytes count: Int) -> UInt64 {
            bytes.dropFirst(offset).prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}
