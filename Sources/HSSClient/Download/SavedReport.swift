/// A report that lies on disk, whole and checked.
public struct SavedReport: Sendable, Hashable {
    /// Where it lies: the download folder as it was given, and the place in it.
    public let path: String
    /// Its size in bytes.
    public let bytes: Int64
    /// Its SHA-256, as 64 lower-case hexadecimal digits.
    public let sha256: String

    /// A report that was saved, or is on record as such.
    public init(path: String, bytes: Int64, sha256: String) {
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
    }
}
