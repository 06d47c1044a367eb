import HSSScript

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Finds the line of source that an error block shows: of the script, or of a module that `require` may find. A script
/// names its chunks as it likes, and must not make the block show other files.
struct SourceLines {
    private static let longestLine = 200

    private let script: Script
    private let moduleFolders: [String]

    init(_ script: Script, moduleFolders: [String]) {
        self.script = script
        self.moduleFolders = (script.folder.map { [$0] } ?? []) + moduleFolders
    }

    /// The text at "nightly.lua:14"; nil if it cannot be had.
    func line(at place: String) -> String? {
        guard let colon = place.lastIndex(of: ":"), let number = Int(place[place.index(after: colon)...]), number > 0
        else { return nil }
        let path = String(place[..<colon])
        let source = path == script.name ? script.source : module(path)
        guard let source else { return nil }
        let lines = source.split(separator: UInt8(ascii: "\n"), maxSplits: number, omittingEmptySubsequences: false)
        guard number <= lines.count else { return nil }
        let line = String(decoding: lines[number - 1], as: UTF8.self)
        return String(line.filter { !$0.isNewline }.prefix(Self.longestLine))
    }

    private func module(_ path: String) -> [UInt8]? {
        var status = stat()
        guard path.hasSuffix(".lua"), let resolved = Self.resolved(path),
            moduleFolders.contains(where: { Self.resolved($0).map { resolved.hasPrefix("\($0)/") } ?? false }),
            stat(resolved, &status) == 0, status.st_mode & S_IFMT == S_IFREG
        else { return nil }
        return (try? ScriptFile.read(resolved, arguments: []))?.source
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
