import HSSSchema

/// One line of `--output jsonl`: a task or a failure, written as soon as it is known.
public enum ResultLine {
    /// The task's or failure's object; failures have the state `failed`.
    public static func text(_ event: RunEvent) -> String {
        switch event {
        case .task(let task), .report(let task): return JSONValue.object(task.json).text
        case .failure(let failure):
            var json: JSONObject = ["state": "failed"]
            for (key, value) in failure.json { json[key] = value }
            return JSONValue.object(json).text
        }
    }
}
