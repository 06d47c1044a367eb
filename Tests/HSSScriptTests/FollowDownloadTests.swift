import HSSClient
import HSSSchema
import HSSScript
import Testing

/// `task:download` where a file comes of it (contract section 2).
@Suite(.timeLimit(.minutes(2))) struct FollowDownloadTests {
    private static let sha256 = "8739c76e681f900923b900c9df0ef75cf421d39cabb54650c4b9ad19b6a76d85"

    private static func test(
        _ folder: TemporaryFolder,
        _ looks: [String: [String]] = [:],
        fileName: String = "report.zip"
    ) -> ScriptUnderTest {
        var test = ScriptUnderTest.following(.tasks(looks, fileName: fileName))
        test.download(to: folder)
        return test
    }

    @Test func `a download waits, gives the path, and stands in the results`() async throws {
        let folder = TemporaryFolder()
        let test = Self.test(folder, ["task-1": ["running", "success"]])
        let ended = try await test.follow(ScriptUnderTest.tasks(1) + "print(tasks[1]:download())")
        #expect(ended.output == "\(folder.path)/report.zip\n")
        #expect(folder.files == ["report.zip"])
        #expect(test.transport.looks.count == 2)
        #expect(test.transport.downloads.map(\.path) == ["/v5/project-1/download/file-of-task-1"])
        let task = try #require(ended.report.tasks.first)
        #expect(task.report == SavedReport(path: "\(folder.path)/report.zip", bytes: 22, sha256: Self.sha256))
        #expect(task.json["sha256"] == .string(Self.sha256))
        #expect(task.json["size"] == 22)
        #expect(ended.report.json["counts"]?["downloaded"] == 1)
    }

    @Test func `a report is told of at once, after its task`() async throws {
        let folder = TemporaryFolder()
        let ended = try await Self.test(folder).follow(ScriptUnderTest.tasks(1) + "tasks[1]:download()")
        let lines = try ended.events.map { try JSONValue(parsing: Array(ResultLine.text($0).utf8)) }
        #expect(lines.map { $0["task_id"] } == ["task-1", "task-1"])
        #expect(lines.map { $0["path"] } == [.null, .string("\(folder.path)/report.zip")])
        #expect(lines.map { $0["task_status"] } == [.null, "success"])
    }

    @Test func `the enterprise project of the task is that of its download`() async throws {
        let test = Self.test(TemporaryFolder())
        let source =
            "hss.export\(ScriptUnderTest.request("enterprise_project_id = 'e1'")):download('{enterprise_project_id}')"
        #expect(try await test.follow(source).report.tasks.first?.report?.path.hasSuffix("/e1") == true)
        #expect(test.transport.downloads.first?.query == "enterprise_project_id=e1")
    }

    static let names: [(template: String, file: String)] = [
        ("plain.zip", "plain.zip"), ("a/b/c.zip", "a/b/c.zip"), ("./x.zip", "x.zip"), ("{task_id}.zip", "task-1.zip"),
        ("{file_name}", "report.zip"), ("{namespace}.zip", "shop.zip"), ("{security_report_type}", "malwares"),
        ("{image_type}.zip", "harbor.zip"), ("{enterprise_project_id}.zip", "_.zip"),
        ("{date}/x.zip", "2026-11-24/x.zip"),
        ("{date}/{namespace}-{security_report_type}.zip", "2026-11-24/shop-malwares.zip"), ("{{x}}.zip", "{x}.zip"),
        ("über/日本.zip", "über/日本.zip"),
    ]

    @Test(arguments: names)
    func `a template gives`(_ template: String, _ file: String) async throws {
        let folder = TemporaryFolder()
        let source = """
            local task = hss.export\(ScriptUnderTest.request("namespace = 'shop', image_type = 'harbor'"))
            print(task:download("\(template)"))
            """
        let ended = try await Self.test(folder).follow(source)
        #expect(ended.output == "\(folder.path)/\(file)\n")
        #expect(folder.files == [file])
    }

    static let hostile = [
        "../../x", "/etc/x", "a/b", "..", ".", "CON", "nul.zip", "a\\b", "x\u{2215}y", "line\nend", "\u{202E}fdp", " ",
        "-rf",
        String(repeating: "n", count: 300), "~", "$HOME", "%2e%2e%2f", ".hidden",
    ]

    @Test(arguments: hostile)
    func `a hostile namespace stays one name in the folder`(_ namespace: String) async throws {
        let folder = TemporaryFolder()
        let inner = "\(folder.path)/reports"
        var test = Self.test(folder)
        test.configure = { $0.downloadFolder = inner }
        test.arguments = [namespace]
        let source = """
            local task = hss.export\(ScriptUnderTest.request("namespace = arg[1]"))
            print(task:download("{namespace}"))
            print(task:download("d/{namespace}.zip"))
            """
        let ended = try await test.follow(source)
        #expect(ended.report.error == nil, "\(ended.report.error?.message ?? "")")
        #expect(folder.files.count == 2)
        for file in folder.files {
            #expect(file.hasPrefix("reports/"))
            let parts = file.split(separator: "/").dropFirst()
            #expect(parts.count <= 2)
            for part in parts {
                #expect(part.utf8.count <= 255 && !part.hasPrefix(".") && part != "CON" && part != "nul.zip", "\(part)")
                #expect(!part.contains("\\") && !part.contains("\n") && !part.contains("\u{202E}"), "\(part)")
            }
        }
    }

    @Test(arguments: [
        "../up.zip", "/abs.zip", "a/b/deep.zip", "..", "", "x/..", "C:\\w.zip",
        "long\(String(repeating: "n", count: 400)).zip",
    ])
    func `a hostile name from HSS stays one name in the folder`(_ name: String) async throws {
        let folder = TemporaryFolder()
        let inner = "\(folder.path)/reports"
        var test = Self.test(folder, fileName: name)
        test.configure = { $0.downloadFolder = inner }
        let ended = try await test.follow(
            ScriptUnderTest.tasks(1) + "tasks[1]:download() tasks[1]:download('t-{file_name}')"
        )
        #expect(ended.report.error == nil, "\(ended.report.error?.message ?? "")")
        #expect(folder.files.count == 2)
        #expect(
            folder.files.allSatisfy { $0.hasPrefix("reports/") && $0.split(separator: "/").count == 2 },
            "\(folder.files)"
        )
    }

    @Test func `a file that exists is left as it is, unless it is to be overwritten`() async throws {
        let folder = TemporaryFolder()
        folder.write("report.zip", "mine")
        let source =
            ScriptUnderTest.tasks(1) + """
                local ok, e = pcall(tasks[1].download, tasks[1])
                print(ok, e.kind, e.where, e.task_id)
                """
        let ended = try await Self.test(folder).follow(source)
        #expect(ended.output == "false\tio\ttest.lua:2\ttask-1\n")
        #expect(folder.text("report.zip") == "mine")
        #expect(folder.files == ["report.zip"])
        #expect(ended.report.failures.map(\.kind) == ["io"])
        #expect(ended.report.json["counts"]?["downloaded"] == 0)

        let uncaught = try await Self.test(folder).follow(ScriptUnderTest.tasks(1) + "tasks[1]:download('report.zip')")
        #expect(uncaught.report.exitStatus.code == 73)

        for call in [
            "download(nil, { overwrite = true })", "download('report.zip', { overwrite = true })",
            "download{ overwrite = true }",
        ] {
            folder.write("report.zip", "mine")
            let replaced = try await Self.test(folder).follow(ScriptUnderTest.tasks(1) + "print(tasks[1]:\(call))")
            #expect(replaced.output == "\(folder.path)/report.zip\n", "\(replaced.report.error?.message ?? "")")
            #expect(folder.text("report.zip")?.utf8.first == 0x50)
        }
    }

    @Test func `a report that lies where it is to go, unchanged, is not fetched again`() async throws {
        let folder = TemporaryFolder()
        let test = Self.test(folder)
        let source =
            ScriptUnderTest.tasks(1) + """
                print(tasks[1]:download() == tasks[1]:download(), tasks[1]:download("again.zip"))
                """
        let ended = try await test.follow(source)
        #expect(ended.output == "true\t\(folder.path)/again.zip\n")
        #expect(test.transport.downloads.count == 2)
        #expect(ended.report.json["counts"]?["downloaded"] == 1, "one task, brought home")
        #expect(folder.files == ["again.zip", "report.zip"])
    }

    @Test func `several at once`() async throws {
        let folder = TemporaryFolder()
        let test = Self.test(folder, ["task-3": ["running", "running", "success"]])
        let source =
            ScriptUnderTest.tasks(20) + """
                local paths = hss.map(tasks, function(task) return task:download("{namespace}.zip") end)
                print(#paths, paths[1]:match("[^/]+$"), paths[20]:match("[^/]+$"))
                """
        let ended = try await test.follow(source)
        #expect(ended.output == "20\tn1.zip\tn20.zip\n")
        #expect(folder.files.count == 20)
        #expect(ended.report.json["counts"]?["downloaded"] == 20)
    }

    @Test func `several to one name: one of them gets it, and the others fail`() async throws {
        let folder = TemporaryFolder()
        let source =
            ScriptUnderTest.tasks(5) + """
                local paths, errors = hss.map(tasks, function(task) return task:download("same.zip") end, { on_error = "collect" })
                local n, kinds = 0, {}
                for i = 1, 5 do if paths[i] then n = n + 1 else kinds[errors[i].kind] = true end end
                print(n, next(kinds), next(kinds, "io"))
                """
        let ended = try await Self.test(folder).follow(source)
        #expect(ended.output == "1\tio\tnil\n")
        #expect(folder.files == ["same.zip"])
        #expect(ended.report.failures.count == 4)
    }

    @Test(arguments: [ScriptMode.dryRun, .check])
    func `a plan gives the path, and writes nothing`(_ mode: ScriptMode) async throws {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/never"
        var test = Self.test(folder)
        test.configure = { configuration in
            configuration.mode = mode
            configuration.countsPlannedRows = false
            configuration.downloadFolder = path
        }
        let source =
            ScriptUnderTest.tasks(2) + """
                print(tasks[1]:download(), tasks[2]:download("{date}/{namespace}.zip"))
                print(pcall(tasks[1].download, tasks[1], "{nmespace}"))
                """
        let ended = try await test.follow(source)
        #expect(ended.output.hasPrefix("\(path)/planned-1.zip\t\(path)/2026-11-24/n2.zip\nfalse\t"), "\(ended.output)")
        #expect(test.transport.calls.isEmpty)
        #expect(folder.files.isEmpty)
        #expect(ended.report.tasks.allSatisfy { $0.report == nil })
        #expect(ended.report.json["counts"]?["downloaded"] == 0)
    }
}
