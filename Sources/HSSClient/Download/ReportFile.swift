import Crypto
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A report on its way to disk: written beside its place under a temporary name, checked, then renamed.
///
/// Whatever is not finished leaves nothing behind, at the latest when the object goes.
public final class ReportFile: AnswerSink {
    private struct State: ~Copyable {
        /// Nil once it is finished or discarded.
        var file: Descriptor?
        var hash = SHA256()
        var size: Int64 = 0
        /// A part that was not written spoils all that follow.
        var failure: HSSError?
    }

    private let folder: Descriptor
    private let name: String
    private let temporaryName: String
    private let shown: String
    private let overwrites: Bool
    private let state: Mutex<State>

    convenience init(
        name: String,
        in folder: consuming Descriptor,
        shownAs shown: String,
        overwrites: Bool
    ) throws(HSSError) {
        let temporaryName = Self.temporaryName(for: name)
        let file: Descriptor
        do throws(FileFailure) {
            file = try folder.newFile(temporaryName)
        } catch {
            throw .unusableFile("make", shown, error)
        }
        self.init(file, named: temporaryName, for: name, in: folder, shownAs: shown, overwrites: overwrites)
    }

    init(
        _ file: consuming Descriptor,
        named temporaryName: String,
        for name: String,
        in folder: consuming Descriptor,
        shownAs shown: String,
        overwrites: Bool
    ) {
        self.name = name
        self.temporaryName = temporaryName
        self.shown = shown
        self.overwrites = overwrites
        self.folder = folder
        state = Mutex(State(file: file))
    }

    deinit { discard() }

    /// Takes the next bytes.
    ///
    /// Throws `io` if they cannot be written.
    public func write(_ bytes: [UInt8]) throws(HSSError) {
        try state.withLock { (state) throws(HSSError) in
            if let failure = state.failure { throw failure }
            let size = state.size
            do throws(HSSError) {
                try using(state.file, to: "write") { (file) throws(FileFailure) in try file.write(bytes, at: size) }
            } catch {
                state.failure = error
                throw error
            }
            bytes.withUnsafeBytes { state.hash.update(bufferPointer: $0) }
            state.size += Int64(bytes.count)
        }
    }

    /// Forgets what came so far, and that some of it could not be written.
    ///
    /// Throws `io` if the file cannot be emptied.
    public func restart() throws(HSSError) {
        try state.withLock { (state) throws(HSSError) in
            try using(state.file, to: "write") { (file) throws(FileFailure) in try file.empty() }
            state.hash = SHA256()
            state.size = 0
            state.failure = nil
        }
    }

    /// Checks what came, brings it to the disk and gives it its name.
    ///
    /// After an error the file can be begun anew with `restart`, or discarded.
    /// - Parameter bytes: how many were announced; nil if nobody knows.
    ///
    /// Throws `transport` for a body that is cut or no zip where the name says zip, `service` for an error or a web
    /// page in place of the report, `io` if the name was taken meanwhile or the system refuses.
    public func finish(expecting bytes: Int64? = nil) throws(HSSError) -> SavedReport {
        try finish(expecting: bytes, redactor: Redactor([]))
    }

    /// - Parameter redactor: cleans what the service says in place of a report.
    func finish(expecting bytes: Int64?, redactor: Redactor) throws(HSSError) -> SavedReport {
        try state.withLock { (state) throws(HSSError) in
            if let failure = state.failure { throw failure }
            let content = ReportContent(path: shown, size: state.size, expected: bytes, redactor: redactor)
            try content.check { (offset, count) throws(HSSError) in
                try using(state.file, to: "read") { (file) throws(FileFailure) in
                    try file.read(at: offset, count: count)
                }
            }
            try using(state.file, to: "write") { (file) throws(FileFailure) in try file.synchronize() }
            try takeName()
            state.file = nil
            do throws(FileFailure) {
                try folder.synchronize()
            } catch {
                throw .unusableFile("write", shown, error)
            }
            return SavedReport(path: shown, bytes: state.size, sha256: Self.hexadecimal(state.hash.finalize()))
        }
    }

    /// Removes what came so far; nothing happens to a finished report.
    public func discard() {
        state.withLock { state in
            guard state.file != nil else { return }
            state.file = nil
            // Nobody could do anything about a failure; the name tells what it is.
            try? folder.remove(temporaryName)
        }
    }

    /// `.{name}.{random}.part`, with as much of the name as fits.
    static func temporaryName(for name: String) -> String {
        let random = String(UInt64.random(in: .min ... .max), radix: 16)
        let ending = ".\(random).part"
        return "." + SafeName.prefix(of: name, bytes: SafeName.maximumLength - 1 - ending.utf8.count) + ending
    }

    private func takeName() throws(HSSError) {
        do throws(FileFailure) {
            if overwrites {
                try folder.rename(temporaryName, over: name)
            } else {
                try folder.rename(temporaryName, toNew: name)
            }
        } catch {
            throw error.code == EEXIST ? .fileExists(shown) : .unusableFile("make", shown, error)
        }
    }

    private func using<Value>(
        _ file: borrowing Descriptor?,
        to action: String,
        _ body: (borrowing Descriptor) throws(FileFailure) -> Value
    ) throws(HSSError) -> Value {
        switch file {
        case .none: throw .downloadIsOver(shown)
        case .some(let file):
            do throws(FileFailure) {
                return try body(file)
            } catch {
                throw .unusableFile(action, shown, error)
            }
        }
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
