/// What a script may touch outside Lua. Everything is closed unless it stands here.
public struct Sandbox: Sendable {
    /// Where `print`, `io.write` and `warn` go.
    public struct Streams: Sendable {
        public var output: @Sendable ([UInt8]) -> Void
        public var error: @Sendable ([UInt8]) -> Void
        public var warning: @Sendable (String) -> Void

        public init(
            output: @escaping @Sendable ([UInt8]) -> Void,
            error: @escaping @Sendable ([UInt8]) -> Void,
            warning: @escaping @Sendable (String) -> Void
        ) {
            self.output = output
            self.error = error
            self.warning = warning
        }
    }

    public var streams: Streams
    /// Folders whose regular files `io.open` and `io.lines` may read.
    public var readableFolders: [String] = []
    /// Folders in which `io.open` may write.
    public var writableFolders: [String] = []
    /// Folders in which `require` finds modules.
    public var moduleFolders: [String] = []
    /// The process's environment, and the names in it that `os.getenv` gives.
    public var environment: [String: String] = [:]
    public var allowedEnvironment: Set<String> = []
    /// Names that `os.getenv` never gives, whatever is allowed.
    public var secretEnvironment: Set<String> = []
    /// Lifts the limits on files and environment, and keeps the full `io` and `os`.
    public var allowsAll = false

    public init(streams: Streams) {
        self.streams = streams
    }

    static let prelude = Prelude(name: "sandbox", source: PackageResources.sandbox_lua)
}
