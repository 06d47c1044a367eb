/// A place inside the download folder: folders, and the name of a file in the last of them.
///
/// Only made where each component has been checked, so it never leads out of the folder it is taken from.
public struct DownloadPath: Sendable, Hashable {
    /// From the outermost inwards; empty for a file that lies in the download folder itself.
    public let folders: [String]
    /// The file's name.
    public let name: String

    init(folders: [String] = [], name: String) {
        self.folders = folders
        self.name = name
    }
}

extension DownloadPath: CustomStringConvertible {
    /// The components with `/` between them.
    public var description: String { (folders + [name]).joined(separator: "/") }
}
