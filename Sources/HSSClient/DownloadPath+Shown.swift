extension DownloadPath {
    /// The path as results show it: the folder as it was given, and the place in it.
    public func shown(in folder: String) -> String {
        if folder == "." || folder == "./" { return description }
        return folder.hasSuffix("/") ? folder + description : "\(folder)/\(description)"
    }
}
