#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where the ledger lies when nobody says otherwise (contract.md section 6).
public enum LedgerLocation {
    /// `$XDG_STATE_HOME/hss/ledger.sqlite`, without that variable below `~/.local/state`; nil where no home is known.
    public static func standard(environment: [String: String]) -> String? {
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let base = state ?? home(environment).map { "\($0)/.local/state" }
        return base.map { "\($0)/hss/ledger.sqlite" }
    }

    private static func home(_ environment: [String: String]) -> String? {
        if let home = environment["HOME"], home.hasPrefix("/") { return home }
        // Timers and containers often run without HOME.
        guard let entry = getpwuid(getuid()), let folder = entry.pointee.pw_dir else { return nil }
        let home = String(cString: folder)
        return home.hasPrefix("/") ? home : nil
    }

    /// Makes the folders above a file that are missing, for this user alone. Whatever goes wrong shows when the file
    /// itself is opened.
    static func makeFolders(above path: String) {
        var end = path.startIndex
        while let slash = path[end...].firstIndex(of: "/") {
            if slash > path.startIndex { mkdir(String(path[..<slash]), 0o700) }
            end = path.index(after: slash)
        }
    }
}
