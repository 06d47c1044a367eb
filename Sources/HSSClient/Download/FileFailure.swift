#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the system says when it cannot do something with a file.
struct FileFailure: Error, Hashable {
    /// The system's `errno`.
    let code: Int32

    /// What happened, in plain words.
    var reason: String {
        switch code {
        case ENOSPC: "the disk is full"
        case EDQUOT: "the disk quota is used up"
        case EFBIG: "it would be larger than the file system or the limit on file sizes (ulimit -f) allows"
        case EROFS: "the file system can only be read"
        case EACCES, EPERM: "permission denied"
        case ENAMETOOLONG: "the name is too long for the file system"
        case ENOENT: "it, or a folder on the way to it, is not there"
        case ENOTDIR: "a part of the path is not a folder"
        case ELOOP: "too many symbolic links"
        case EMFILE, ENFILE: "too many open files"
        case EIO: "the disk cannot be read or written"
        default: String(cString: strerror(code))
        }
    }

    /// What to do about it.
    var advice: String {
        switch code {
        case ENOSPC, EDQUOT: "make room, or name a folder on another disk with --download-dir"
        case EFBIG: "raise the limit, or name a folder on another file system with --download-dir"
        case EMFILE, ENFILE: "raise the limit on open files (ulimit -n), or lower --concurrency"
        case ENAMETOOLONG: "choose a shorter name"
        default: "check the folder, or name another one with --download-dir"
        }
    }

    /// Whether the file system merely does not know the operation.
    var isUnsupported: Bool {
        [ENOSYS, EINVAL, ENOTSUP, EOPNOTSUPP].contains(code)
    }
}
