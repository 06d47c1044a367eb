/// An allocation that went beyond the bound on a script's memory.
struct MemoryRefusal {
    /// What Lua calls it; it carries neither place nor stack, as there may be no memory for them.
    private static let message = Array("not enough memory".utf8)

    /// Bytes.
    var limit: Int
    /// Bytes that Lua held then.
    var inUse: Int
    /// Bytes that it asked for beyond them.
    var wanted: Int
    var place: String?
    var stack: [String]

    init(limit: Int, inUse: Int, wanted: Int, packed: [LuaValue]) {
        (self.limit, self.inUse, self.wanted) = (limit, inUse, wanted)
        place = packed.first?.text
        stack = []
        if packed.count > 1, case .table(let lines) = packed[1] { stack = lines.sequence.compactMap(\.text) }
    }

    /// The failure in the host's words, if this is what it came from.
    func explain(_ failure: LuaFailure) -> LuaFailure? {
        guard Self.isOutOfMemory(failure) else { return nil }
        let place = failure.place ?? place
        var error = Messages.memory(limit: limit, inUse: inUse, wanted: wanted)
        if let place { error.fields.append("where", .text(place)) }
        for entry in failure.errorFields?.entries ?? [] where error.fields[entry.key.text ?? ""] == .nil {
            error.fields.entries.append(entry)
        }
        return LuaFailure(
            value: .record(LuaRecord(className: "Error", fields: error.fields)),
            text: (place.map { "\($0): " } ?? "") + (error.fields["message"].text ?? ""),
            place: place,
            stack: failure.stack.isEmpty ? stack : failure.stack
        )
    }

    /// Whoever raises it again may have put a place in front, or wrapped it with the item that it came of.
    private static func isOutOfMemory(_ failure: LuaFailure) -> Bool {
        let text = failure.errorFields?["message"] ?? failure.value
        guard case .string(let bytes) = text else { return false }
        return bytes == message || bytes.suffix(message.count + 2).elementsEqual(Array(": ".utf8) + message)
    }
}
