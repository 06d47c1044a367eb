import HSSSchema
import Testing

@testable import HSSSimulator

/// The life of an export task.
@Suite struct ExportTaskTests {
    @Test("a task is running for as many looks as polls says, then success with a file", arguments: [0, 1, 2, 5])
    func polls(_ polls: Int) {
        var configuration = SimulatorConfiguration()
        configuration.polls = polls
        var service = ServiceUnderTest(configuration)
        let id = service.export().taskID
        for _ in 0..<polls {
            let answer = service.send("GET", "/export-task/\(id)")
            #expect(answer.taskStatus == "running")
            #expect(answer.json["file_id"] == nil)
        }
        for _ in 0..<2 {
            let answer = service.send("GET", "/export-task/\(id)")
            #expect(answer.taskStatus == "success")
            #expect(answer.taskID == id)
            #expect((1...64).contains(answer.json["file_id"]?.stringValue?.count ?? 0))
            #expect(answer.json["file_name"]?.stringValue?.hasSuffix(".zip") == true)
            #expect((1...128).contains(answer.json["task_name"]?.stringValue?.count ?? 0))
        }
    }

    @Test("looks at one task do not bring another one forward")
    func separateTasks() {
        var service = ServiceUnderTest()
        let (first, second) = (service.export().taskID, service.export().taskID)
        for _ in 0..<3 { _ = service.send("GET", "/export-task/\(first)") }
        #expect(service.send("GET", "/export-task/\(second)").taskStatus == "running")
        let states = service.state.array("tasks").map { $0["task_status"] }
        #expect(states == ["success", "running"])
    }

    @Test("that many of 100 tasks end in failure, without a file", arguments: [0, 10, 33, 50, 100])
    func failures(_ percent: Int) {
        var configuration = SimulatorConfiguration()
        configuration.failingTasksPercent = percent
        configuration.polls = 0
        var service = ServiceUnderTest(configuration)
        let answers = (0..<100).map { _ in
            let id = service.export().taskID
            return service.send("GET", "/export-task/\(id)")
        }
        let failed = answers.filter { $0.taskStatus == "failure" }
        #expect(failed.count == percent)
        #expect(failed.allSatisfy { $0.json["file_id"] == nil && $0.json["file_name"] == nil })
        #expect(answers.count { $0.taskStatus == "success" } == 100 - percent)
    }

    @Test("a task that does not exist is HSS.0011")
    func unknownTask() {
        var service = ServiceUnderTest()
        let answer = service.send("GET", "/export-task/3d7ce6c1-5017-442e-a3a0-000000000000")
        #expect(answer.status == 400)
        #expect(answer.errorCode == "HSS.0011")
    }

    @Test("the state lists tasks in the order of creation, with their enterprise project or null")
    func enterpriseProjects() {
        var service = ServiceUnderTest()
        let path = ServiceUnderTest.exportPath
        let queries = ["", "?enterprise_project_id=0", "?a=b&enterprise_project_id=all%5Fgranted%20eps"]
        let ids = queries.map { service.send("POST", path + $0, body: ServiceUnderTest.seedBody).taskID }
        let tasks = service.state.array("tasks")
        #expect(tasks.map { $0["task_id"] } == ids.map { .string($0) })
        #expect(tasks.map { $0["enterprise_project_id"] } == [.null, "0", "all_granted eps"])
    }

    @Test("an enterprise project id has 1 to 256 characters", arguments: [0, 257])
    func enterpriseProjectLength(_ count: Int) {
        var service = ServiceUnderTest()
        let query = "?enterprise_project_id=" + String(repeating: "e", count: count)
        let answer = service.send("POST", ServiceUnderTest.exportPath + query, body: ServiceUnderTest.seedBody)
        #expect(answer.errorCode == "HSS.0001")
        #expect(answer.errorMessage.contains("enterprise_project_id"))
    }

    @Test("the same seed gives the same account and the same ids, another seed others")
    func seeds() {
        func ids(_ seed: UInt64) -> [String] {
            var service = ServiceUnderTest(SimulatorConfiguration(seed: seed))
            return (0..<5).map { _ in service.export().taskID }
        }
        #expect(ids(7) == ids(7))
        #expect(Set(ids(7) + ids(8)).count == 10)
        #expect(SimulatorConfiguration(seed: 7) == SimulatorConfiguration(seed: 7))
        #expect(SimulatorConfiguration(seed: 7).secretKey != SimulatorConfiguration(seed: 8).secretKey)
    }

    @Test("a refused call in between does not change the ids of tasks")
    func idsDoNotDependOnRefusals() {
        var plain = ServiceUnderTest()
        var disturbed = ServiceUnderTest()
        let expected = (0..<3).map { _ in plain.export().taskID }
        let got = (0..<3).map { _ in
            _ = disturbed.export("{}")
            return disturbed.export().taskID
        }
        #expect(got == expected)
    }

    @Test("the generator is SplitMix64 with well spread streams")
    func generator() {
        var streams: Set<UInt64> = []
        for seed in UInt64(0)..<8 {
            for stream in UInt64(0)..<8 {
                var generator = SeededGenerator(seed: seed, stream: stream)
                for _ in 0..<8 { streams.insert(generator.next()) }
            }
        }
        #expect(streams.count == 8 * 8 * 8)
        var generator = SeededGenerator(seed: 1)
        let uuid = Array(generator.uuid())
        #expect(uuid.count == 36)
        #expect(uuid[14] == "4")
        #expect("89ab".contains(uuid[19]))
    }
}
