/// What may stand before a script's first line besides Lua.
enum ScriptText {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The source as the compiler takes it.
    ///
    /// - Throws: `LuaFailure` for a compiled chunk.
    static func prepared(_ source: [UInt8], chunkName: String) throws(LuaFailure) -> [UInt8] {
        let text = withLinesKept(source)
        if text.first == 0x1B {
            let message = "\(chunkName.dropFirst()): this is a compiled chunk; scripts are text"
            throw LuaFailure(value: .text(message), text: message, place: nil)
        }
        return text
    }

    /// The source without byte order mark, and with a shebang line made a comment, so that line numbers stay.
    static func withLinesKept(_ source: [UInt8]) -> [UInt8] {
        let text = source.starts(with: byteOrderMark) ? source.dropFirst(byteOrderMark.count) : source[...]
        return text.first == UInt8(ascii: "#") ? [UInt8]("--".utf8) + text : [UInt8](text)
    }
}
