import HSSSchema
import Logging
import Testing

@testable import HSSClient

/// One task, or a few: what a wait ends with, and what of.
@Suite(.timeLimit(.minutes(1))) struct TaskPollerTests {
    private let clock = WatchedClock()

    @Test func `a task is followed to its end`() async throws {
        let transport = AnsweringTransport { _, look in
            look < 4 ? .status(look == 2 ? "queued" : "running") : .status("success", file: "f")
        }
        let poller = TaskPoller(transport, clock)
        let seen = Events<String>()
        let task = clock.task("t", age: .zero)
        let result = await clock.drive { await poller.end(of: task) { seen.add($0.status.rawValue) } }
        let status = try #require(result.status)
        #expect(status.taskID == "t")
        #expect(status.fileID == "f")
        #expect(status.fileName == "r.zip")
        #expect(seen.all == ["running", "queued", "running", "success"])
        // 5 + 7.5 + 11.25 + 16.875
        #expect(clock.monotonic == .milliseconds(40_625))
        #expect(clock.base.sleeperCount == 0)
    }

    @Test func `a look names the task and its enterprise project`() async throws {
        let transport = AnsweringTransport { _, _ in .status("success", file: "f") }
        let poller = TaskPoller(transport, clock) { $0.enterpriseProjectID = "mine" }
        _ = await poller.end(of: clock.task("a/b ü", enterpriseProjectID: "e"))
        _ = await poller.end(of: clock.task("c"))
        #expect(transport.calls.map(\.path) == ["/v5/p/export-task/a%2Fb%20%C3%BC", "/v5/p/export-task/c"])
        #expect(transport.calls.map(\.query) == ["enterprise_project_id=e", "enterprise_project_id=mine"])
    }

    @Test func `a task that failed is an error that says so`() async {
        let poller = TaskPoller(AnsweringTransport { _, _ in .status("failure") }, clock)
        let seen = Events<TaskStatus.State>()
        let error = await poller.end(of: clock.task("t")) { seen.add($0.status) }.error
        #expect(error?.kind == .exportFailed)
        #expect(error?.message == "export task t ended in failure; HSS gives no reason")
        #expect(error?.sent == .yes)
        #expect(seen.all == [.failure])
    }

    @Test func `a success without a file is believed when it has been seen three times`() async {
        let transport = AnsweringTransport { _, _ in .status("success") }
        let poller = TaskPoller(transport, clock)
        let task = clock.task("t")
        let result = await clock.drive { await poller.end(of: task) }
        #expect(result.status?.status == .success)
        #expect(result.status != nil && result.status?.fileID == nil)
        #expect(transport.calls.count == 3)
    }

    @Test func `all who wait for one task share its looks`() async {
        let transport = AnsweringTransport { _, look in look < 3 ? .status("running") : .status("success", file: "f") }
        let poller = TaskPoller(transport, clock)
        let task = clock.task("t", age: .zero)
        let seen = Events<Int>()
        let waits = (0..<10).map { number in Task { await poller.end(of: task) { _ in seen.add(number) } } }
        await clock.waitForLooksAtTheWall(10)
        let results = await clock.drive {
            var results: [Result<TaskStatus, HSSError>] = []
            for wait in waits { results.append(await wait.value) }
            return results
        }
        #expect(results.allSatisfy { $0.status?.fileID == "f" })
        #expect(transport.calls.count == 3)
        #expect(seen.all.sorted() == (0..<30).map { $0 / 3 })
    }

    @Test func `a wait that is too long tells the last status`() async {
        let poller = TaskPoller(AnsweringTransport { _, _ in .status("running") }, clock)
        let seen = Events<Bool>()
        let task = clock.task("t")
        let wait = Task { await poller.end(of: task, timeout: .seconds(30)) { _ in seen.add(true) } }
        await seen.wait(for: 1)
        await clock.base.waitForSleepers()
        clock.base.advance(by: .seconds(30))
        let error = await wait.value.error
        #expect(error?.kind == .timeout)
        #expect(error?.message == "export task t has not ended after 30 s; its last status was \"running\"")
        #expect(error?.sent == .yes)
        #expect(error?.explanation?.contains("hss wait t") == true)
    }

    @Test(arguments: [(Duration.seconds(10), "10"), (.milliseconds(1500), "1.5"), (.zero, "0")])
    func `a wait that is over before any look says so`(_ timeout: Duration, _ shown: String) async {
        let transport = AnsweringTransport { _, _ in .status("running") }
        let poller = TaskPoller(transport, clock)
        let task = clock.task("t", age: .zero)
        let clock = clock
        let error = await clock.drive {
            await poller.end(of: task, timeout: timeout, interval: .seconds(100))
        }.error
        #expect(error?.kind == .timeout)
        #expect(error?.message == "export task t has not ended after \(shown) s; it was not looked at yet")
        #expect(clock.monotonic == timeout)
        #expect(transport.calls.isEmpty)
        #expect(clock.base.sleeperCount == 0)
    }

    @Test func `a wait that is over while a look is under way calls the look off`() async {
        let transport = HeldTransport()
        let poller = TaskPoller(transport, clock)
        let task = clock.task("t")
        let wait = Task { await poller.end(of: task, timeout: .seconds(10)) }
        await transport.waitForCalls(1)
        await clock.base.waitForSleepers()
        clock.base.advance(by: .seconds(10))
        #expect(await wait.value.error?.message.hasSuffix("it was not looked at yet") == true)
        while transport.calledOff.isEmpty { await Task.yield() }
    }

    @Test func `a wait that is too long tells why no look succeeded`() async {
        let lines = LogLines()
        let poller = TaskPoller(AnsweringTransport { _, _ in .json("<html>") }, clock) {
            $0.logger = Logger(label: "t", factory: { _ in LineHandler(lines: lines) })
        }
        let task = clock.task("t")
        let wait = Task { await poller.end(of: task, timeout: .seconds(4)) }
        while !lines.text.contains("still waiting for task t: ") { await Task.yield() }
        await clock.base.waitForSleepers()
        clock.base.advance(by: .seconds(4))
        let error = await wait.value.error
        #expect(error?.kind == .timeout)
        #expect(error?.message.contains("after 4 s; no look at it succeeded: ") == true)
        #expect(error?.message.contains("not the documented JSON") == true)
    }

    @Test func `who is called off leaves the others waiting`() async {
        let transport = HeldTransport()
        let poller = TaskPoller(transport, clock)
        let task = clock.task("t")
        let leaving = Task { await poller.end(of: task) }
        await transport.waitForCalls(1)
        let staying = Task { await poller.end(of: task) }
        // Two waits, and the date of the look.
        await clock.waitForLooksAtTheWall(3)
        leaving.cancel()
        let error = await leaving.value.error
        #expect(error?.kind == .cancelled)
        #expect(error?.message == "called off while waiting for export task t, which lives on")
        #expect(transport.calledOff.isEmpty)
        await transport.answer(1, .status("success", file: "f"))
        #expect(await staying.value.status?.fileID == "f")
        #expect(transport.calls.count == 1)
    }

    @Test func `when the last one is called off, no look goes on`() async {
        let transport = HeldTransport()
        let poller = TaskPoller(transport, clock)
        let waits = (1...3).map { number in
            let task = clock.task("\(number)")
            return Task { await poller.end(of: task) }
        }
        await transport.waitForCalls(3)
        for wait in waits { wait.cancel() }
        for wait in waits { #expect(await wait.value.error?.kind == .cancelled) }
        while transport.calledOff != [1, 2, 3] { await Task.yield() }
        for _ in 0..<200 { await Task.yield() }
        #expect(clock.base.sleeperCount == 0)
        clock.base.advance(by: .seconds(3600))
        for _ in 0..<200 { await Task.yield() }
        #expect(transport.calls.count == 3)
    }

    @Test func `who is called off already does not wait at all`() async {
        let transport = HeldTransport()
        let poller = TaskPoller(transport, clock)
        let task = clock.task("t")
        let wait = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await poller.end(of: task)
        }
        #expect(await wait.value.error?.kind == .cancelled)
        #expect(transport.calls.isEmpty)
    }
}
