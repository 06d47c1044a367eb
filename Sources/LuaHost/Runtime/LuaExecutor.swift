/// Where a runtime runs: Lua on the serial side, the host calls' tasks on the other. Best both are one
/// thread, so that a call and its answer wake nobody else.
public struct LuaExecutor: Sendable {
    let serial: any SerialExecutor
    let tasks: any TaskExecutor

    /// - Parameters:
    ///   - serial: runs one job at a time; its thread should have a stack of at least 1 MiB.
    ///   - tasks: starts host calls, best on the same thread, to save hops.
    public init(serial: any SerialExecutor, tasks: any TaskExecutor) {
        self.serial = serial
        self.tasks = tasks
    }

    /// A thread of its own, for embedders without an event loop to share.
    public static func ownThread() -> LuaExecutor {
        let thread = LuaThread()
        return LuaExecutor(serial: LuaThread.Serial(thread: thread), tasks: LuaThread.Tasks(thread: thread))
    }
}
