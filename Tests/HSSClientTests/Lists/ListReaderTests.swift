import HSSSchema
import Testing

@testable import HSSClient

/// Reading a page ahead: early enough to save time, and never a call that nobody asked for.
@Suite(.timeLimit(.minutes(1))) struct ListReaderTests {
    private static func page(_ number: Int, of pages: Int) -> AnsweringTransport.Answer {
        .page((0..<200).map { ListModel.row((number - 1) * 200 + $0) }, of: pages * 200)
    }

    private func rest() async {
        for _ in 0..<200 { await Task.yield() }
    }

    private func offsets(_ transport: HeldTransport) -> [String?] {
        transport.calls.map { $0.parameter("offset") }
    }

    @Test func `nothing is asked for before the first row is wanted`() async {
        let transport = HeldTransport()
        let reader = HSSClient.test(transport).list(ListQuery(.registryImages))
        await rest()
        #expect(transport.calls.isEmpty)
        reader.close()
        #expect(transport.calls.isEmpty)
    }

    @Test func `one page is on its way while rows are worked on, never two`() async throws {
        let transport = HeldTransport()
        let reader = HSSClient.test(transport).list(ListQuery(.registryImages))
        async let first = reader.next()
        await transport.answer(1, Self.page(1, of: 4))
        #expect(try await first?.rows.first == ListModel.row(0))
        await transport.waitForCalls(2)
        await rest()
        #expect(offsets(transport) == ["0", "200"])
        await transport.answer(2, Self.page(2, of: 4))
        await rest()
        #expect(transport.calls.count == 2)
        #expect(try await reader.next()?.rows.first == ListModel.row(200))
        await transport.answer(3, Self.page(3, of: 4))
        #expect(try await reader.next()?.rows.first == ListModel.row(400))
        await transport.answer(4, Self.page(4, of: 4))
        #expect(try await reader.next()?.rows.last == ListModel.row(799))
        for _ in 0..<3 { #expect(try await reader.next() == nil) }
        await rest()
        #expect(offsets(transport) == ["0", "200", "400", "600"])
        #expect(transport.calledOff.isEmpty)
    }

    @Test func `closing calls off what is on its way`() async throws {
        let transport = HeldTransport()
        let reader = HSSClient.test(transport).list(ListQuery(.registryImages))
        async let first = reader.next()
        await transport.answer(1, Self.page(1, of: 3))
        _ = try await first
        await transport.waitForCalls(2)
        reader.close()
        while transport.calledOff.isEmpty { await Task.yield() }
        #expect(transport.calledOff == [2])
        #expect(try await reader.next() == nil)
        reader.close()
        await rest()
        #expect(transport.calls.count == 2)
    }

    @Test func `a reader that is dropped calls off what is on its way`() async throws {
        let transport = HeldTransport()
        do {
            let reader = HSSClient.test(transport).list(ListQuery(.registryImages))
            async let first = reader.next()
            await transport.answer(1, Self.page(1, of: 3))
            _ = try await first
            await transport.waitForCalls(2)
        }
        while transport.calledOff.isEmpty { await Task.yield() }
        #expect(transport.calledOff == [2])
    }

    @Test func `closing ends a wait for a page`() async {
        let transport = HeldTransport()
        let reader = HSSClient.test(transport).list(ListQuery(.registryImages))
        let waiting = Task { try await reader.next() }
        await transport.waitForCalls(1)
        reader.close()
        let error = await #expect(throws: HSSError.self) { try await waiting.value }
        #expect(error?.kind == .cancelled)
        #expect((try? await reader.next()) == .some(nil))
    }

    @Test func `an error is raised once, then the same page is asked for again`() async throws {
        let transport = AnsweringTransport { call, number in
            [2, 3].contains(number) ? .refused(400, "HSS.0001") : Self.page(number == 1 ? 1 : 2, of: 2)
        }
        let reader = HSSClient.test(transport).list(ListQuery(.registryImages))
        #expect(try await reader.next()?.rows.count == 200)
        for _ in 0..<2 {
            let error = await #expect(throws: HSSError.self) { try await reader.next() }
            #expect(error?.errorCode == "HSS.0001")
            #expect(error?.message.contains("listing registry images") == true)
        }
        #expect(try await reader.next()?.rows.first == ListModel.row(200))
        #expect(try await reader.next() == nil)
        #expect(transport.calls.map { $0.parameter("offset") } == ["0", "200", "200", "200"])
    }

    @Test func `a caller who is called off gets no page, and the next one the same`() async throws {
        let transport = HeldTransport()
        let reader = HSSClient.test(transport).list(ListQuery(.registryImages))
        let waiting = Task { try await reader.next() }
        await transport.waitForCalls(1)
        waiting.cancel()
        let error = await #expect(throws: HSSError.self) { try await waiting.value }
        #expect(error?.kind == .cancelled)
        #expect(transport.calledOff == [1])
        async let again = reader.next()
        await transport.answer(2, Self.page(1, of: 1))
        #expect(try await again?.rows.count == 200)
        #expect(offsets(transport) == ["0", "0"])
    }

    @Test func `a failed page is tried again as any read`() async throws {
        let transport = AnsweringTransport { _, number in
            number < 3 ? .refused(503, "APIGW.0613") : Self.page(1, of: 1)
        }
        let reader = HSSClient.test(transport).list(ListQuery(.registryImages))
        #expect(try await reader.next()?.rows.count == 200)
        #expect(transport.calls.count == 3)
    }

    @Test(arguments: 1...100)
    func `closing at any moment leaves nothing on its way`(_ moment: Int) async {
        let transport = HeldTransport()
        let reader = HSSClient.test(transport).list(ListQuery(.registryImages))
        let waiting = Task { try? await reader.next() }
        await transport.waitForCalls(1)
        let closing = Task {
            for _ in 0..<moment % 20 { await Task.yield() }
            reader.close()
        }
        await transport.answer(1, Self.page(1, of: 3))
        _ = await waiting.value
        await closing.value
        await rest()
        #expect(transport.calls.count <= 2)
        #expect(transport.heldCount == 0)
        #expect((try? await reader.next()) == .some(nil))
    }
}
