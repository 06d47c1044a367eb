import HSSSchema

/// A created export task.
public struct CreatedTask: Sendable, Hashable {
    /// The service's id of the task: opaque text, not necessarily a UUID.
    public let taskID: String
    /// How often the request was sent; 0 if nothing was sent because a journal knew the task.
    public let attempts: Int
    /// The record that gave the task instead of the service.
    public let reusedFrom: RecordedTask?
}

/// What the service says about an export task (hss-api.md section 2.1).
public struct TaskStatus: Sendable, Hashable {
    /// How far the task is. Values that are not documented are kept as they came.
    public struct State: RawRepresentable, Sendable, Hashable {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The export goes on.
        public static let running = State(rawValue: "running")
        /// The report can be downloaded.
        public static let success = State(rawValue: "success")
        /// The export failed; the service gives no reason.
        public static let failure = State(rawValue: "failure")
    }

    /// The id that was asked for.
    public let taskID: String
    /// The service's name for the task.
    public let taskName: String?
    /// How far it is.
    public let status: State
    /// What to download; may be absent even on success.
    public let fileID: String?
    /// The file's name; may hold anything, so it must not be used as a path.
    public let fileName: String?

    /// A status that the service gave, or that stands in for one.
    public init(taskID: String, taskName: String?, status: State, fileID: String?, fileName: String?) {
        self.taskID = taskID
        self.taskName = taskName
        self.status = status
        self.fileID = fileID
        self.fileName = fileName
    }
}

extension TaskStatus {
    init(taskID: String, _ answer: JSONObject) {
        self.taskID = taskID
        taskName = Self.text(answer["task_name"])
        status = State(rawValue: answer["task_status"]?.stringValue ?? "")
        fileID = Self.text(answer["file_id"])
        fileName = Self.text(answer["file_name"])
    }

    private static func text(_ value: JSONValue?) -> String? {
        value?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }
}
