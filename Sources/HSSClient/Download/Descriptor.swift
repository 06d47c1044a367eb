#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open file or folder, closed with the value. Names are looked up in a folder that is open already, so that nothing
/// swapped in above it matters.
struct Descriptor: ~Copyable {
    /// What a name stands for.
    enum Kind: Hashable {
        case file, folder, link, other
    }

    let number: Int32

    init(owning number: Int32) { self.number = number }

    deinit { close(number) }

    /// A folder by its path; links on the way to it are followed.
    static func folder(_ path: String) throws(FileFailure) -> Descriptor {
        Descriptor(owning: try repeated { openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    }

    /// A folder in this one; a link is not followed, which the system reports in one of two ways.
    func folder(_ name: String) throws(FileFailure) -> Descriptor {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        return Descriptor(owning: try Self.repeated { openat(number, name, flags) })
    }

    /// A file that was not there before, for nobody else to read.
    func newFile(_ name: String) throws(FileFailure) -> Descriptor {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        return Descriptor(owning: try Self.repeated { openat(number, name, flags, 0o600) })
    }

    /// A folder in this one, unless it is there already: another download may have been quicker.
    func makeFolder(_ name: String) throws(FileFailure) {
        try Self.makeFolder(name, in: number)
    }

    /// A folder by its path, unless it is there already.
    static func makeFolder(_ path: String) throws(FileFailure) {
        try makeFolder(path, in: AT_FDCWD)
    }

    private static func makeFolder(_ path: String, in folder: Int32) throws(FileFailure) {
        do throws(FileFailure) {
            _ = try repeated { mkdirat(folder, path, 0o777) }
        } catch {
            if error.code != EEXIST { throw error }
        }
    }

    func remove(_ name: String) throws(FileFailure) {
        _ = try Self.repeated { unlinkat(number, name, 0) }
    }

    /// Nil if there is nothing of that name.
    func kind(of name: String) throws(FileFailure) -> Kind? {
        var status = stat()
        do throws(FileFailure) {
            _ = try Self.repeated { fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) }
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
    }

    /// Writes all of it, in as many steps as the system takes.
    func write(_ bytes: [UInt8], at offset: Int64) throws(FileFailure) {
        var done = 0
        while done < bytes.count {
            let place = off_t(offset) + off_t(done)
            let count = try Self.repeated {
                bytes.withUnsafeBytes { pwrite(number, $0.baseAddress?.advanced(by: done), $0.count - done, place) }
            }
            // Nothing written and no error: no file system should, and asking again forever helps nobody.
            guard count > 0 else { throw FileFailure(code: EIO) }
            done += count
        }
    }

    /// The bytes there, fewer only where the file ends.
    func read(at offset: Int64, count: Int) throws(FileFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let place = off_t(offset) + off_t(done)
            let length = try Self.repeated {
                bytes.withUnsafeMutableBytes {
                    pread(number, $0.baseAddress?.advanced(by: done), $0.count - done, place)
                }
            }
            if length == 0 { break }
            done += length
        }
        return Array(bytes.prefix(done))
    }

    func empty() throws(FileFailure) {
        _ = try Self.repeated { ftruncate(number, 0) }
    }

    /// Brings it to the disk, where the file system knows how.
    func synchronize() throws(FileFailure) {
        do throws(FileFailure) {
            _ = try Self.repeated { fsync(number) }
        } catch {
            if !error.isUnsupported { throw error }
        }
    }

    /// Calls again when a signal came in between.
    static func repeated<Count: SignedInteger>(_ call: () -> Count) throws(FileFailure) -> Count {
        while true {
            let result = call()
            if result >= 0 { return result }
            let code = errno
            guard code == EINTR else { throw FileFailure(code: code) }
        }
    }
}
