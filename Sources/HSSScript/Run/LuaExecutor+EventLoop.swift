public import LuaHost
public import NIOCore

extension LuaExecutor {
    /// Runs Lua and its host calls on an event loop, best the one of the HTTP connections: a call then changes
    /// threads nowhere.
    public static func eventLoop(_ eventLoop: any EventLoop) -> LuaExecutor {
        LuaExecutor(serial: eventLoop.executor, tasks: EventLoopTasks(eventLoop))
    }
}

private final class EventLoopTasks: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
