/// A request as it came over the wire: nothing decoded, so that a signature can be recomputed from it.
struct SimulatedCall: Sendable {
    /// One header field; the name in lower case.
    struct Header: Sendable, Hashable {
        let name: String
        let value: String
    }

    let method: String
    /// Path without query, percent-encoding as sent.
    let path: String
    /// What follows `?`, as sent; empty when there is none.
    let query: String
    let headers: [Header]
    /// The body, or nil when it was larger than ``bodyLimit`` and so not kept.
    let body: [UInt8]?

    /// 12 MB, the gateway's bound for a body (hss-api.md sections 4.2 and 6).
    static let bodyLimit = 12 * 1024 * 1024

    init(method: String, target: String, headers: [Header], body: [UInt8]?) {
        self.method = method
        if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
            self.path = String(target[..<mark])
            self.query = String(target[target.utf8.index(after: mark)...])
        } else {
            self.path = target
            self.query = ""
        }
        self.headers = headers
        self.body = body
    }

    /// The value of the first header of that (lower-case) name.
    func header(_ name: String) -> String? {
        self.headers.first { $0.name == name }?.value
    }

    /// The decoded value of the first query parameter of that name; "" when it has none.
    func queryParameter(_ name: String) -> String? {
        guard !self.query.isEmpty else { return nil }
        let wanted = Array(name.utf8)
        return QueryPair.all(in: self.query).first { $0.name == wanted }.map {
            String(decoding: $0.value, as: UTF8.self)
        }
    }
}
