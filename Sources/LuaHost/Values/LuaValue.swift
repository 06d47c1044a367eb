/// A Lua value outside Lua: plain data, or a note about what could not leave.
public enum LuaValue: Sendable, Hashable {
    case `nil`
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    /// Lua strings are bytes: they may hold NUL and need not be UTF-8.
    case string([UInt8])
    case table(LuaTable)
    case record(LuaRecord)
    /// A function, coroutine or foreign userdata, by its Lua type name.
    case opaque(String)
    /// A table below the 32nd level.
    case tooDeep
    /// A table that stands inside itself.
    case circular
    /// In place of a whole argument that packs to more than 64 MiB.
    case tooLarge

    public static func text(_ text: String) -> LuaValue { .string([UInt8](text.utf8)) }

    /// The string as text, or nil for other values and for bytes that are not UTF-8.
    public var text: String? {
        guard case .string(let bytes) = self else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The name that Lua's `type` gives, except that records are named by their class.
    public var typeName: String {
        switch self {
        case .nil: "nil"
        case .boolean: "boolean"
        case .integer, .number: "number"
        case .string: "string"
        case .table, .tooDeep, .circular, .tooLarge: "table"
        case .record(let record): record.className
        case .opaque(let name): name
        }
    }
}

/// A Lua table, read raw: no metamethod ran.
public struct LuaTable: Sendable, Hashable {
    public struct Entry: Sendable, Hashable {
        public var key: LuaValue
        public var value: LuaValue

        public init(key: LuaValue, value: LuaValue) {
            self.key = key
            self.value = value
        }
    }

    /// The values at 1…n. A hole that lies inside Lua's border is `.nil`.
    public var sequence: [LuaValue]
    /// All other entries, in no order.
    public var entries: [Entry]
    /// The metatable has `__index`: what a script reads may differ from what stands here.
    public var hasIndex = false
    /// The metatable has `__pairs`.
    public var hasPairs = false
    /// Marked as a JSON array, so that it stays one when empty.
    public var isArray = false

    public init(sequence: [LuaValue] = [], entries: [Entry] = [], isArray: Bool = false) {
        self.sequence = sequence
        self.entries = entries
        self.isArray = isArray
    }

    public init(_ fields: KeyValuePairs<String, LuaValue>) {
        self.init(entries: fields.map { Entry(key: .text($0.key), value: $0.value) })
    }

    public subscript(_ key: String) -> LuaValue {
        let wanted = LuaValue.text(key)
        return entries.first { $0.key == wanted }?.value ?? .nil
    }

    public mutating func append(_ key: String, _ value: LuaValue) {
        entries.append(Entry(key: .text(key), value: value))
    }
}

/// A sealed value of the host: scripts read its fields and call its methods, and change nothing.
public struct LuaRecord: Sendable, Hashable {
    public var className: String
    /// Records of one class and id are one and the same Lua value; 0 makes a new one each time.
    public var id: UInt64
    /// Towards Lua: the fields to set. From Lua: present where the class lets its fields travel.
    public var fields: LuaTable?

    public init(className: String, id: UInt64 = 0, fields: LuaTable?) {
        self.className = className
        self.id = id
        self.fields = fields
    }
}
