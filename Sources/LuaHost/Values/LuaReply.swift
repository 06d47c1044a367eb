/// What a host function answers: results, or an error that is raised where the script called it.
public enum LuaReply: Sendable {
    case values([LuaValue])
    case raise(LuaError)

    public static let nothing = LuaReply.values([])

    public static func value(_ value: LuaValue) -> LuaReply { .values([value]) }

    var isError: Bool { if case .raise = self { true } else { false } }
}

/// An error object for the script. The boundary adds `where`, the script's line.
public struct LuaError: Error, Sendable {
    public var fields: LuaTable

    /// - Parameters:
    ///   - kind: one of the kinds a script can compare `e.kind` with.
    ///   - message: one line for people.
    public init(kind: String, message: String, fields: KeyValuePairs<String, LuaValue> = [:]) {
        self.fields = LuaTable(["kind": .text(kind), "message": .text(message)])
        for (key, value) in fields { self.fields.append(key, value) }
    }
}

/// How a script or job failed, with what was on its stack when the error was raised.
public struct LuaFailure: Error, Sendable {
    /// The raised value; host errors are records of class `Error`.
    public var value: LuaValue
    /// The value in words, as `tostring` gives it.
    public var text: String
    /// "nightly.lua:14", where the script has a line to name.
    public var place: String?
    /// The script's frames, innermost first: "nightly.lua:14 in function 'export_one'".
    public var stack: [String]

    public init(value: LuaValue, text: String, place: String? = nil, stack: [String] = []) {
        self.value = value
        self.text = text
        self.place = place
        self.stack = stack
    }

    /// The failure of a script that ends with a host error without having run.
    init(_ error: LuaError) {
        let record = LuaRecord(className: "Error", fields: error.fields)
        self.init(value: .record(record), text: error.fields["message"].text ?? "")
    }

    /// The fields of a host error; nil for values that the script raised itself, whatever they look like.
    public var errorFields: LuaTable? {
        guard case .record(let record) = value, record.className == "Error" else { return nil }
        return record.fields
    }

    init(packed values: [LuaValue]) {
        let value = values.first ?? .nil
        var text = "an error without a message"
        if values.count > 1, case .string(let bytes) = values[1] { text = String(decoding: bytes, as: UTF8.self) }
        self.init(value: value, text: text)
        // The class's own __tostring is Lua, which a run that is being stopped for good does not get to run.
        if let message = errorFields?["message"].text {
            text = (errorFields?["where"].text.map { "\($0): " } ?? "") + message
        }
        if values.count > 2, case .string(let bytes) = values[2] { place = String(decoding: bytes, as: UTF8.self) }
        if values.count > 3, case .table(let lines) = values[3] {
            stack = lines.sequence.compactMap {
                guard case .string(let bytes) = $0 else { return nil }
                return String(decoding: bytes, as: UTF8.self)
            }
        }
    }
}
