/// A function that Swift gives to preludes, which hand it to scripts in the shape they like.
public struct HostFunction: Sendable {
    enum Body: Sendable {
        case immediate(@Sendable ([LuaValue]) -> LuaReply)
        case pausing(@Sendable (JobID, [LuaValue]) async -> LuaReply)
    }

    /// The key in the prelude's `host.functions`.
    let key: String
    /// What a script calls it: "hss.export".
    let name: String
    let body: Body

    /// Answers at once, anywhere in a script: in comparators, metamethods and message handlers too.
    public static func immediate(
        _ key: String,
        name: String? = nil,
        _ body: @escaping @Sendable ([LuaValue]) -> LuaReply
    ) -> HostFunction {
        HostFunction(key: key, name: name ?? key, body: .immediate(body))
    }

    /// Pauses the calling job until the answer is there; other jobs run meanwhile. `body` runs in a
    /// task of its own on the runtime's executor, cancelled when the run is.
    public static func pausing(
        _ key: String,
        name: String? = nil,
        _ body: @escaping @Sendable (JobID, [LuaValue]) async -> LuaReply
    ) -> HostFunction {
        HostFunction(key: key, name: name ?? key, body: .pausing(body))
    }
}

/// A job of a running script; the main chunk is the first.
public struct JobID: Sendable, Hashable, CustomStringConvertible {
    let number: UInt64

    init(number: UInt64) {
        self.number = number
    }

    /// The job that a prelude names by its number.
    init?(_ value: LuaValue?) {
        guard case .integer(let number)? = value else { return nil }
        self.number = UInt64(bitPattern: number)
    }

    public var description: String { "\(number)" }
}
