#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the first bytes of a file say, looked at before SQLite touches it: opening a foreign database would already
/// write to it (https://www.sqlite.org/fileformat.html section 1.3).
enum FileHeader: Equatable {
    case missing
    /// New, or being made by another process at this moment.
    case empty
    case ledger
    case foreignDatabase
    case notDatabase
    case unreadable(reason: String)

    /// "hssL" as a number: SQLite keeps it in the file for programs to know their files by.
    static let applicationID: Int32 = 0x6873_734C

    private static let magic = Array("SQLite format 3\0".utf8)
    private static let applicationIDOffset = 68
    private static let length = 100

    static func read(_ path: String) -> FileHeader {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            return errno == ENOENT ? .missing : .unreadable(reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return .unreadable(reason: "it is not a regular file")
        }
        var bytes = [UInt8](repeating: 0, count: length)
        let count = pread(descriptor, &bytes, length, 0)
        guard count >= 0 else { return .unreadable(reason: String(cString: strerror(errno))) }
        return FileHeader(bytes.prefix(count))
    }

    static func hasContent(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_size > 0
    }

    init(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else {
            self = .empty
            return
        }
        guard bytes.count == Self.length, bytes.starts(with: Self.magic) else {
            self = .notDatabase
            return
        }
        let id = bytes.dropFirst(Self.applicationIDOffset).prefix(4).reduce(Int32(0)) { $0 << 8 | Int32($1) }
        self = id == Self.applicationID ? .ledger : .foreignDatabase
    }
}
