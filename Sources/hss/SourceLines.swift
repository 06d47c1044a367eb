import HSSScript

/// Finds the line of source that an error block shows.
struct SourceLines {
    private let script: Script

    init(_ script: Script) {
        self.script = script
    }

    /// The text at "nightly.lua:14": of the script, or of a module it lies in; nil if it cannot be had.
    func line(at place: String) -> String? {
        guard let colon = place.lastIndex(of: ":"), let number = Int(place[place.index(after: colon)...]), number > 0
        else {
            return nil
        }
        let path = String(place[..<colon])
        let source = path == script.name ? script.source : (try? ScriptFile.read(path, arguments: []))?.source
        guard let source else { return nil }
        let lines = source.split(separator: UInt8(ascii: "\n"), maxSplits: number, omittingEmptySubsequences: false)
        guard number <= lines.count else { return nil }
        let line = String(decoding: lines[number - 1], as: UTF8.self)
        return String(line.prefix(200).filter { !$0.isNewline })
    }
}
