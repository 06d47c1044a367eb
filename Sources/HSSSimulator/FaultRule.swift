/// One way in which a ``Simulator`` misbehaves, and when (contract section 8).
///
/// ```swift
/// configuration.faults = [
///     FaultRule(method: "POST", pathPart: "export-tasks", .cutAfter, .once),
///     try FaultRule(parsing: "GET export-task/: 503 code=APIGW.0613 every 3"),
/// ]
/// ```
///
/// Rules are asked in their order, and the first that fires decides. A rule counts the calls that match it and that
/// no earlier rule has taken. Calls to `/_sim/…` meet no faults.
public struct FaultRule: Sendable, Hashable {
    /// What happens to a call.
    public enum Effect: Sendable, Hashable {
        /// Refused with that status (200 to 599) before anything is checked or done.
        ///
        /// The body is what the gateway, or a load balancer before it, would give with that status. `code` sets the
        /// error code; `retryAfter` is sent as it is.
        case status(Int, code: String? = nil, retryAfter: String? = nil)
        /// The connection is cut, and the service never saw the request.
        case cutBefore
        /// Carried out, then the connection is cut without an answer.
        case cutAfter
        /// Carried out; the answer is held back for so long (at most a day).
        case delay(milliseconds: Int)
        /// Carried out; the answer is announced in full, then the connection is cut in the middle of its body.
        case half
        /// 200 with the HTML of a login page, as a proxy would answer; the service never saw the request.
        case html
        /// 200 with a gigabyte of JSON; the service never saw the request.
        case huge
        /// Carried out; `Content-Length` announces less than is sent.
        case wrongLength
    }

    /// Which of the matching calls are hit.
    public enum Occasion: Sendable, Hashable {
        /// Each of them.
        case always
        /// The first so many (1 or more).
        case first(Int)
        /// Every so-many-th (1 or more): with 3 the third, the sixth and so on.
        case every(Int)
        /// So many of a hundred (0 to 100), drawn from the simulator's seed.
        case percent(Double)

        /// The first matching call.
        public static let once = Occasion.first(1)
    }

    /// The method to match, such as `POST`; nil matches all.
    public var method: String?
    /// A part of the path as it is sent, such as `export-task/`; nil matches all.
    public var pathPart: String?
    /// What happens.
    public var effect: Effect
    /// When it happens.
    public var occasion: Occasion

    /// A rule made of its parts.
    public init(
        method: String? = nil,
        pathPart: String? = nil,
        _ effect: Effect,
        _ occasion: Occasion = .always
    ) {
        self.method = method
        self.pathPart = pathPart
        self.effect = effect
        self.occasion = occasion
    }
}

extension FaultRule {
    static let statuses = 200...599
    static let delays = 0...86_400_000
    static let counts = 1...1_000_000_000
    static let percentages = 0.0...100.0

    func matches(method: String, path: String) -> Bool {
        guard self.method == nil || self.method == method else { return false }
        guard let part = self.pathPart, !part.isEmpty else { return true }
        return path.contains(part)
    }

    /// Whether all numbers are within their bounds, as those of a parsed rule are.
    var isUsable: Bool {
        let effectIsUsable =
            switch self.effect {
            case .status(let status, _, _): Self.statuses.contains(status)
            case .delay(let milliseconds): Self.delays.contains(milliseconds)
            case .cutBefore, .cutAfter, .half, .html, .huge, .wrongLength: true
            }
        let occasionIsUsable =
            switch self.occasion {
            case .always: true
            case .first(let count), .every(let count): Self.counts.contains(count)
            case .percent(let percentage): Self.percentages.contains(percentage)
            }
        return effectIsUsable && occasionIsUsable
    }
}
