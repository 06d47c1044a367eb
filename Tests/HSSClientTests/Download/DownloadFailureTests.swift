import Testing

@testable import HSSClient

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct DownloadFailureTests {
    private static let room = "make room, or name a folder on another disk with --download-dir"
    private static let check = "check the folder, or name another one with --download-dir"

    @Test(arguments: [
        (ENOSPC, "the disk is full", room),
        (EDQUOT, "the disk quota is used up", room),
        (
            EFBIG, "it would be larger than the file system or the limit on file sizes (ulimit -f) allows",
            "raise the limit, or name a folder on another file system with --download-dir"
        ),
        (EROFS, "the file system can only be read", check),
        (EACCES, "permission denied", check),
        (EPERM, "permission denied", check),
        (ENAMETOOLONG, "the name is too long for the file system", "choose a shorter name"),
        (ENOENT, "it, or a folder on the way to it, is not there", check),
        (ENOTDIR, "a part of the path is not a folder", check),
        (ELOOP, "too many symbolic links", check),
        (EMFILE, "too many open files", "raise the limit on open files (ulimit -n), or lower --concurrency"),
        (ENFILE, "too many open files", "raise the limit on open files (ulimit -n), or lower --concurrency"),
        (EIO, "the disk cannot be read or written", check),
        (EXDEV, String(cString: strerror(EXDEV)), check),
    ])
    func `what the system says is said in words`(_ code: Int32, _ reason: String, _ advice: String) {
        let error = HSSError.unusableFile("write", "in/x.zip", FileFailure(code: code))
        #expect(error.kind == .io)
        #expect(error.message == "cannot write \"in/x.zip\": \(reason)")
        #expect(error.explanation == advice)
    }

    @Test func `a call that a signal broke is made again`() throws {
        var results: [(Int, Int32)] = [(-1, EINTR), (-1, EINTR), (7, 0)]
        let value = try Descriptor.repeated {
            let (result, code) = results.removeFirst()
            errno = code
            return result
        }
        #expect(value == 7)
        let failure = #expect(throws: FileFailure.self) {
            _ = try Descriptor.repeated {
                errno = ENOSPC
                return -1
            }
        }
        #expect(failure == FileFailure(code: ENOSPC))
    }

    #if os(Linux)
        /// A report that is written to a device instead, which takes as little as a full disk.
        @Test func `a part that does not fit spoils all that follow`() throws {
            let number = open("/dev/full", O_RDWR | O_CLOEXEC)
            try #require(number >= 0)
            let scratch = DownloadScratch()
            let file = ReportFile(
                Descriptor(owning: number),
                named: "x.part",
                for: "x",
                in: try Descriptor.folder(scratch.inside),
                shownAs: "x",
                overwrites: false
            )
            for _ in 0..<2 {
                let error = #expect(throws: HSSError.self) { try file.write([1, 2, 3]) }
                #expect(error?.message == "cannot write \"x\": the disk is full")
                let finishing = #expect(throws: HSSError.self) { try file.finish() }
                #expect(finishing == error)
            }
        }
    #endif
}
