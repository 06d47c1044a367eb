/// Trusted Lua of the host's own, run before any script. Its frames never show in places and stacks.
public struct Prelude: Sendable {
    let name: String
    let source: [UInt8]

    public init(name: String, source: [UInt8]) {
        self.name = name
        self.source = source
    }
}

/// Why a Lua state could not be set up.
public struct LuaSetupError: Error, Sendable, CustomStringConvertible {
    private enum Kind {
        case noMemory
        case prelude(String)
    }

    private let kind: Kind

    static let noMemory = LuaSetupError(kind: .noMemory)
    static func prelude(_ message: String) -> LuaSetupError { LuaSetupError(kind: .prelude(message)) }

    public var description: String {
        switch kind {
        case .noMemory: "there is no memory for a Lua state"
        case .prelude(let message): "a part of the host written in Lua does not run: \(message)"
        }
    }
}

/// Why a run is stopped before its script ended.
public struct StopReason: Sendable {
    /// The kind that the script sees in `e.kind`.
    public var kind: String
    public var message: String

    public init(kind: String, message: String) {
        self.kind = kind
        self.message = message
    }

    public static let interrupted = StopReason(kind: "cancelled", message: "the run was interrupted")

    /// The reason as an error object for the script.
    public var error: LuaError { LuaError(kind: kind, message: message) }
}
