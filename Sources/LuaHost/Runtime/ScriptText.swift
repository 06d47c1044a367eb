/// What may stand before a script's first line besides Lua.
enum ScriptText {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The source as the compiler takes it: without byte order mark, and with a shebang line made a
    /// comment, so that line numbers stay.
    static func prepared(_ source: [UInt8], chunkName: String) throws(LuaFailure) -> [UInt8] {
        var text = source[...]
        if text.starts(with: byteOrderMark) { text = text.dropFirst(byteOrderMark.count) }
        if text.first == 0x1B {
            let message = "\(chunkName.dropFirst()): this is a compiled chunk; scripts are text"
            throw LuaFailure(value: .text(message), text: message, place: nil)
        }
        guard text.first == UInt8(ascii: "#") else { return [UInt8](text) }
        return [UInt8]("--".utf8) + text
    }
}
