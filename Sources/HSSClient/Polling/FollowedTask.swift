/// An export task that somebody waits for.
public struct FollowedTask: Sendable, Hashable, TaskToFollow {
    /// The service's id.
    public let taskID: String
    /// The enterprise project it was created in; nil for the client's.
    public let enterpriseProjectID: String?
    /// When it was created, in milliseconds since 1970 UTC.
    public let createdAt: Int64

    public init(taskID: String, enterpriseProjectID: String?, createdAt: Int64) {
        self.taskID = taskID
        self.enterpriseProjectID = enterpriseProjectID
        self.createdAt = createdAt
    }
}
