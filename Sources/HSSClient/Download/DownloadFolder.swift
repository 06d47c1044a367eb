#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The folder that reports are brought to (`--download-dir`), and out of which no download leads.
public final class DownloadFolder: Sendable {
    /// As it was given.
    public let path: String
    private let root: Descriptor

    /// Opens the folder, and makes it if it is missing.
    ///
    /// Throws `io` if it cannot be made or opened.
    public init(_ path: String) throws(HSSError) {
        self.path = path
        root = try Self.opened(path)
    }

    /// Makes the folders on the way, and begins a file in the last of them.
    ///
    /// Throws `io` for a file that exists already (unless `overwrite`), for anything else that has the name, and where
    /// the system refuses; `permission` for a symbolic link.
    public func file(at place: DownloadPath, overwrite: Bool = false) throws(HSSError) -> ReportFile {
        let folder = try folder(place.folders)
        let shown = shown(place.folders + [place.name])
        let kind: Descriptor.Kind?
        do throws(FileFailure) {
            kind = try folder.kind(of: place.name)
        } catch {
            throw .unusableFile("look for", shown, error)
        }
        switch kind {
        case nil: break
        case .file: if !overwrite { throw .fileExists(shown) }
        case .link: throw .linkInDownload(shown)
        case .folder: throw .nameIsTaken(shown, by: "a folder")
        case .other: throw .nameIsTaken(shown, by: "no regular file")
        }
        return try ReportFile(name: place.name, in: folder, shownAs: shown, overwrites: overwrite)
    }

    private func folder(_ names: [String]) throws(HSSError) -> Descriptor {
        var folder: Descriptor
        do throws(FileFailure) {
            folder = try root.folder(".")
        } catch {
            throw .unusableFolder(path, error)
        }
        for (index, name) in names.enumerated() {
            folder = try Self.folder(name, in: folder, shownAs: shown(Array(names[...index])))
        }
        return folder
    }

    private static func folder(
        _ name: String,
        in parent: borrowing Descriptor,
        shownAs shown: String
    ) throws(HSSError) -> Descriptor {
        do throws(FileFailure) {
            do throws(FileFailure) {
                return try parent.folder(name)
            } catch {
                guard error.code == ENOENT else { throw error }
                try parent.makeFolder(name)
                try parent.synchronize()
                return try parent.folder(name)
            }
        } catch {
            // Asked afterwards, for the message only: the refusal stands whatever lies there by now.
            if let kind = try? parent.kind(of: name) {
                if kind == .link { throw .linkInDownload(shown) }
                if kind != .folder { throw .nameIsTaken(shown, by: "no folder") }
            }
            throw .unusableFolder(shown, error)
        }
    }

    private static func opened(_ path: String) throws(HSSError) -> Descriptor {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .unusableDownloadFolder(path) }
        do throws(FileFailure) {
            do throws(FileFailure) {
                return try Descriptor.folder(path)
            } catch {
                guard error.code == ENOENT else { throw error }
                try make(path)
                return try Descriptor.folder(path)
            }
        } catch {
            throw .unusableFolder(path, error)
        }
    }

    /// With the folders above it.
    private static func make(_ path: String) throws(FileFailure) {
        do throws(FileFailure) {
            try Descriptor.makeFolder(path)
        } catch {
            guard error.code == ENOENT, let parent = parent(of: path) else { throw error }
            try make(parent)
            try Descriptor.makeFolder(path)
        }
    }

    private static func parent(of path: String) -> String? {
        var rest = path.utf8[...]
        while rest.last == UInt8(ascii: "/") { rest = rest.dropLast() }
        guard let slash = rest.lastIndex(of: UInt8(ascii: "/")), slash > rest.startIndex else { return nil }
        return String(rest[..<slash])
    }

    private func shown(_ components: [String]) -> String {
        DownloadPath.shown(components, in: path)
    }
}
