import Synchronization
import Testing

@testable import LuaHost

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Counts what lives, and tells when nothing does any more.
final class Census: Sendable {
    private let state = Mutex<(alive: Int, watcher: CheckedContinuation<Void, Never>?)>((0, nil))

    final class Citizen: Sendable {
        private let census: Census

        init(_ census: Census) {
            self.census = census
            census.state.withLock { $0.alive += 1 }
        }

        deinit { census.died() }
    }

    private func died() {
        let watcher = state.withLock { state in
            state.alive -= 1
            defer { if state.alive == 0 { state.watcher = nil } }
            return state.alive == 0 ? state.watcher : nil
        }
        watcher?.resume()
    }

    func extinction() async {
        await withCheckedContinuation { continuation in
            let over = state.withLock { state in
                if state.alive > 0 { state.watcher = continuation }
                return state.alive == 0
            }
            if over { continuation.resume() }
        }
    }
}

@Suite(.timeLimit(.minutes(10))) struct LeakTests {
    /// Pauses, coroutines, jobs, records, errors, files and a stop in every run.
    static let source = """
        local jobs = {}
        for i = 1, 10 do jobs[i] = spawn(function() return coroutine.wrap(function() return t.pause({i, {}}) end)() end) end
        for i = 1, 10 do jobs[i]:join() end
        pcall(t.fail)
        pcall(table.sort, {2, 1}, function() t.pause() end)
        for i = 1, 20 do t.item(i, ('x'):rep(1000)) end
        local held <close> = setmetatable({}, {__close = function() t.pause() end})
        spawn(t.pause)
        io.write(('x'):rep(10000))
        """

    static func runs(_ count: Int, endings: [String], census: Census) async throws {
        for number in 0..<count {
            let citizen = Census.Citizen(census)
            var script = RecordTests.script
            script.functions.append(.immediate("citizen") { _ in withExtendedLifetime(citizen) { .nothing } })
            let outcome = try await script.run(source + "\n" + endings[number % endings.count])
            #expect(outcome.output.count == 10000)
        }
    }

    static let endings = ["", "error('end')", "t.fail()", "spawn(error) t.pause()"]
    static let overflow = "local function f() return 1 + f() end f()"

    @Test("Nothing of a run outlives it")
    func alive() async throws {
        let census = Census()
        try await Self.runs(25, endings: Self.endings + [Self.overflow], census: census)
        await census.extinction()
    }

    @Test("Two hundred runs need no more memory than the first ones")
    func residentMemory() async {
        await #expect(processExitsWith: .success) {
            let census = Census()
            try await LeakTests.runs(60, endings: LeakTests.endings, census: census)
            await census.extinction()
            let before = LeakTests.residentBytes()
            try await LeakTests.runs(200, endings: LeakTests.endings, census: census)
            await census.extinction()
            let grown = LeakTests.residentBytes() - before
            if grown > 4 << 20 {
                print("grown by \(grown) bytes")
                exit(1)
            }
        }
    }

    static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = fread(&bytes, 1, bytes.count, file)
        let fields = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
    }

    @Test("A hundred thousand jobs leave nothing behind")
    func jobs() async throws {
        let outcome = try await Script().run(
            """
            local function start(count)
              for i = 1, count, 1000 do
                local last
                for k = 1, 1000 do last = spawn(function() end) end
                last:join()
              end
              collectgarbage() collectgarbage()
              return collectgarbage('count')
            end
            local before = start(5000)
            t.keep(start(100000) - before < 100)
            """
        )
        #expect(outcome.failure == nil)
        #expect(outcome.kept == [[.boolean(true)]])
    }

    @Test("Descriptors are given back, when a file cannot be opened or had too")
    func descriptors() async {
        await #expect(processExitsWith: .success) {
            var most = rlimit(rlim_cur: 64, rlim_max: 64)
            #if canImport(Glibc)
                setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &most)
            #else
                setrlimit(RLIMIT_NOFILE, &most)
            #endif
            let root = TemporaryFolder()
            root.write("a", "text")
            let path = root.path
            let outcome = try await Script(memoryLimit: 1 << 20) { $0.readableFolders = [path] }.run(
                """
                for round = 1, 50 do
                  for i = 1, 20 do assert(io.open('\(path)/a')) pcall(io.open, '\(path)/a', 'q') io.open('\(path)/none') end
                  pcall(function()
                    local hold = {}
                    while true do hold[#hold + 1] = io.open('\(path)/a') hold[#hold + 1] = ('x'):rep(90000) .. #hold end
                  end)
                  collectgarbage() collectgarbage()
                end
                t.keep(assert(io.open('\(path)/a')):read('a'))
                """
            )
            if outcome.kept != [[.text("text")]] { exit(1) }
        }
    }
}
