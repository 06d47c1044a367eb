import HSSClient
import HSSSchema
import LuaHost

/// The second argument of `hss.export`.
struct ExportOptions {
    var call = CallOptions()
    /// Names this call for resuming.
    var key: String?
    var unchecked: Set<String> = []
    var must: [String] = []

    private static let known = ["timeout", "retries", "retry_ambiguous", "key", "unchecked", "must"]

    init(_ value: LuaValue) throws(LuaError) {
        guard value != .nil else { return }
        guard case .table(let table) = value, table.sequence.isEmpty else {
            throw .argument("hss.export: options must be a table such as { timeout = 30 }, not \(value.typeName)")
        }
        for entry in table.entries {
            guard let name = entry.key.text, Self.known.contains(name) else {
                let name = entry.key.text ?? entry.key.typeName
                let hint = Suggestion.nearest(to: name, in: Self.known).map { "; did you mean \"\($0)\"?" } ?? ""
                throw .argument("hss.export: there is no option \"\(name)\"\(hint)")
            }
            try set(name, entry.value)
        }
    }

    private mutating func set(_ name: String, _ value: LuaValue) throws(LuaError) {
        switch name {
        case "timeout":
            guard let seconds = value.seconds, seconds > 0 else {
                throw .argument("hss.export: option timeout must be a number of seconds above 0")
            }
            call.timeout = .milliseconds(Int64(min(seconds, 1_000_000) * 1000))
        case "unchecked": unchecked = Set(try Self.names(name, value))
        case "must": must = try Self.names(name, value)
        case "retries":
            guard case .integer(let retries) = value, retries >= 0 else {
                throw .argument("hss.export: option retries must be an integer of 0 or more")
            }
            call.retries = Int(min(retries, 1_000_000))
        case "retry_ambiguous":
            guard case .boolean(let repeats) = value else {
                throw .argument("hss.export: option retry_ambiguous must be a boolean")
            }
            call.retriesAmbiguous = repeats
        default:
            guard let text = value.text, !text.isEmpty else {
                throw .argument("hss.export: option \(name) must be a string that is not empty")
            }
            key = text
        }
    }

    private static func names(_ option: String, _ value: LuaValue) throws(LuaError) -> [String] {
        guard case .table(let table) = value, table.entries.isEmpty else {
            throw .argument("hss.export: option \(option) must be a list of field names")
        }
        var names: [String] = []
        for element in table.sequence {
            guard let name = element.text else {
                throw .argument("hss.export: option \(option) must be a list of field names")
            }
            names.append(name)
        }
        return names
    }
}

extension LuaValue {
    /// A number, of either Lua kind.
    var seconds: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value.isFinite ? value : nil
        default: nil
        }
    }
}
