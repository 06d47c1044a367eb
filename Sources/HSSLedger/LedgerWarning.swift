import HSSClient

/// What is said of calls that go out in spite of a doubt.
enum LedgerWarning {
    static func sentAgain(_ creation: PreparedCreation, run: String) -> String {
        "run \(run) sent this request and does not know what became of it; it is sent again and may create a second task: "
            + String(decoding: creation.body, as: UTF8.self)
    }
}
