import HTTPTypes
import HummingbirdCore
import NIOCore

/// Brings a ``SimulatedAnswer`` onto the wire, or as much of it as its delivery asks for.
struct AnswerWriter: Sendable {
    let answer: SimulatedAnswer
    let channel: any Channel

    /// - Parameter isBodyless: the answer to a HEAD, of which only the header fields are sent.
    @concurrent
    func write(to writer: consuming ResponseWriter, isBodyless: Bool) async throws {
        let body = ByteBuffer(bytes: self.answer.body)
        let whole = body.readableBytes
        switch self.answer.delivery {
        case .whole:
            let sent = isBodyless ? ByteBuffer() : body
            try await writer.write(response: self.head(announcing: whole), body: ResponseBody(byteBuffer: sent))
        case .half:
            var bodyWriter = try await writer.writeHead(self.head(announcing: whole))
            try await bodyWriter.write(ByteBuffer(bytes: self.answer.body.prefix(whole / 2)))
            // Unlike a full close, this waits for what is still to be written.
            try? await self.channel.close(mode: .output)
            await self.cut()
        case .shortLength:
            try await writer.write(response: self.head(announcing: whole / 2), body: ResponseBody(byteBuffer: body))
        case .gigabyte:
            var bodyWriter = try await writer.writeHead(self.head(announcing: nil))
            do {
                for part in Gigabyte() { try await bodyWriter.write(part) }
                try await bodyWriter.finish(nil)
            } catch {
                // A client that has seen enough goes away, which is no error here.
                await self.cut()
            }
        case .cut:
            await self.cut()
        }
    }

    private func cut() async {
        // It fails only if the connection is closed already.
        try? await self.channel.close()
    }

    /// - Parameter length: the value of `Content-Length`; nil announces none.
    private func head(announcing length: Int?) -> HTTPResponse {
        var head = HTTPResponse(status: .init(code: self.answer.status))
        for field in self.answer.headerFields(announcing: length) {
            if let name = HTTPField.Name(field.name) { head.headerFields[name] = field.value }
        }
        return head
    }
}
