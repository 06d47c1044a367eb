import HSSSchema
import HSSSimulator
import Testing

/// Scripts and service accounts that several tests use.
enum Scripts {
    /// One export, on one line; prints its id.
    static let export = """
        print(hss.export{ operate_all = true, export_size = 100, security_report_type = "malwares" })
        """

    /// A creation that HSS itself refuses: the client lets the value pass.
    static let refused = """
        hss.export(
          { operate_all = true, export_size = 1, security_report_type = "viruses" },
          { unchecked = { "security_report_type" } })
        """
}

extension Simulator {
    /// The environment that reaches this simulator with its access key.
    var account: [String: String] {
        [
            "HSS_ENDPOINT": endpoint, "HUAWEICLOUD_SDK_PROJECT_ID": projectID,
            "HUAWEICLOUD_SDK_AK": accessKey, "HUAWEICLOUD_SDK_SK": secretKey,
        ]
    }

    /// The environment without credentials.
    var place: [String: String] { account.filter { !$0.key.hasSuffix("K") } }

    /// The tasks it created, in that order.
    var tasks: [JSONObject] { state["tasks"]?.arrayValue?.compactMap(\.objectValue) ?? [] }

    /// Returns once a task is created; its answer may still be held back.
    func waitForTask() async throws {
        while tasks.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// How many calls reached it, refused ones included.
    var callCount: Int64 { (state["calls"]?.objectValue ?? [:]).reduce(0) { $0 + ($1.value.integerValue ?? 0) } }
}
