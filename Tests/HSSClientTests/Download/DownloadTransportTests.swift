import HSSSchema
import Synchronization
import Testing

@testable import HSSClient

/// Downloads over real connections: what comes goes to its sink as it comes, and what breaks is fetched again.
@Suite(.serialized, .timeLimit(.minutes(2))) struct DownloadTransportTests {
    /// Keeps what it is given.
    private final class Bin: AnswerSink {
        private let state = Mutex<(parts: [[UInt8]], restarts: Int)>(([], 0))
        private let failsAfter: Int

        init(failsAfter: Int = .max) {
            self.failsAfter = failsAfter
        }

        var bytes: [UInt8] { state.withLock { Array($0.parts.joined()) } }
        var text: String { String(decoding: bytes, as: UTF8.self) }
        var parts: Int { state.withLock { $0.parts.count } }
        var restarts: Int { state.withLock { $0.restarts } }

        func write(_ bytes: [UInt8]) throws(HSSError) {
            let isFull = state.withLock { state in
                state.parts.append(bytes)
                return state.parts.joined().count > failsAfter
            }
            if isFull { throw HSSError(.io, "the bin is full") }
        }

        func restart() throws(HSSError) {
            state.withLock { state in
                state.parts = []
                state.restarts += 1
            }
        }
    }

    private static func client(
        _ server: LoopbackServer,
        timeout: Duration = .seconds(10),
        retries: Int = 4
    ) -> HSSClient {
        var configuration = HSSClient.Configuration(
            endpoint: .from(endpoint: server.endpoint.description, region: nil, environment: [:]),
            credentials: .standard(environment: ["HSS_AUTH_TOKEN": "t"]),
            projectID: "p"
        )
        configuration.timeout = timeout
        configuration.retry.retries = retries
        configuration.jitter = { 0 }
        return HSSClient(configuration)
    }

    /// Downloads file `f` from a server that reacts to the n-th request by the n-th reaction, or the last one.
    private static func download(
        _ reactions: LoopbackServer.Reaction...,
        into bin: Bin = Bin(),
        timeout: Duration = .seconds(10),
        retries: Int = 4
    ) async throws -> (error: HSSError?, requests: [String]) {
        let count = Mutex(0)
        let server = try await LoopbackServer.start { _ in
            count.withLock { count in
                count += 1
                return reactions[min(count, reactions.count) - 1]
            }
        }
        let client = client(server, timeout: timeout, retries: retries)
        var error: HSSError?
        do { try await client.download("f 1", into: bin) } catch let failure { error = failure }
        await client.shutdown()
        await server.stop()
        return (error, server.requests)
    }

    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"

    @Test func `the body goes to the sink, and the call is signed and made once`() async throws {
        let bin = Bin()
        let (error, requests) = try await Self.download(.http("200 OK", "0123456789"), into: bin)
        #expect(error == nil)
        #expect(bin.text == "0123456789")
        #expect(bin.restarts == 0)
        #expect(requests.count == 1)
        #expect(requests.first?.hasPrefix("GET /v5/p/download/f%201 HTTP/1.1\r\n") == true)
        #expect(requests.first?.lowercased().contains("x-auth-token: t") == true)
    }

    @Test func `a long body comes in parts that are never together in memory`() async throws {
        let bin = Bin()
        let body = String(repeating: "0123456789abcdef", count: 1 << 18)
        let (error, _) = try await Self.download(.http("200 OK", body), into: bin)
        #expect(error == nil)
        #expect(bin.bytes == Array(body.utf8), "4 MiB, more than any JSON answer may have")
        #expect(bin.parts > 8)
    }

    @Test(arguments: [
        ("404 Not Found", #"{"error_code":"APIGW.0101","error_msg":"no such API"}"#, HSSError.Kind.service),
        ("400 Bad Request", #"{"error_code":"HSS.1018","error_msg":"invalid file"}"#, .service),
        ("403 Forbidden", #"{"error_code":"HSS.0013","error_msg":"no"}"#, .auth),
        ("302 Found", "", .service),
    ])
    func `a refusal is an error with its code, and no report`(_ status: String, _ body: String, _ kind: HSSError.Kind)
        async throws
    {
        let bin = Bin()
        let (error, requests) = try await Self.download(.http(status, body), into: bin)
        #expect(error?.kind == kind)
        #expect(error?.status == Int(status.prefix(3)))
        if !body.isEmpty { #expect(error?.errorCode.map { body.contains($0) } == true) }
        #expect(bin.bytes.isEmpty)
        #expect(requests.count == 1)
    }

    @Test(arguments: [
        LoopbackServer.Reaction.close, .part("\(head)01234"), .http("503 Busy"), .http("502 Bad"), .http("429 Slow"),
    ])
    func `what breaks is fetched again, from the beginning`(_ first: LoopbackServer.Reaction) async throws {
        let bin = Bin()
        let (error, requests) = try await Self.download(first, .http("200 OK", "0123456789"), into: bin)
        #expect(error == nil)
        #expect(bin.text == "0123456789")
        #expect(bin.restarts == 1)
        #expect(requests.count == 2)
    }

    @Test func `a download that always breaks is given up`() async throws {
        let (error, requests) = try await Self.download(.part("\(Self.head)01234"), retries: 2)
        #expect(error?.kind == .transport)
        #expect(error?.attempts == 3)
        #expect(requests.count == 3)
    }

    @Test func `silence within the body ends the wait`() async throws {
        let (error, _) = try await Self.download(
            .answer("\(Self.head)01234"),
            timeout: .milliseconds(300),
            retries: 0
        )
        #expect(error?.kind == .timeout)
        #expect(error?.message.contains("no byte arrived for 0.3 s") == true, "\(error?.message ?? "")")
    }

    @Test func `silence instead of an answer ends the wait`() async throws {
        let (error, _) = try await Self.download(.silence, timeout: .milliseconds(300), retries: 0)
        #expect(error?.kind == .timeout)
    }

    @Test func `a sink that cannot take more ends the download, for good`() async throws {
        let bin = Bin(failsAfter: 1 << 20)
        let (error, requests) = try await Self.download(
            .flood("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"),
            into: bin
        )
        #expect(error?.kind == .io)
        #expect(error?.message == "the bin is full")
        #expect(requests.count == 1)
        #expect(bin.bytes.count < 3 << 20, "the sink holds the stream up")
    }

    @Test func `a download that is called off ends at once`() async throws {
        let server = try await LoopbackServer.start { _ in
            .flood("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        }
        let client = Self.client(server)
        let began = Bell()
        final class Announcing: AnswerSink {
            let bell: Bell
            init(_ bell: Bell) { self.bell = bell }
            func write(_ bytes: [UInt8]) throws(HSSError) { bell.ring() }
            func restart() throws(HSSError) {}
        }
        let task = Task {
            do throws(HSSError) {
                try await client.download("f", into: Announcing(began))
                return nil as HSSError?
            } catch {
                return error
            }
        }
        try await began.wait(after: 0)
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
        await client.shutdown()
        await server.stop()
    }

    @Test(arguments: ["", ".", ".."])
    func `what cannot be a file's id is not asked for`(_ id: String) async throws {
        let server = try await LoopbackServer.start()
        let client = Self.client(server)
        await #expect { try await client.download(id, into: Bin()) } throws: { ($0 as? HSSError)?.kind == .argument }
        #expect(server.requests.isEmpty)
        await client.shutdown()
        await server.stop()
    }

    /// Every byte of it fits into text.
    private static let zip = String(decoding: ZipBytes().bytes, as: UTF8.self)

    private static func save(
        _ reactions: LoopbackServer.Reaction...,
        in scratch: DownloadScratch
    ) async throws -> (Result<SavedReport, HSSError>, Int) {
        let count = Mutex(0)
        let server = try await LoopbackServer.start { _ in
            count.withLock { count in
                count += 1
                return reactions[min(count, reactions.count) - 1]
            }
        }
        let client = client(server, retries: 2)
        let file = try DownloadFolder(scratch.inside).file(at: DownloadPath(name: "r.zip"))
        let result: Result<SavedReport, HSSError>
        do throws(HSSError) {
            result = .success(try await client.save("f", as: file))
        } catch {
            result = .failure(error)
        }
        await client.shutdown()
        await server.stop()
        return (result, server.requests.count)
    }

    @Test func `a report that came cut is fetched again`() async throws {
        let scratch = DownloadScratch()
        // The announced half came whole: only the zip itself shows that it is none.
        let (result, requests) = try await Self.save(
            .http("200 OK", String(Self.zip.prefix(40))),
            .http("200 OK", Self.zip),
            in: scratch
        )
        #expect(try result.get().bytes == Int64(Self.zip.utf8.count))
        #expect(requests == 2)
        #expect(scratch.list("in") == ["in/r.zip"])
    }

    @Test(arguments: [
        ("a zip that is cut", String(zip.prefix(40)), HSSError.Kind.transport, 3),
        ("an error as JSON", #"{"error_code":"HSS.1018","error_msg":"invalid file"}"#, .service, 1),
        ("a login page", "<html><body>Please log in</body></html>", .service, 1), ("nothing", "", .transport, 3),
    ])
    func `what is no report leaves nothing on disk`(_ name: String, _ body: String, _ kind: HSSError.Kind, _ tries: Int)
        async throws
    {
        let scratch = DownloadScratch()
        let (result, requests) = try await Self.save(.http("200 OK", body), in: scratch)
        guard case .failure(let error) = result else {
            Issue.record("\(name) was saved")
            return
        }
        #expect(error.kind == kind)
        #expect(requests == tries)
        #expect(scratch.list("in").isEmpty)
        if name == "an error as JSON" { #expect(error.errorCode == "HSS.1018") }
    }
}
