import HSSSchema
import LuaHost

/// `hss.json`.
enum JSONFunctions {
    static let all: [HostFunction] = [
        .immediate("json_encode", name: "hss.json.encode") { encode($0) },
        .immediate("json_decode", name: "hss.json.decode") { decode($0.first ?? .nil) },
    ]

    private static func encode(_ arguments: [LuaValue]) -> LuaReply {
        var isPretty = false
        if arguments.count > 1, arguments[1] != .nil {
            guard case .table(let options) = arguments[1], options.sequence.isEmpty,
                options.entries.allSatisfy({ $0.key == .text("pretty") })
            else {
                return .raise(.argument("hss.json.encode: the one option is { pretty = true }"))
            }
            isPretty = options["pretty"] == .boolean(true)
        }
        do throws(JSONValue.Obstacle) {
            return .value(.string(try JSONValue(lua: arguments.first ?? .nil).encoded(pretty: isPretty)))
        } catch {
            return .raise(.argument("hss.json.encode: this cannot be JSON: \(error.text)"))
        }
    }

    private static func decode(_ argument: LuaValue) -> LuaReply {
        guard case .string(let bytes) = argument else {
            return .raise(.argument("hss.json.decode: expected a string, not \(argument.typeName)"))
        }
        do {
            return .value(LuaValue(json: try JSONValue(parsing: bytes, maximumDepth: 100)))
        } catch {
            return .raise(.argument("hss.json.decode: \(error)"))
        }
    }
}
