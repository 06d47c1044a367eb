/// What the simulated service, or something in front of it, says to a call.
struct SimulatedAnswer: Sendable {
    /// How much of the answer reaches the client.
    enum Delivery: Sendable, Hashable {
        case whole
        /// All of it is announced; the connection is cut after half of the body.
        case half
        /// All of it is sent, half of it announced.
        case shortLength
        /// A gigabyte of JSON instead of ``SimulatedAnswer/body``.
        case gigabyte
        /// Nothing; the connection is cut.
        case cut
    }

    /// 0 if nothing is answered.
    var status: Int
    /// Nil sends no `Content-Type`.
    var contentType: String? = "application/json"
    var body: [UInt8]
    /// Header fields beside those of framing, type and request id.
    var headers: [SimulatedCall.Header] = []
    /// Value of `X-Request-Id`; nil when something answers that is not Huawei Cloud.
    var requestID: String?
    /// How long the answer is held back, in milliseconds.
    var delayMilliseconds = 0
    var delivery = Delivery.whole
}

extension SimulatedAnswer {
    init(_ refusal: Refusal, requestID: String) {
        self.init(status: refusal.status, body: refusal.body(requestID: requestID), requestID: requestID)
        if let seconds = refusal.retryAfter { self.headers.append(.init(name: "Retry-After", value: seconds)) }
    }

    /// All header fields of the answer.
    ///
    /// - Parameter length: the value of `Content-Length` in bytes; nil announces none.
    func headerFields(announcing length: Int?) -> [SimulatedCall.Header] {
        var fields: [SimulatedCall.Header] = []
        if let type = self.contentType { fields.append(.init(name: "Content-Type", value: type)) }
        if let id = self.requestID { fields.append(.init(name: "X-Request-Id", value: id)) }
        fields += self.headers
        let mayHaveBody = self.status != 204 && self.status != 304
        if let length, mayHaveBody { fields.append(.init(name: "Content-Length", value: "\(length)")) }
        return fields
    }
}
