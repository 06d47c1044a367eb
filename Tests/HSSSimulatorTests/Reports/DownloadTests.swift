import HSSSchema
import Testing

@testable import HSSSimulator

/// Ways to ask for a task and its file, and what is refused.
@Suite struct DownloadTests {
    @Test func `a file exists when its task has been seen to be successful, and stays`() {
        var service = ServiceUnderTest()
        var twin = ServiceUnderTest()
        let id = service.export().taskID
        _ = twin.export()
        for _ in 0..<2 { _ = twin.look(id) }
        let fileID = twin.look(id).json.text("file_id")
        #expect(service.send("GET", "/download/\(fileID)").errorCode == "HSS.1018")
        for _ in 0..<3 {
            #expect(service.send("GET", "/download/\(fileID)").status == 400)
            _ = service.look(id)
        }
        let first = service.send("GET", "/download/\(fileID)?enterprise_project_id=0")
        #expect(first.status == 200)
        #expect(first.body.starts(with: [0x50, 0x4B, 3, 4]))
        #expect(service.send("GET", "/download/\(fileID)").body == first.body)
        #expect(service.state.object("calls")["GET /v5/{project_id}/download/{file_id}"] == 6)
    }

    @Test func `there is no file of an unknown id, of a task, or of a task that failed`() {
        var configuration = SimulatorConfiguration()
        (configuration.failingTasksPercent, configuration.polls) = (100, 0)
        var service = ServiceUnderTest(configuration)
        let id = service.export().taskID
        #expect(service.look(id).taskStatus == "failure")
        for wrong in ["nope", id, "00000000-0000-4000-8000-000000000000"] {
            let answer = service.send("GET", "/download/\(wrong)")
            #expect(answer.status == 400)
            #expect(answer.errorCode == "HSS.1018")
        }
        #expect(service.send("GET", "/download/x?file_name=y").errorCode == "HSS.0001")
    }

    @Test func `the other two ways to ask for a task give the same answer`() {
        var service = ServiceUnderTest()
        let id = service.export().taskID
        for _ in 0..<2 { #expect(service.send("GET", "/event/export-task/\(id)").taskStatus == "running") }
        let answer = service.look(id)
        #expect(answer.taskStatus == "success")
        #expect(service.send("GET", "/event/export-task/\(id)").json == answer.json)
        #expect(service.send("GET", "/export-task?task_id=\(id)").json == answer.json)
        #expect(service.send("GET", "/export-task?export_task_type=x&task_id=\(id)").json == answer.json)
        #expect(service.send("GET", "/event/export-task/nope").errorCode == "HSS.0011")
        #expect(service.send("GET", "/export-task?task_id=nope").errorCode == "HSS.0011")
        for query in ["", "?task_id=", "?task_id=\(String(repeating: "x", count: 65))", "?task_id=a&b=c"] {
            #expect(service.send("GET", "/export-task\(query)").errorCode == "HSS.0001")
        }
    }

    static let statistics: [(query: String, body: String, code: String?, named: String)] = [
        ("security_report_type=malwares", #"{"operate_all":true}"#, nil, ""),
        ("security_report_type=risk-config", #"{"operate_all":false,"image_id_list":["1"]}"#, nil, ""),
        (
            "security_report_type=vulnerability&enterprise_project_id=0",
            #"{"operate_all":true,"vul_type":"x","instance_id":"x","has_container":true,"vul_id_list":["x"]}"#, nil, ""
        ),
        ("", #"{"operate_all":true}"#, "HSS.0001", "security_report_type"),
        ("security_report_type=malware", #"{"operate_all":true}"#, "HSS.0001", "security_report_type"),
        ("security_report_type=apps&x=y", #"{"operate_all":true}"#, "HSS.0001", "x"),
        ("security_report_type=apps", #"{}"#, "HSS.0001", "operate_all"),
        ("security_report_type=apps", #"{"operate_all":false}"#, "HSS.0001", "image_id_list"),
        ("security_report_type=apps", #"{"operate_all":true,"export_size":1}"#, "HSS.0001", "export_size"),
        ("security_report_type=apps", #"{"operate_all":true,"severity_level":"high"}"#, "HSS.0001", "severity_level"),
        ("security_report_type=apps", #"{"operate_all":true,"vul_id_list":[1]}"#, "HSS.0001", "vul_id_list"),
        ("security_report_type=apps", "", "HSS.0002", "JSON"),
    ]

    @Test(arguments: statistics)
    func `the statistic checks its query and its body`(
        _ query: String,
        _ body: String,
        _ code: String?,
        _ named: String
    ) {
        var service = ServiceUnderTest()
        let answer = service.send("POST", "/image/security-report/statistic?\(query)", body: body)
        #expect(answer.errorCode == code)
        #expect(answer.json.keys == (code == nil ? ["total_num"] : ["error_code", "error_msg"]))
        #expect(answer.errorMessage.contains(named) || named.isEmpty)
    }

    @Test func `fields of a comma-separated text are quoted where they must be`() {
        var text = CSVText()
        text.append(["a", "b c", "d,e", "f\"g", "h\r\ni", ""])
        text.append(["ü"])
        #expect(String(decoding: text.bytes, as: UTF8.self) == "a,b c,\"d,e\",\"f\"\"g\",\"h\r\ni\",\r\nü\r\n")
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 300_000])
    func `what is zipped comes out again`(_ length: Int) throws {
        var generator = SeededGenerator(seed: 5)
        let text = generator.text(length, of: SeededGenerator.lettersAndDigits)
        var parts = [Array(text.utf8.prefix(length / 3)), Array(text.utf8.dropFirst(length / 3))]
        let deflated = try #require(DeflatedText { parts.isEmpty ? nil : parts.removeFirst() })
        let zip = try #require(ZipArchive(name: "ü.csv", deflated))
        let entry = try #require(UnzippedEntry(zip.bytes))
        #expect(entry.text == text)
        #expect(entry.name == "ü.csv")
    }
}
