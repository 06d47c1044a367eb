import HSSSchema
import LuaHost

extension LuaValue {
    /// JSON as a script holds it: `null` is `hss.json.null`, an array stays one when it is empty.
    init(json: JSONValue) {
        switch json {
        case .null: self = .jsonNull
        case .bool(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .string(let value): self = .text(value)
        case .array(let elements): self = .table(LuaTable(sequence: elements.map(Self.init(json:)), isArray: true))
        case .object(let members):
            self = .table(
                LuaTable(entries: members.map { LuaTable.Entry(key: .text($0.key), value: LuaValue(json: $0.value)) })
            )
        }
    }

    /// One value for the whole run, so that scripts can compare with it.
    static let jsonNull = LuaValue.record(LuaRecord(className: "null", id: 1, fields: nil))

    init(strings: [String]) {
        self = .table(LuaTable(sequence: strings.map(LuaValue.text)))
    }
}

extension JSONValue {
    /// Why a Lua value has no JSON text, in words that fit behind "cannot be JSON: ".
    struct Obstacle: Error {
        let text: String
    }

    /// - Throws: `Obstacle` for what JSON cannot say. An empty table is an object unless it is marked as an array;
    ///   `nil` inside is dropped by Lua itself.
    init(lua value: LuaValue) throws(Obstacle) {
        switch value {
        case .nil: self = .null
        case .boolean(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .number(let value):
            guard value.isFinite else { throw Obstacle(text: "\(LuaValue.number(value).shown) is no number in JSON") }
            self = .number(value)
        case .string:
            guard let text = value.text else { throw Obstacle(text: "a string is not valid UTF-8") }
            self = .string(text)
        case .table(let table): self = try JSONValue(lua: table)
        case .record(let record): self = try JSONValue(lua: record)
        case .opaque(let type): throw Obstacle(text: "a \(type) has no JSON form")
        case .tooDeep: throw Obstacle(text: "tables are nested more than 32 levels deep")
        case .circular: throw Obstacle(text: "a table stands inside itself")
        case .tooLarge: throw Obstacle(text: "it is larger than 64 MiB")
        }
    }

    private init(lua record: LuaRecord) throws(Obstacle) {
        if record.className == "null" {
            self = .null
        } else if let fields = record.fields {
            self = try JSONValue(lua: fields)
        } else {
            throw Obstacle(text: "a \(record.className) has no JSON form")
        }
    }

    private init(lua table: LuaTable) throws(Obstacle) {
        if table.entries.isEmpty, table.isArray || !table.sequence.isEmpty {
            var elements: [JSONValue] = []
            for element in table.sequence { elements.append(try JSONValue(lua: element)) }
            self = .array(elements)
            return
        }
        guard table.sequence.isEmpty else {
            throw Obstacle(text: "a table has both a sequence and other keys")
        }
        var members: [(String, JSONValue)] = []
        for entry in table.entries {
            guard let key = entry.key.text else {
                throw Obstacle(text: "a key is a \(entry.key.typeName), not a string")
            }
            members.append((key, try JSONValue(lua: entry.value)))
        }
        // Lua keeps no order: sorted keys make equal tables equal texts.
        self = .object(JSONObject(members.sorted { $0.0 < $1.0 }))
    }
}
