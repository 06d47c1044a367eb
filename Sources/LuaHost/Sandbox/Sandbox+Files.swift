#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Sandbox {
    /// The descriptor of an allowed regular file; else nil, a message and the error number as Lua's
    /// `io.open` gives them, or a `permission` error.
    func openFile(_ path: LuaValue?, mode: LuaValue?, function: String) -> LuaReply {
        guard let path = path?.text, !path.isEmpty, !path.utf8.contains(0) else {
            return .raise(Messages.wrongArgument(function, 1, expected: "a path", got: path))
        }
        guard let flags = mode?.text.flatMap(Self.flags(of:)) else {
            return .raise(Messages.wrongArgument(function, 2, expected: "a mode such as \"r\" or \"w\"", got: mode))
        }
        if allowsAll { return open(path, flags) }
        let writes = flags & (O_WRONLY | O_RDWR) != 0
        guard let resolved = resolved(path), isAllowed(resolved, writes: writes) else {
            return .raise(
                writes
                    ? Messages.writingNotAllowed(path, function: function)
                    : Messages.readingNotAllowed(path, function: function)
            )
        }
        var status = stat()
        if stat(resolved, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            return .raise(Messages.notARegularFile(path, function: function))
        }
        // The resolved path holds no link now; one swapped in since must not be followed.
        return open(resolved, flags | O_NOFOLLOW | O_NONBLOCK, shownAs: path)
    }

    /// The name and text of a module, or nothing when no module folder has it.
    func module(_ name: String?) -> LuaReply {
        guard let name, Self.isModuleName(name) else { return .nothing }
        let relative = name.replacing(".", with: "/") + ".lua"
        for folder in moduleFolders {
            guard let root = Self.realPath(folder), let path = Self.realPath("\(folder)/\(relative)"),
                Self.holds(root, path), let source = Self.contents(of: path)
            else { continue }
            let shown = folder == "." ? relative : "\(folder)/\(relative)"
            return .values([.text(shown), .string(ScriptText.withLinesKept(source))])
        }
        return .nothing
    }

    static func isModuleName(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        }
    }

    private static func flags(of mode: String) -> Int32? {
        let access = mode.hasSuffix("b") ? String(mode.dropLast()) : mode
        return switch access {
        case "r": O_RDONLY
        case "w": O_WRONLY | O_CREAT | O_TRUNC
        case "a": O_WRONLY | O_CREAT | O_APPEND
        case "r+": O_RDWR
        case "w+": O_RDWR | O_CREAT | O_TRUNC
        case "a+": O_RDWR | O_CREAT | O_APPEND
        default: nil
        }
    }

    private func open(_ path: String, _ flags: Int32, shownAs shown: String? = nil) -> LuaReply {
        let descriptor = Self.openDescriptor(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            return .values([.nil, .text("\(shown ?? path): \(String(cString: strerror(code)))"), .integer(Int64(code))])
        }
        return .value(.integer(Int64(descriptor)))
    }

    private func isAllowed(_ resolved: String, writes: Bool) -> Bool {
        if resolved == "/proc" || resolved.hasPrefix("/proc/") { return false }
        return (writes ? writableFolders : readableFolders).contains { folder in
            Self.realPath(folder).map { Self.holds($0, resolved) } ?? false
        }
    }

    /// The path without links. A file that does not exist is resolved through its folder, so that
    /// reading it is refused by place first and reported as missing only where it may be read.
    private func resolved(_ path: String) -> String? {
        if let real = Self.realPath(path) { return real }
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard let name = parts.last, name != "..", name != "." else { return nil }
        let folder = parts.dropLast().joined(separator: "/")
        let parent = path.hasPrefix("/") ? "/" + folder : folder.isEmpty ? "." : folder
        return Self.realPath(parent).map { $0 == "/" ? "/\(name)" : "\($0)/\(name)" }
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// By folder, not by prefix: "/a/b" does not hold "/a/bc".
    private static func holds(_ folder: String, _ path: String) -> Bool {
        // By bytes: to Swift two spellings of "é" are equal, to the file system they are two folders.
        path.utf8.elementsEqual(folder.utf8) || folder == "/" || path.utf8.starts(with: "\(folder)/".utf8)
    }

    private static func openDescriptor(_ path: String, _ flags: Int32) -> Int32 {
        #if canImport(Glibc)
            Glibc.open(path, flags, 0o666)
        #else
            Darwin.open(path, flags, 0o666)
        #endif
    }

    private static func contents(of path: String) -> [UInt8]? {
        let descriptor = openDescriptor(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }
}
