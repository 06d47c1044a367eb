import HSSSchema
import LuaHost

/// `hss.time`: one run, one "now", so that the first namespace and the last get the same window.
struct TimeFunctions: Sendable {
    /// The start of the run, of the first one where runs were resumed; milliseconds since 1970 UTC.
    let now: Int64

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("weeks", 604_800_000), ("days", 86_400_000), ("hours", 3_600_000), ("minutes", 60_000), ("seconds", 1000),
    ]

    var all: [HostFunction] {
        [
            .immediate("time_now", name: "hss.time.now") { _ in .value(.integer(now)) },
            .immediate("time_ms", name: "hss.time.ms") { Self.milliseconds($0.first ?? .nil) },
            .immediate("time_ago", name: "hss.time.ago") { ago($0.first ?? .nil) },
        ]
    }

    private static func milliseconds(_ argument: LuaValue) -> LuaReply {
        guard let text = argument.text, let milliseconds = UTCTime.milliseconds(of: text) else {
            let got = argument.text.map { "\"\($0.prefix(60))\"" } ?? argument.typeName
            return .raise(
                .argument("hss.time.ms: expected a date such as \"2025-08-01\" or \"2025-08-01T00:00:00Z\", not \(got)")
            )
        }
        return .value(.integer(milliseconds))
    }

    private func ago(_ argument: LuaValue) -> LuaReply {
        guard case .table(let table) = argument, table.sequence.isEmpty, !table.entries.isEmpty else {
            return .raise(.argument("hss.time.ago: expected a table such as { days = 1 }, not \(argument.typeName)"))
        }
        var total = 0.0
        for entry in table.entries {
            let name = entry.key.text ?? entry.key.typeName
            guard let unit = Self.units.first(where: { $0.name == name }) else {
                let hint = Suggestion.nearest(to: name, in: Self.units.map(\.name)).map { "; did you mean \"\($0)\"?" }
                return .raise(.argument("hss.time.ago: there is no unit \"\(name)\"\(hint ?? "")"))
            }
            guard let amount = entry.value.seconds else {
                return .raise(.argument("hss.time.ago: \(name) must be a number, not \(entry.value.typeName)"))
            }
            total += amount * Double(unit.milliseconds)
        }
        guard total.magnitude < 1e15 else { return .raise(.argument("hss.time.ago: that is too long ago")) }
        return .value(.integer(now - Int64(total)))
    }
}
