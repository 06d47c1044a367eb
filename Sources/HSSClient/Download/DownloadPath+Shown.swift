extension DownloadPath {
    /// The path as results show it: the folder as it was given, and the place in it.
    public func shown(in folder: String) -> String {
        Self.shown(folders + [name], in: folder)
    }

    static func shown(_ components: [String], in folder: String) -> String {
        let relative = components.joined(separator: "/")
        if folder == "." || folder == "./" { return relative }
        return folder.hasSuffix("/") ? folder + relative : "\(folder)/\(relative)"
    }
}
