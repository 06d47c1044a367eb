import Crypto
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension SavedReport {
    /// Whether a file of the same content lies there now, so that it need not be fetched again.
    public var isStillThere: Bool {
        get async {
            (try? await NIOThreadPool.singleton.runIfActive { self.hashes(to: self.sha256) }) ?? false
        }
    }

    private func hashes(to wanted: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size == bytes else {
            return false
        }
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            hash.update(data: buffer[..<count])
        }
        return hash.finalize().elementsEqual(wanted.hexadecimalBytes)
    }
}

extension String {
    /// The bytes that pairs of hexadecimal digits stand for; others are left out.
    fileprivate var hexadecimalBytes: [UInt8] {
        let digits = utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue.map { UInt8($0) } }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
