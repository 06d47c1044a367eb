import HSSSchema

/// An export task as the simulated service keeps it.
struct ExportTask: Sendable {
    let id: String
    let fileID: String
    let body: JSONObject
    let enterpriseProjectID: String?
    let willFail: Bool
    /// How often its status was asked for.
    var looks = 0
    /// `running`, `success` or `failure`: what the last look was told.
    var status = "running"

    /// The report type, for names; checked on creation.
    private var reportType: String {
        guard case .string(let type)? = self.body["security_report_type"] else { return "" }
        return type
    }

    /// What its status answers (hss-api.md section 2.1).
    var answer: JSONObject {
        var object: JSONObject = [
            "task_id": .string(self.id),
            "task_name": .string(self.name),
            "task_status": .string(self.status),
        ]
        if self.status == "success" {
            object["file_id"] = .string(self.fileID)
            object["file_name"] = .string(self.fileName)
        }
        return object
    }

    var name: String { "image_\(self.reportType)_\(self.id.prefix(8))_export_task" }

    /// Differs from task to task, so that downloads into one folder do not collide.
    var fileName: String { "hss-image-\(self.reportType)-\(self.fileID.prefix(8)).zip" }
}

/// The export tasks of the simulated service, in the order of their creation.
struct ExportTasks: Sendable {
    private var tasks: [ExportTask] = []
    private var indexByID: [String: Int] = [:]
    private var indexByFileID: [String: Int] = [:]
    private var generator: SeededGenerator
    private let polls: Int
    private let failingPercent: Int

    init(_ configuration: SimulatorConfiguration) {
        self.generator = SeededGenerator(seed: configuration.seed, stream: GeneratorStream.tasks)
        self.polls = configuration.polls
        self.failingPercent = configuration.failingTasksPercent
    }

    /// Keeps a new task and returns its id.
    mutating func create(body: JSONObject, enterpriseProjectID: String?) -> String {
        let count = self.tasks.count
        // Spread evenly instead of drawn, so that 10 tasks at 50 % are 5 failures with every seed.
        let willFail = (count + 1) * self.failingPercent / 100 > count * self.failingPercent / 100
        let task = ExportTask(
            id: self.generator.uuid(),
            fileID: self.generator.uuid(),
            body: body,
            enterpriseProjectID: enterpriseProjectID,
            willFail: willFail
        )
        self.indexByID[task.id] = count
        self.indexByFileID[task.fileID] = count
        self.tasks.append(task)
        return task.id
    }

    /// Counts a look at the task and returns what it is told; nil when there is no such task.
    mutating func look(at id: String) -> ExportTask? {
        guard let index = self.indexByID[id] else { return nil }
        self.tasks[index].looks += 1
        if self.tasks[index].looks > self.polls {
            self.tasks[index].status = self.tasks[index].willFail ? "failure" : "success"
        }
        return self.tasks[index]
    }

    /// The task whose file it is; nil as long as no look at the task has been told of the file.
    func task(ofFile id: String) -> ExportTask? {
        guard let index = self.indexByFileID[id], self.tasks[index].status == "success" else { return nil }
        return self.tasks[index]
    }

    /// The `tasks` of `/_sim/state`.
    var state: JSONValue {
        .array(
            self.tasks.map { task in
                .object([
                    "task_id": .string(task.id),
                    "body": .object(task.body),
                    "enterprise_project_id": task.enterpriseProjectID.map { .string($0) } ?? .null,
                    "task_status": .string(task.status),
                ])
            }
        )
    }
}
