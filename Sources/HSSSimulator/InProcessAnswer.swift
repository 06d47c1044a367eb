import NIOCore

/// What an ``InProcessSimulator`` answers: as much of it as a client would see on the wire.
public struct InProcessAnswer: Sendable {
    /// The HTTP status; 0 if the connection was cut before any answer.
    public let status: Int
    /// Header fields, such as `Content-Type`, `X-Request-Id`, `Retry-After`, and `Content-Length` as announced.
    public let headers: [(name: String, value: String)]
    /// The body, or what reached the client of it.
    ///
    /// The gigabyte of the fault `huge` ends after ``hugeLength`` bytes.
    public let body: [UInt8]
    /// How long the answer is to be held back, in milliseconds; waiting is up to the caller.
    public let delayMilliseconds: Int
    /// Whether the connection would be cut: before the answer, or within its body.
    public let isCut: Bool

    /// How many bytes of a huge body are made: more than any answer in JSON may have (contract section 5).
    public static let hugeLength = 2 << 20
}

extension InProcessAnswer {
    init(_ answer: SimulatedAnswer) {
        let (whole, half) = (answer.body.count, answer.body.count / 2)
        var announced: Int?
        switch answer.delivery {
        case .whole:
            (self.body, announced, self.isCut) = (answer.body, whole, false)
        case .half:
            (self.body, announced, self.isCut) = (Array(answer.body.prefix(half)), whole, true)
        case .shortLength:
            // A client reads no further than what was announced.
            (self.body, announced, self.isCut) = (Array(answer.body.prefix(half)), half, false)
        case .gigabyte:
            (self.body, announced, self.isCut) = (Self.beginningOfGigabyte, nil, true)
        case .cut:
            (self.body, announced, self.isCut) = ([], nil, true)
        }
        self.status = answer.status
        self.headers = answer.headerFields(announcing: announced).map { ($0.name, $0.value) }
        self.delayMilliseconds = answer.delayMilliseconds
    }

    private static var beginningOfGigabyte: [UInt8] {
        var bytes: [UInt8] = []
        for part in Gigabyte() {
            guard bytes.count < Self.hugeLength else { break }
            bytes.append(contentsOf: part.readableBytesView.prefix(Self.hugeLength - bytes.count))
        }
        return bytes
    }
}
