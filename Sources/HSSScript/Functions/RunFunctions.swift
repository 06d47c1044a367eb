import HSSClient
import HSSSchema
import Logging
import LuaHost

/// `hss.run`, `hss.log`, `hss.sleep` and `hss.version`.
struct RunFunctions: Sendable {
    /// What `hss.run` shows, in this order; nil values stay known names.
    let run: [(name: String, value: LuaValue)]
    let concurrency: Int
    let record: RunRecord
    let clock: any HSSClock
    let logger: Logger

    var all: [HostFunction] {
        [
            .immediate("run_info") { _ in
                .values([
                    .table(LuaTable(entries: run.map { .init(key: .text($0.name), value: $0.value) })),
                    LuaValue(strings: run.map(\.name)),
                ])
            },
            .immediate("concurrency") { _ in .value(.integer(Int64(concurrency))) },
            // So that whoever watches knows how much there is to do.
            .immediate("map_began") { arguments in
                if case .integer(let count)? = arguments.first { record.count { $0.items += Int(clamping: count) } }
                return .nothing
            },
            .immediate("map_item_done") { _ in
                record.count { $0.itemsDone += 1 }
                return .nothing
            },
            .immediate("version") { _ in .value(.text(HSSVersion.current)) },
            .immediate("log", name: "hss.log") { log($0) },
            .pausing("sleep", name: "hss.sleep") { _, arguments in await sleep(arguments.first ?? .nil) },
        ]
    }

    private func sleep(_ argument: LuaValue) async -> LuaReply {
        guard let seconds = argument.seconds, seconds >= 0, seconds < 1e9 else {
            return .raise(.argument("hss.sleep: expected a number of seconds of 0 or more, not \(argument.shown)"))
        }
        do {
            try await clock.sleep(for: .seconds(seconds))
            return .nothing
        } catch {
            return .raise(StopReason.interrupted.error)
        }
    }

    private func log(_ arguments: [LuaValue]) -> LuaReply {
        guard arguments.count >= 2, let level = arguments[0].text.flatMap(Logger.Level.init(rawValue:)) else {
            return .raise(.argument("hss.log: expected a message"))
        }
        let name = level == .warning ? "warn" : level.rawValue
        guard let message = arguments[1].text else {
            return .raise(.argument("hss.log.\(name): the message must be a string, not \(arguments[1].typeName)"))
        }
        var metadata: Logger.Metadata = [:]
        if arguments.count > 2, arguments[2] != .nil {
            guard case .table(let fields) = arguments[2], fields.sequence.isEmpty else {
                return .raise(.argument("hss.log.\(name): fields must be a table such as { namespace = name }"))
            }
            for entry in fields.entries { metadata[entry.key.shown] = "\(entry.value.shown)" }
        }
        logger.log(level: level, "\(message)", metadata: metadata)
        return .nothing
    }
}

extension LuaValue {
    /// For messages and log lines: strings as they are, tables as JSON where they can be.
    var shown: String {
        switch self {
        case .nil: return "nil"
        case .boolean(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .number(let value): return value.isNaN ? "nan" : "\(value)"
        case .string(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .record(let record) where record.className == "Task": return "task \(record.id)"
        default: return (try? JSONValue(lua: self))?.text ?? typeName
        }
    }
}
