import CLuaHost

/// Writes what `unpack.c` reads.
struct LuaValueWriter {
    private(set) var bytes: [UInt8] = []

    static func reply(_ reply: LuaReply) -> [UInt8] {
        var writer = LuaValueWriter()
        switch reply {
        case .values(let values):
            for value in values { writer.write(value) }
        case .raise(let error):
            writer.tag(LH_RAISE)
            writer.write(.table(error.fields))
        }
        return writer.bytes
    }

    private mutating func tag(_ tag: lh_tag) { bytes.append(UInt8(truncatingIfNeeded: tag.rawValue)) }

    private mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func string(_ string: some Collection<UInt8>) {
        tag(LH_STRING)
        append(UInt32(string.count))
        bytes.append(contentsOf: string)
    }

    mutating func write(_ value: LuaValue) {
        switch value {
        case .boolean(let boolean): tag(boolean ? LH_TRUE : LH_FALSE)
        case .integer(let integer):
            tag(LH_INTEGER)
            append(integer)
        case .number(let number):
            tag(LH_FLOAT)
            append(number.bitPattern)
        case .string(let bytes): string(bytes)
        case .table(let table): write(table)
        case .record(let record):
            tag(LH_RECORD)
            append(record.id)
            string(record.className.utf8)
            if let fields = record.fields { write(fields) } else { tag(LH_NIL) }
        // What never left Lua cannot come back from outside.
        case .nil, .opaque, .tooDeep, .circular, .tooLarge: tag(LH_NIL)
        }
    }

    private mutating func write(_ table: LuaTable) {
        tag(LH_TABLE)
        bytes.append(table.isArray ? UInt8(LH_TABLE_IS_ARRAY) : 0)
        for value in table.sequence { write(value) }
        tag(LH_END)
        for entry in table.entries where entry.value != .nil && entry.key != .nil {
            write(entry.key)
            write(entry.value)
        }
        tag(LH_END)
    }
}
