import Testing

@testable import HSSClient

@Suite struct DownloadFolderTests {
    private let scratch = DownloadScratch()
    private let zip = ZipBytes().bytes

    private func folder() throws(HSSError) -> DownloadFolder { try DownloadFolder(scratch.inside) }

    private func place(_ text: String) throws -> DownloadPath { try DownloadTemplate(text).path(DownloadValues()) }

    /// Writes a whole report.
    private func save(_ text: String, overwrite: Bool = false) throws -> SavedReport {
        let file = try folder().file(at: place(text), overwrite: overwrite)
        try file.write(zip)
        return try file.finish()
    }

    @Test func `folders are made on the way`() throws {
        let report = try save("a/b/c.zip")
        #expect(report.path == "\(scratch.inside)/a/b/c.zip")
        #expect(scratch.list() == ["in", "in/a", "in/a/b", "in/a/b/c.zip", "out"])
        #expect(scratch.bytes("in/a/b/c.zip") == zip)
        #expect(scratch.mode("in/a/b/c.zip") == 0o100600)
        #expect(try save("a/b/d.zip").bytes == Int64(zip.count))
    }

    @Test(arguments: ["new", "new/", "new/deep/er", "new//deep", "in"])
    func `the download folder itself is made`(_ name: String) throws {
        let folder = try DownloadFolder("\(scratch.path)/\(name)")
        let file = try folder.file(at: place("x.zip"))
        try file.write(zip)
        _ = try file.finish()
        #expect(scratch.bytes("\(name)/x.zip") == zip)
    }

    @Test func `a path is told as the folder was given`() throws {
        let slash = try DownloadFolder(scratch.inside + "/").file(at: place("a.bin"))
        try slash.write([1])
        #expect(try slash.finish().path == "\(scratch.inside)/a.bin")
        // The process's own folder is only looked at.
        let here = try DownloadFolder(".").file(at: place(".hss-download-test/none.zip/x"))
        let error = #expect(throws: HSSError.self) { try here.finish() }
        #expect(error?.message.contains("\".hss-download-test/none.zip/x\"") == true)
    }

    @Test(arguments: [
        ("plain", "cannot use the folder \"PATH/plain\": a part of the path is not a folder"),
        ("plain/x", "cannot use the folder \"PATH/plain/x\": a part of the path is not a folder"),
        ("dangling", "cannot use the folder \"PATH/dangling\": it, or a folder on the way to it, is not there"),
    ])
    func `a download folder that cannot be one`(_ name: String, _ message: String) {
        scratch.write("plain", "x")
        scratch.link("dangling", to: "nowhere")
        let error = #expect(throws: HSSError.self) { try DownloadFolder("\(scratch.path)/\(name)") }
        #expect(error?.kind == .io)
        #expect(error?.message == message.replacing("PATH", with: scratch.path))
        #expect(error?.explanation == "check the folder, or name another one with --download-dir")
    }

    @Test(arguments: ["", "a\0b"])
    func `a download folder that is no path`(_ path: String) {
        let error = #expect(throws: HSSError.self) { try DownloadFolder(path) }
        #expect(error?.kind == .io)
        #expect(error?.explanation == "name a folder with --download-dir")
    }

    @Test func `the download folder may be a link that the user made`() throws {
        scratch.link("link", to: scratch.inside)
        let file = try DownloadFolder("\(scratch.path)/link").file(at: place("x.zip"))
        try file.write(zip)
        _ = try file.finish()
        #expect(scratch.bytes("in/x.zip") == zip)
    }

    // MARK: What is there already

