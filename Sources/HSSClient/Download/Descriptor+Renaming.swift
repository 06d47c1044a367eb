#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Descriptor {
    /// How a file gets a name that nothing has yet. Each fails with `EEXIST` where the name is taken, however many
    /// processes try at the same time; no file system knows all of them.
    enum NamingWay: CaseIterable {
        /// One step, no second name in between.
        case exclusiveRename
        /// A second name, then the first one goes.
        case link
        /// An empty file holds the name until it is replaced: for file systems without links, such as mounted object
        /// stores.
        case reservation
    }

    /// Renames a file in this folder, whatever had the name before.
    func rename(_ name: String, over newName: String) throws(FileFailure) {
        _ = try Self.repeated { renameat(number, name, number, newName) }
    }

    /// Renames a file in this folder; `EEXIST` if the name is taken.
    func rename(_ name: String, toNew newName: String, ways: [NamingWay] = NamingWay.allCases) throws(FileFailure) {
        var last = FileFailure(code: ENOSYS)
        for way in ways {
            do throws(FileFailure) {
                return try rename(name, toNew: newName, by: way)
            } catch {
                // A file system that knows no links says that they are not permitted.
                guard error.isUnsupported || way == .link && error.code == EPERM else { throw error }
                last = error
            }
        }
        throw last
    }

    private func rename(_ name: String, toNew newName: String, by way: NamingWay) throws(FileFailure) {
        switch way {
        case .exclusiveRename:
            _ = try Self.repeated { Self.renameExclusively(number, name, newName) }
        case .link:
            _ = try Self.repeated { linkat(number, name, number, newName, 0) }
            try remove(name)
        case .reservation:
            _ = try newFile(newName)
            do throws(FileFailure) {
                try rename(name, over: newName)
            } catch {
                try? remove(newName)
                throw error
            }
        }
    }

    #if canImport(Glibc)
        private typealias Rename2 =
            @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

        // glibc declares it to GNU programs only, which Swift's are not, so it is asked for by name; the type is that
        // of its manual page.
        private static let rename2 = dlsym(nil, "renameat2").map { unsafeBitCast($0, to: Rename2.self) }

        private static func renameExclusively(_ folder: Int32, _ name: String, _ newName: String) -> Int32 {
            let noReplace: UInt32 = 1
            if let rename2 { return rename2(folder, name, folder, newName, noReplace) }
            errno = ENOSYS
            return -1
        }
    #else
        private static func renameExclusively(_ folder: Int32, _ name: String, _ newName: String) -> Int32 {
            errno = ENOSYS
            return -1
        }
    #endif
}
