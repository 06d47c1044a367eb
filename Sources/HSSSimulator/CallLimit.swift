/// So many calls in any span of that length.
struct CallLimit: Sendable, Hashable {
    let calls: Int
    let windowMilliseconds: Int64

    /// - Parameters:
    ///   - milliseconds: length of the window at scale 1.
    ///   - timeScale: by how much faster the time of quotas passes.
    init(calls: Int, inMilliseconds milliseconds: Double, timeScale: Double) {
        self.calls = calls
        // Whole milliseconds, so that the text can state exactly what is enforced; at most some 30,000 years.
        self.windowMilliseconds = Int64(min(max(milliseconds / timeScale, 1), 1e15))
    }

    /// What the gateway allows by itself: 200 a second for each API (hss-api.md section 7).
    static func ofGateway(timeScale: Double) -> CallLimit {
        CallLimit(calls: 200, inMilliseconds: 1000, timeScale: timeScale)
    }

    /// The text of an APIGW.0308 answer; with nil it keeps the limit to itself.
    static func message(stating limit: CallLimit?) -> String {
        let text = "The throttling threshold has been reached: policy user over ratelimit"
        return limit.map { "\(text),limit:\($0.calls),time:\($0.window)" } ?? text
    }

    /// `1 minute`, `0.5 second`: a number and a unit that never has an s, as in the gateway's texts.
    private var window: String {
        if self.windowMilliseconds.isMultiple(of: 60_000) { return "\(self.windowMilliseconds / 60_000) minute" }
        return "\(Self.seconds(self.windowMilliseconds)) second"
    }

    /// Seconds with as many decimals as they need.
    static func seconds(_ milliseconds: Int64) -> String {
        let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        guard rest != 0 else { return "\(whole)" }
        var decimals = String("\(1000 + rest)".dropFirst())
        while decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(whole).\(decimals)"
    }
}
