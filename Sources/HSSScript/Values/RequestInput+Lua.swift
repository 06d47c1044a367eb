import HSSSchema
import LuaHost

extension RequestInput {
    /// What a script passed as a request, or one value in it.
    init(lua value: LuaValue) {
        switch value {
        case .nil: self = .other(description: "nothing")
        case .boolean(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .float(value)
        case .string(let bytes): self = .string(bytes)
        case .table(let table): self = Self(lua: table)
        case .record(let record): self = Self(lua: record)
        case .opaque(let type): self = .other(description: "a \(type)")
        case .tooDeep: self = .other(description: "a table nested more than 32 levels deep")
        case .circular: self = .other(description: "a table that stands inside itself")
        case .tooLarge: self = .other(description: "a table of more than 64 MiB")
        }
    }

    private init(lua record: LuaRecord) {
        switch record.className {
        case "Filter", "enum list", "list":
            self = record.fields.map(Self.init(lua:)) ?? .table(sequence: [], others: [])
        case "null": self = .other(description: "hss.json.null (leave the field out instead)")
        case let name:
            if let family = ListSchema.family(ofClass: name), let id = record.fields?[ImageRow.exportID].text {
                self = .image(id: id, family: family)
            } else {
                self = .other(description: "a \(name)")
            }
        }
    }

    private init(lua table: LuaTable) {
        // A default behind __index would be dropped by raw access, and the export silently widened.
        if table.hasIndex || table.hasPairs {
            let event = table.hasIndex ? "__index" : "__pairs"
            self = .other(description: "a table whose metatable has \(event) (use hss.filter to build on defaults)")
            return
        }
        guard let hole = table.sequence.firstIndex(of: .nil) else {
            self = .table(sequence: table.sequence.map(Self.init(lua:)), others: table.entries.map(Self.member))
            return
        }
        var others = table.entries.map(Self.member)
        for (index, value) in table.sequence.enumerated().dropFirst(hole + 1) where value != .nil {
            others.append((key: "[\(index + 1)]", value: Self(lua: value)))
        }
        self = .table(sequence: table.sequence[..<hole].map(Self.init(lua:)), others: others)
    }

    private static func member(_ entry: LuaTable.Entry) -> (key: String, value: RequestInput) {
        (key: keyText(entry.key), value: Self(lua: entry.value))
    }

    private static func keyText(_ key: LuaValue) -> String {
        switch key {
        case .string(let bytes): String(decoding: bytes, as: UTF8.self)
        case .integer(let value): "[\(value)]"
        case .number(let value): "[\(value)]"
        case .boolean(let value): "[\(value)]"
        default: "[\(key.typeName)]"
        }
    }
}
