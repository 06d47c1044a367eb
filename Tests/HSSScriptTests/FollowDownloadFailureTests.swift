import HSSClient
import HSSSchema
import HSSScript
import Synchronization
import Testing

/// Downloads of which no file comes: wrong names, broken answers, runs that end.
@Suite(.timeLimit(.minutes(2))) struct FollowDownloadFailureTests {
    private static func test(
        _ folder: TemporaryFolder,
        looks: [String: [String]] = [:],
        download: @escaping @Sendable (_ number: Int) throws(TransportFailure) -> HTTPAnswer
    ) -> ScriptUnderTest {
        let tasks = FakeTransport.taskAnswers(looks)
        let count = Count()
        let transport = FakeTransport { (number, call) throws(TransportFailure) in
            if call.isDownload { return try download(count.next()) }
            return try tasks(number, call)
        }
        var test = ScriptUnderTest.following(transport)
        test.download(to: folder)
        return test
    }

    private static func zip() -> HTTPAnswer { HTTPAnswer(status: 200, body: FakeTransport.emptyZip) }

    static let misuses: [(call: String, message: String, kind: String)] = [
        ("download(7)", "task:download: the name must be a string such as \"{namespace}.zip\", not number", "argument"),
        (
            "download(print)", "task:download: the name must be a string such as \"{namespace}.zip\", not function",
            "argument"
        ),
        ("download('')", "task:download: the download name is empty", "argument"),
        ("download('a/')", "task:download: the download name \"a/\" names a folder and no file in it", "argument"),
        ("download('{nmespace}.zip')", "did you mean {namespace}?", "argument"),
        ("download('{task_id.zip')", "has a brace without its partner", "argument"),
        ("download('a\\0b')", "holds a NUL", "argument"),
        ("download('a\\nb')", "holds a line break", "argument"),
        ("download('../x.zip')", "holds a .. that could lead out of --download-dir", "permission"),
        ("download('/tmp/x.zip')", "is an absolute path", "permission"),
        ("download('x.zip', { overwrite = 1 })", "task:download: option overwrite must be a boolean", "argument"),
        ("download('x.zip', { overwrit = true })", "did you mean \"overwrite\"?", "argument"),
        ("download{ overwrit = true }", "did you mean \"overwrite\"?", "argument"),
        ("download('x.zip', { timeout = 5 })", "task:download: there is no option \"timeout\"", "argument"),
        ("download('x.zip', true)", "task:download: options must be a table such as { overwrite = true }", "argument"),
        ("download{ 'x.zip' }", "task:download: options must be a table such as { overwrite = true }", "argument"),
    ]

    @Test(arguments: misuses)
    func `refused before anything is asked`(_ call: String, _ message: String, _ kind: String) async throws {
        let folder = TemporaryFolder()
        let test = Self.test(folder) { _ in Self.zip() }
        let source =
            ScriptUnderTest.tasks(1) + """
                local ok, e = pcall(function()
                    return tasks[1]:\(call)
                end)
                print(ok, e.kind, e.where)
                print(e.message)
                """
        let ended = try await test.follow(source)
        let lines = ended.output.split(separator: "\n", maxSplits: 1)
        #expect(lines.first == "false\t\(kind)\ttest.lua:3")
        #expect(lines.last?.contains(message) == true, "\(ended.output)")
        #expect(test.transport.calls.count == 1, "the creation only")
        #expect(folder.files.isEmpty)
    }

    @Test(arguments: ["tasks[1].download()", "tasks[1].download('x.zip')", "tasks[1].download{}"])
    func `download wants a task`(_ source: String) async throws {
        let error = try await Self.test(TemporaryFolder()) { _ in Self.zip() }
            .follow(ScriptUnderTest.tasks(1) + source).report.error
        #expect(error?.message == "task:download: call it with a colon on a task: task:download(\"name.zip\")")
        #expect(error?.kind == .argument)
    }

    @Test func `a success without a file is an error that says so`() async throws {
        let folder = TemporaryFolder()
        let test = Self.test(folder, looks: ["task-1": ["success-without-file"]]) { _ in Self.zip() }
        let source =
            ScriptUnderTest.tasks(1) + """
                print(tasks[1]:wait().task_status, tasks[1].file_id)
                local ok, e = pcall(tasks[1].download, tasks[1])
                print(ok, e.kind, e.message, e.task_id)
                """
        let ended = try await test.follow(source)
        #expect(
            ended.output == """
                success\tnil
                false\tservice\ttask:download: export task task-1 succeeded, but HSS names no file for it\ttask-1

                """
        )
        #expect(test.transport.downloads.isEmpty)
        #expect(folder.files.isEmpty)
        #expect(ended.report.failures.map(\.kind) == ["service"])
    }

    @Test func `a download of a task that failed is not tried`() async throws {
        let test = Self.test(TemporaryFolder(), looks: ["task-1": ["failure"]]) { _ in Self.zip() }
        let report = try await test.follow(ScriptUnderTest.tasks(1) + "tasks[1]:download()").report
        #expect(report.exitStatus.code == 69)
        #expect(report.error?.message.hasPrefix("task:download: export task task-1 ended in failure") == true)
        #expect(report.failures.count == 1)
        #expect(test.transport.downloads.isEmpty)
    }

    static let broken: [(name: String, answer: HTTPAnswer, kind: String, text: String)] = [
        ("an error", .json(["error_code": "HSS.0011", "error_msg": "no such file"]), "service", "HSS.0011"),
        ("a web page", HTTPAnswer(status: 200, body: Array("<html>login</html>".utf8)), "service", "a web page came"),
        ("nothing", HTTPAnswer(status: 200), "transport", "the answer is empty"),
        ("text", HTTPAnswer(status: 200, body: Array("a,b\n1,2\n".utf8)), "transport", "no zip file"),
        (
            "half a zip", HTTPAnswer(status: 200, body: Array(FakeTransport.emptyZip.dropLast(3))), "transport",
            "zip file"
        ),
        ("a refusal", .json(["error_code": "HSS.0011", "error_msg": "gone"], status: 400), "service", "HSS.0011"),
        ("a failure of the service", HTTPAnswer(status: 503), "service", "503"),
    ]

    @Test(arguments: broken)
    func `no file comes of`(_ name: String, _ answer: HTTPAnswer, _ kind: String, _ text: String) async throws {
        let folder = TemporaryFolder()
        let test = Self.test(folder) { _ in answer }
        let source =
            ScriptUnderTest.tasks(1) + """
                local ok, e = pcall(tasks[1].download, tasks[1], "sub/x.zip")
                print(ok, e.kind, e.where, e.message)
                """
        let ended = try await test.follow(source)
        #expect(ended.output.hasPrefix("false\t\(kind)\ttest.lua:2\ttask:download: "), "\(ended.output)")
        #expect(ended.output.contains(text), "\(ended.output)")
        #expect(folder.files.isEmpty, "no temporary file either")
        #expect(ended.report.failures.map(\.kind) == [kind])
        #expect(ended.report.failures.map(\.taskID) == ["task-1"])
        #expect(ended.report.tasks.map(\.report) == [nil])
        #expect(ended.report.tasks.map(\.taskStatus) == ["success"], "the task is well")
    }

    @Test func `what comes broken is fetched again`() async throws {
        let folder = TemporaryFolder()
        let test = Self.test(folder) { (number) throws(TransportFailure) in
            switch number {
            case 1: throw TransportFailure(.connectionCut, sent: .unknown, reason: "connection cut")
            case 2: HTTPAnswer(status: 200, body: Array(FakeTransport.emptyZip.dropLast(3)))
            default: Self.zip()
            }
        }
        let ended = try await test.follow(ScriptUnderTest.tasks(1) + "tasks[1]:download()")
        #expect(ended.report.error == nil)
        #expect(ended.report.tasks.first?.report?.bytes == 22)
        #expect(test.transport.downloads.count == 3)
        #expect(folder.files == ["report.zip"])
        #expect(ended.report.failures.isEmpty)
    }

    @Test(arguments: [0, 1, 4])
    func `what always comes cut is given up after the retries`(_ retries: Int) async throws {
        let folder = TemporaryFolder()
        var test = Self.test(folder) { _ throws(TransportFailure) in
            throw TransportFailure(.connectionCut, sent: .unknown, reason: "connection cut")
        }
        let path = folder.path
        test.configure = { configuration in
            configuration.downloadFolder = path
            configuration.client.retry.retries = retries
        }
        let report = try await test.follow(ScriptUnderTest.tasks(1) + "tasks[1]:download()").report
        #expect(report.error?.kind == .transport)
        #expect(report.exitStatus.code == 75)
        #expect(test.transport.downloads.count == retries + 1)
        #expect(folder.files.isEmpty)
    }

    @Test func `a folder that cannot be made is an error of the download, not of the run`() async throws {
        let folder = TemporaryFolder()
        folder.write("file", "x")
        var test = Self.test(folder) { _ in Self.zip() }
        let path = "\(folder.path)/file/reports"
        test.configure = { $0.downloadFolder = path }
        let report = try await test.follow(ScriptUnderTest.tasks(1) + "tasks[1]:download()").report
        #expect(report.error?.kind == .io)
        #expect(report.exitStatus.code == 73)
        #expect(report.tasks.map(\.taskID) == ["task-1"])
    }

    @Test(arguments: [ScriptHost.Ending.interrupted, .terminated, .timeLimit(.seconds(7))])
    func `a download that is called off leaves nothing`(_ ending: ScriptHost.Ending) async throws {
        let folder = TemporaryFolder()
        let tasks = FakeTransport.taskAnswers()
        var test = ScriptUnderTest.following(FakeTransport(holds: true, tasks))
        test.download(to: folder)
        let transport = test.transport
        let ended = try await test.follow(ScriptUnderTest.tasks(1) + "tasks[1]:download() print('never')") { host, _ in
            transport.release(1, 2)
            await transport.arrival(of: 3)
            await host.stop(ending)
        }
        #expect(ended.report.exitStatus == ending.exitStatus)
        #expect(ended.output == "")
        #expect(folder.files.isEmpty)
        #expect(ended.report.failures.isEmpty)
        #expect(ended.report.tasks.map(\.taskStatus) == ["success"])
    }
}

private final class Count: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock { value in
            value += 1
            return value
        }
    }
}
