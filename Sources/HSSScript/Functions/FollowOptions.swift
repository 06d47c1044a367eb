import HSSSchema
import LuaHost

/// The options of `task:wait`, `hss.wait` and `task:download`.
struct FollowOptions {
    enum Name: String, CaseIterable {
        case timeout, interval, overwrite
    }

    var wait = WaitOptions()
    var overwrites = false

    /// - Parameters:
    ///   - function: what the script called.
    ///   - names: the options that it has.
    init(_ value: LuaValue, in function: String, knows names: [Name]) throws(LuaError) {
        guard value != .nil else { return }
        guard case .table(let table) = value, table.sequence.isEmpty else {
            let example = names.contains(.overwrite) ? "{ overwrite = true }" : "{ timeout = 3600 }"
            throw .argument("\(function): options must be a table such as \(example), not \(value.typeName)")
        }
        for entry in table.entries {
            let text = entry.key.text ?? entry.key.shown
            guard let name = Name(rawValue: text), names.contains(name) else {
                let hint = Suggestion.nearest(to: text, in: names.map(\.rawValue)).map { "; did you mean \"\($0)\"?" }
                throw .argument("\(function): there is no option \"\(text)\"\(hint ?? "")")
            }
            try set(name, entry.value, in: function)
        }
    }

    private mutating func set(_ name: Name, _ value: LuaValue, in function: String) throws(LuaError) {
        switch name {
        case .timeout: wait.timeout = try Self.duration(name, value, in: function)
        case .interval: wait.interval = try Self.duration(name, value, in: function)
        case .overwrite:
            guard case .boolean(let overwrites) = value else {
                throw .argument("\(function): option overwrite must be a boolean")
            }
            self.overwrites = overwrites
        }
    }

    private static func duration(_ name: Name, _ value: LuaValue, in function: String) throws(LuaError) -> Duration {
        guard let seconds = value.seconds, seconds > 0 else {
            throw .argument("\(function): option \(name.rawValue) must be a number of seconds above 0")
        }
        // Rounded up: an interval of nothing would look at a task without a pause.
        return .milliseconds(Int64((min(seconds, 1e9) * 1000).rounded(.up)))
    }
}
