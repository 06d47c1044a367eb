import HSSSchema
import LuaHost

/// The global `arg`, as lua.c sets it.
enum ScriptArguments {
    /// The values are written as JSON-free Lua literals: every byte is escaped by number.
    static func prelude(_ script: Script) -> Prelude {
        var text = "arg = { [0] = \(literal(script.name))"
        for argument in script.arguments { text += ", \(literal(argument))" }
        return Prelude(name: "arg", source: Array("\(text) }".utf8))
    }

    private static func literal(_ text: String) -> String {
        var literal = "\""
        for byte in text.utf8 {
            literal += "\\" + String(repeating: "0", count: byte < 10 ? 2 : byte < 100 ? 1 : 0) + "\(byte)"
        }
        return literal + "\""
    }
}
