/// A script: its text and what it is called with.
public struct Script: Sendable {
    /// As given by the user: "jobs/nightly.lua", or "stdin".
    public var name: String
    /// The text; a byte order mark and a `#!` line may stand before it.
    public var source: [UInt8]
    /// `arg[1]`… and `...`.
    public var arguments: [String]
    /// The folder it lies in, where `require` and `io.open` look; nil for a script without one.
    public var folder: String?
    /// The absolute path, by which a ledger knows its runs again; nil for a script without one.
    public var path: String?

    public init(
        name: String,
        source: [UInt8],
        arguments: [String] = [],
        folder: String? = nil,
        path: String? = nil
    ) {
        self.name = name
        self.source = source
        self.arguments = arguments
        self.folder = folder
        self.path = path
    }

    /// Lua shows what follows the sign in places: "@" for files, "=" for anything else.
    var chunkName: String { folder == nil ? "=\(name)" : "@\(name)" }
}