    @Test func `an existing file is an error before anything is downloaded`() throws {
        scratch.write("in/x.zip", "old")
        let error = #expect(throws: HSSError.self) { try save("x.zip") }
        #expect(error?.kind == .io)
        #expect(error?.sent == .no)
        #expect(error?.message == "\"\(scratch.inside)/x.zip\" exists already, and is left as it is")
        #expect(
            error?.explanation
                == "choose another name, or replace it: overwrite = true in a script, --overwrite otherwise"
        )
        #expect(scratch.list() == ["in", "in/x.zip", "out"])
        #expect(scratch.text("in/x.zip") == "old")
    }

    @Test func `an existing file is replaced on request, and not before the new one is whole`() throws {
        scratch.write("in/x.zip", "old")
        let file = try folder().file(at: place("x.zip"), overwrite: true)
        try file.write(Array(zip.dropLast()))
        #expect(throws: HSSError.self) { try file.finish() }
        #expect(scratch.text("in/x.zip") == "old")
        try file.restart()
        try file.write(zip)
        _ = try file.finish()
        #expect(scratch.bytes("in/x.zip") == zip)
        #expect(scratch.list() == ["in", "in/x.zip", "out"])
    }

    @Test(arguments: [false, true])
    func `whatever else has the name stays`(_ overwrite: Bool) {
        scratch.folder("in/folder.zip")
        scratch.fifo("in/fifo.zip")
        scratch.write("in/file", "x")
        for (name, message) in [
            ("folder.zip", "\"IN/folder.zip\" is a folder, and is left as it is"),
            ("fifo.zip", "\"IN/fifo.zip\" is no regular file, and is left as it is"),
            ("file/x.zip", "\"IN/file\" is no folder, and is left as it is"),
        ] {
            let error = #expect(throws: HSSError.self) { try save(name, overwrite: overwrite) }
            #expect(error?.kind == .io)
            #expect(error?.message == message.replacing("IN", with: scratch.inside))
        }
        #expect(scratch.list() == ["in", "in/fifo.zip", "in/file", "in/folder.zip", "out"])
    }

    // MARK: Links

    @Test(arguments: ["link/x.zip", "link/deep/x.zip", "a/link/x.zip", "file.zip", "dangling.zip"], [false, true])
    func `a link is not followed`(_ text: String, _ overwrite: Bool) {
        scratch.write("out/secret", "kept")
        scratch.folder("in/a")
        scratch.link("in/link", to: scratch.outside)
        scratch.link("in/a/link", to: "../../out")
        scratch.link("in/file.zip", to: "../out/secret")
        scratch.link("in/dangling.zip", to: "../out/new")
        let before = scratch.list()
        let error = #expect(throws: HSSError.self) { try save(text, overwrite: overwrite) }
        #expect(error?.kind == .permission)
        let link = text.split(separator: "/").prefix { $0 != "deep" && $0 != "x.zip" }.joined(separator: "/")
        #expect(
            error?.message
                == "\"\(scratch.inside)/\(link)\" is a symbolic link, which could lead out of --download-dir and is not followed"
        )
        #expect(error?.explanation == "remove the link, or name the folder it leads to with --download-dir")
        #expect(scratch.list() == before)
        #expect(scratch.text("out/secret") == "kept")
    }

    @Test func `a link inside the folder is not followed either`() {
        scratch.folder("in/real")
        scratch.link("in/link", to: "real")
        #expect(throws: HSSError.self) { try save("link/x.zip") }
        #expect(scratch.list("in/real").isEmpty)
    }

    @Test func `a folder that is swapped for a link during the download leads nowhere`() throws {
        let file = try folder().file(at: place("a/x.zip"))
        try file.write(zip)
        scratch.move("in/a", to: "in/b")
        scratch.link("in/a", to: scratch.outside)
        _ = try file.finish()
        #expect(scratch.list() == ["in", "in/a", "in/b", "in/b/x.zip", "out"])
    }

    @Test func `the download folder is found once`() throws {
        let folder = try folder()
        scratch.move("in", to: "moved")
        scratch.link("in", to: scratch.outside)
        let file = try folder.file(at: place("a/x.zip"))
        try file.write(zip)
        _ = try file.finish()
        #expect(scratch.list() == ["in", "moved", "moved/a", "moved/a/x.zip", "out"])
    }

    @Test func `a target that becomes a link during the download is not followed`() throws {
        scratch.write("out/secret", "kept")
        for (name, overwrite) in [("new.zip", false), ("over.zip", true)] {
            let file = try folder().file(at: place(name), overwrite: overwrite)
            try file.write(zip)
            scratch.link("in/\(name)", to: "../out/secret")
            if overwrite {
                _ = try file.finish()
                #expect(scratch.mode("in/\(name)") == 0o100600)
            } else {
                let error = #expect(throws: HSSError.self) { try file.finish() }
                #expect(error?.kind == .io)
            }
        }
        #expect(scratch.text("out/secret") == "kept")
        #expect(scratch.list("in") == ["in/new.zip", "in/over.zip"])
    }

    @Test func `a target that becomes a folder during the download stays`() throws {
        for overwrite in [false, true] {
            let file = try folder().file(at: place("x\(overwrite).zip"), overwrite: overwrite)
            try file.write(zip)
            scratch.folder("in/x\(overwrite).zip")
            let error = #expect(throws: HSSError.self) { try file.finish() }
            #expect(error?.kind == .io)
        }
        #expect(scratch.list("in") == ["in/xfalse.zip", "in/xtrue.zip"])
    }

    // MARK: Races

    @Test func `of two downloads to one name the second never replaces the first`() throws {
        let folder = try folder()
        let first = try folder.file(at: place("x.bin"))
        let second = try folder.file(at: place("x.bin"))
        try first.write([1])
        try second.write([2])
        _ = try first.finish()
        let error = #expect(throws: HSSError.self) { try second.finish() }
        #expect(error?.kind == .io)
        #expect(error?.message == "\"\(scratch.inside)/x.bin\" exists already, and is left as it is")
        second.discard()
        #expect(scratch.bytes("in/x.bin") == [1])
        #expect(scratch.list("in") == ["in/x.bin"])
    }

    @Test func `of many at the same time one wins`() async throws {
        let folder = try folder()
        let place = try place("a/b/x.bin")
        let winners = await withTaskGroup(of: UInt8?.self) { group in
            for number in UInt8(0)..<32 {
                group.addTask {
                    guard let file = try? folder.file(at: place) else { return nil }
                    try? file.write([number])
                    return (try? file.finish()) == nil ? nil : number
                }
            }
            return await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
        }
        #expect(winners.count == 1)
        #expect(scratch.bytes("in/a/b/x.bin") == winners)
        #expect(scratch.list("in") == ["in/a", "in/a/b", "in/a/b/x.bin"])
    }

    @Test(arguments: Descriptor.NamingWay.allCases)
    func `each way to take a name leaves one that is taken alone`(_ way: Descriptor.NamingWay) throws {
        let folder = try Descriptor.folder(scratch.inside)
        scratch.write("in/temporary", "new")
        scratch.write("in/taken", "old")
        scratch.link("in/link", to: "nowhere")
        for name in ["taken", "link"] {
            let failure = #expect(throws: FileFailure.self) { try folder.rename("temporary", toNew: name, ways: [way]) }
            #expect(failure?.reason == "File exists")
        }
        try folder.rename("temporary", toNew: "free", ways: [way])
        #expect(scratch.text("in/free") == "new")
        #expect(scratch.text("in/taken") == "old")
        #expect(scratch.list("in") == ["in/free", "in/link", "in/taken"])
    }
}
