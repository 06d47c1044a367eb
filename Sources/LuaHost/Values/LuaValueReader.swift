import CLuaHost

/// Reads what `pack.c` wrote. The buffer belongs to C and is valid only while the reader is used.
struct LuaValueReader {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    static func values(_ start: UnsafePointer<UInt8>?, count: Int) -> [LuaValue] {
        guard let start, count > 0 else { return [] }
        var reader = LuaValueReader(UnsafeRawBufferPointer(start: start, count: count))
        var values: [LuaValue] = []
        while let value = reader.next() { values.append(value) }
        return values
    }

    private mutating func load<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) -> Number? {
        let size = MemoryLayout<Number>.size
        guard bytes.count - offset >= size else { return nil }
        defer { offset += size }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    private mutating func string() -> UnsafeRawBufferPointer? {
        guard let length = load(UInt32.self), bytes.count - offset >= Int(length) else { return nil }
        defer { offset += Int(length) }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + Int(length)])
    }

    private mutating func name() -> String? {
        guard load(UInt8.self) == UInt8(LH_STRING.rawValue), let bytes = string() else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The next value, or nil at the end and at `LH_END`.
    mutating func next() -> LuaValue? {
        guard let tag = load(UInt8.self) else { return nil }
        switch UInt32(tag) {
        case LH_NIL.rawValue: return .nil
        case LH_FALSE.rawValue: return .boolean(false)
        case LH_TRUE.rawValue: return .boolean(true)
        case LH_INTEGER.rawValue: return load(Int64.self).map { .integer($0) }
        case LH_FLOAT.rawValue: return load(UInt64.self).map { .number(Double(bitPattern: $0)) }
        case LH_STRING.rawValue: return string().map { .string([UInt8]($0)) }
        case LH_TABLE.rawValue: return table().map { .table($0) }
        case LH_RECORD.rawValue: return record().map { .record($0) }
        case LH_OPAQUE.rawValue: return name().map { .opaque($0) }
        case LH_TOO_DEEP.rawValue: return .tooDeep
        case LH_CIRCULAR.rawValue: return .circular
        case LH_TOO_LARGE.rawValue: return .tooLarge
        default: return nil
        }
    }

    private mutating func table() -> LuaTable? {
        guard let flags = load(UInt8.self) else { return nil }
        var table = LuaTable()
        table.hasIndex = Int(flags) & LH_TABLE_HAS_INDEX != 0
        table.hasPairs = Int(flags) & LH_TABLE_HAS_PAIRS != 0
        table.isArray = Int(flags) & LH_TABLE_IS_ARRAY != 0
        while let value = next() { table.sequence.append(value) }
        while let key = next(), let value = next() { table.entries.append(.init(key: key, value: value)) }
        return table
    }

    private mutating func record() -> LuaRecord? {
        guard let id = load(UInt64.self), let className = name() else { return nil }
        guard case .table(let fields)? = next() else { return LuaRecord(className: className, id: id, fields: nil) }
        return LuaRecord(className: className, id: id, fields: fields)
    }
}
