#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A folder for one test with a download folder `in` and a folder `out` beside it, gone afterwards.
final class DownloadScratch: Sendable {
    let path: String
    var inside: String { "\(path)/in" }
    var outside: String { "\(path)/out" }

    init() {
        var template = Array("/tmp/hss-download-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
        mkdir(inside, 0o755)
        mkdir(outside, 0o755)
    }

    deinit { Self.remove(path) }

    /// Every file, folder and link below, as paths from here, sorted.
    func list(_ folder: String = "") -> [String] {
        Self.names(in: folder.isEmpty ? path : "\(path)/\(folder)").flatMap { name in
            let below = folder.isEmpty ? name : "\(folder)/\(name)"
            return [below] + (isFolder(below) ? list(below) : [])
        }.sorted()
    }

    func write(_ name: String, _ text: String) {
        guard let file = fopen("\(path)/\(name)", "w") else { return }
        fputs(text, file)
        fclose(file)
    }

    func bytes(_ name: String) -> [UInt8]? {
        guard let file = fopen("\(path)/\(name)", "r") else { return nil }
        defer { fclose(file) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { return result }
            result += chunk[..<count]
        }
    }

    func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }
    func folder(_ name: String) { mkdir("\(path)/\(name)", 0o755) }
    func link(_ name: String, to target: String) { symlink(target, "\(path)/\(name)") }
    func fifo(_ name: String) { mkfifo("\(path)/\(name)", 0o644) }
    func move(_ name: String, to other: String) { rename("\(path)/\(name)", "\(path)/\(other)") }

    func mode(_ name: String) -> UInt32? {
        var status = stat()
        return lstat("\(path)/\(name)", &status) == 0 ? UInt32(status.st_mode) : nil
    }

    private func isFolder(_ name: String) -> Bool { mode(name).map { $0 & UInt32(S_IFMT) == UInt32(S_IFDIR) } ?? false }

    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    private static func remove(_ path: String) {
        for name in names(in: path) where unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        rmdir(path)
    }
}
