import HSSClient
import HSSSchema
import LuaHost

/// `task:refresh`, `task:wait`, `task:download` and `hss.wait`.
struct FollowFunctions: Sendable {
    let service: any TaskService
    let record: RunRecord
    private let waits = HandleTable<SharedWait>()

    init(service: any TaskService, record: RunRecord) {
        self.service = service
        self.record = record
    }

    var all: [HostFunction] {
        [
            .pausing("refresh", name: "task:refresh") { _, arguments in await refresh(arguments) },
            .pausing("wait", name: "task:wait") { _, arguments in await wait(arguments) },
            .pausing("download", name: "task:download") { _, arguments in await download(arguments) },
            .immediate("task_now") { arguments in
                TaskHandle(arguments.first, record).map { .value(LuaValue($0.task, call: $0.call)) } ?? .nothing
            },
            .immediate("wait_open", name: "hss.wait") { openWait($0) },
            .pausing("wait_event", name: "hss.wait") { _, arguments in await nextEvent(arguments) },
            .immediate("wait_close") { arguments in
                waits.remove(arguments.first)?.cancel()
                return .nothing
            },
        ]
    }

    private func refresh(_ arguments: [LuaValue]) async -> LuaReply {
        guard let task = TaskHandle(arguments.first, record) else { return Self.noTask("task:refresh", "()") }
        do {
            let status = try await service.status(of: task.task, call: task.call)
            return .value(LuaValue(record.update(call: task.call, status) ?? task.task, call: task.call))
        } catch {
            return .raise(LuaError(error, in: "task:refresh"))
        }
    }

    private func wait(_ arguments: [LuaValue]) async -> LuaReply {
        guard let task = TaskHandle(arguments.first, record) else { return Self.noTask("task:wait", "()") }
        do throws(LuaError) {
            let options = try FollowOptions(
                arguments.dropFirst().first ?? .nil,
                in: "task:wait",
                knows: [.timeout, .interval]
            )
            return .value(LuaValue(try await ended(task, options.wait, in: "task:wait"), call: task.call))
        } catch {
            return .raise(error)
        }
    }

    /// The task once it has succeeded.
    private func ended(_ handle: TaskHandle, _ options: WaitOptions, in function: String) async throws(LuaError)
        -> ExportedTask
    {
        do throws(HSSError) {
            return try await TaskWait(service: service, record: record).end(of: handle, options)
        } catch {
            throw raised(error, in: function, handle)
        }
    }

    private func download(_ arguments: [LuaValue]) async -> LuaReply {
        guard let handle = TaskHandle(arguments.first, record) else {
            return Self.noTask("task:download", "(\"name.zip\")")
        }
        do throws(LuaError) {
            let place = try Self.place(arguments)
            let task = try await ended(handle, WaitOptions(), in: "task:download")
            record.count { $0.downloading += 1 }
            defer { record.count { $0.downloading -= 1 } }
            do throws(HSSError) {
                let report = try await service.save(task, call: handle.call, place)
                // A plan has a path, and no file.
                if task.state != .planned, !report.sha256.isEmpty { record.add(report, call: handle.call) }
                return .value(.text(report.path))
            } catch {
                if error.kind != .argument { record.addFollowUp(error, task) }
                throw raised(error, in: "task:download", handle)
            }
        } catch {
            return .raise(error)
        }
    }

    /// The error brings the task along, so that what was seen of it reaches the script, too.
    private func raised(_ error: HSSError, in function: String, _ handle: TaskHandle) -> LuaError {
        let task = record.task(call: handle.call) ?? handle.task
        var raised = LuaError(error, in: function, task: task)
        raised.fields.append("task", LuaValue(task, call: handle.call))
        return raised
    }

    private static func place(_ arguments: [LuaValue]) throws(LuaError) -> ReportPlace {
        var place = ReportPlace()
        var named = arguments.count > 1 ? arguments[1] : .nil
        var options = arguments.count > 2 ? arguments[2] : .nil
        // Both may be left out, so options may stand alone.
        if case .table = named, options == .nil { (named, options) = (.nil, named) }
        if named != .nil {
            guard let text = named.text else {
                throw .argument(
                    "task:download: the name must be a string such as \"{namespace}.zip\", not \(named.typeName)"
                )
            }
            do { place.template = try DownloadTemplate(text) } catch { throw LuaError(error, in: "task:download") }
        }
        place.overwrites = try FollowOptions(
            options,
            in: "task:download",
            knows: [.overwrite]
        ).overwrites
        return place
    }

    private func openWait(_ arguments: [LuaValue]) -> LuaReply {
        do throws(LuaError) {
            let tasks = try TaskHandle.list(arguments.first ?? .nil, record)
            let options = try FollowOptions(
                arguments.count > 1 ? arguments[1] : .nil,
                in: "hss.wait",
                knows: [.timeout, .interval]
            )
            let tells = arguments.count > 2 && arguments[2] == .boolean(true)
            let wait = SharedWait(TaskWait(service: service, record: record), tasks, options.wait, tellsStatus: tells)
            return .value(.integer(waits.add(wait)))
        } catch {
            return .raise(error)
        }
    }

    /// The next task whose status changed; nothing once all have ended well.
    private func nextEvent(_ arguments: [LuaValue]) async -> LuaReply {
        guard let wait = waits[arguments.first] else { return .nothing }
        if let task = await wait.next() { return .value(LuaValue(task.task, call: task.call)) }
        _ = waits.remove(arguments.first)
        if Task.isCancelled {
            wait.cancel()
            return .raise(LuaError(.calledOffWait(), in: "hss.wait"))
        }
        return wait.error.map { .raise(LuaError($0)) } ?? .nothing
    }

    private static func noTask(_ function: String, _ call: String) -> LuaReply {
        let method = function.drop { $0 != ":" }
        return .raise(.argument("\(function): call it with a colon on a task: task\(method)\(call)"))
    }
}
