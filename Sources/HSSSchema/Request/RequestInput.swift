/// A value as a script or a JSON text gives it, before anything is checked.
public indirect enum RequestInput: Sendable {
    case boolean(Bool)
    case integer(Int64)
    case float(Double)
    /// The raw bytes; they may be no valid UTF-8, or hold NUL.
    case string([UInt8])
    /// A table: `sequence` holds what stands at the keys 1 to n without holes, `others` what stands at all other keys,
    /// each printable (`[3]` and the like for keys that are no strings).
    case table(sequence: [RequestInput], others: [(key: String, value: RequestInput)])
    /// An image as a list endpoint gave it, by the id that belongs in `image_id_list`.
    case image(id: String, family: ImageFamily)
    /// Anything that no request can hold, in words that fit behind "not", such as `a function`.
    case other(description: String)
}

extension RequestInput {
    /// A string.
    public static func text(_ value: String) -> Self {
        .string(Array(value.utf8))
    }

    /// The same value from JSON. An array becomes a sequence, an object a table without one.
    public init(json: JSONValue) {
        switch json {
        case .null: self = .other(description: "null")
        case .bool(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .float(value)
        case .string(let value): self = .text(value)
        case .array(let elements): self = .table(sequence: elements.map(Self.init(json:)), others: [])
        case .object(let members):
            self = .table(sequence: [], others: members.map { (key: $0.key, value: Self(json: $0.value)) })
        }
    }

    /// The value as JSON, or nil if it holds anything that JSON cannot say. An empty table is an empty array.
    var json: JSONValue? {
        switch self {
        case .boolean(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .float(let value): return value.isFinite ? .number(value) : nil
        case .string(let bytes): return String(validating: bytes, as: UTF8.self).map(JSONValue.string)
        case .table(let sequence, let others): return Self.json(sequence: sequence, others: others)
        case .image(let id, _): return .string(id)
        case .other: return nil
        }
    }

    private static func json(sequence: [Self], others: [(key: String, value: Self)]) -> JSONValue? {
        guard !others.isEmpty else {
            let elements = sequence.compactMap(\.json)
            return elements.count == sequence.count ? .array(elements) : nil
        }
        let members = others.compactMap { member in member.value.json.map { (member.key, $0) } }
        return sequence.isEmpty && members.count == others.count ? .object(JSONObject(members)) : nil
    }
}
