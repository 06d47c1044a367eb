import LuaHost

/// A task that a script gave, by the call of `hss.export` that brought it.
struct TaskHandle: Sendable {
    let call: Int
    let task: ExportedTask

    init(call: Int, task: ExportedTask) {
        self.call = call
        self.task = task
    }

    init?(_ value: LuaValue?, _ record: RunRecord) {
        guard case .record(let handle)? = value, handle.className == "Task",
            let task = record.task(call: Int(clamping: handle.id))
        else { return nil }
        self.init(call: Int(handle.id), task: task)
    }

    /// The tasks of a list; each once; holes are left out, as `hss.map` leaves them where it collects errors.
    static func list(_ value: LuaValue, _ record: RunRecord) throws(LuaError) -> [TaskHandle] {
        guard case .table(let table) = value else {
            throw .argument("hss.wait: argument 1 must be a list of tasks, not \(value.typeName)")
        }
        var values = table.sequence.enumerated().map { (key: Int64($0.offset + 1), value: $0.element) }
        for entry in table.entries {
            guard case .integer(let key) = entry.key else {
                throw .argument("hss.wait: argument 1 must be a list of tasks; it has the key \(entry.key.shown)")
            }
            values.append((key, entry.value))
        }
        values.sort { $0.key < $1.key }
        var tasks: [TaskHandle] = []
        var calls: Set<Int> = []
        for (key, value) in values where value != .nil {
            guard let task = TaskHandle(value, record) else {
                throw .argument("hss.wait: element \(key) of the list is no task, but a \(value.typeName)")
            }
            if calls.insert(task.call).inserted { tasks.append(task) }
        }
        return tasks
    }
}
