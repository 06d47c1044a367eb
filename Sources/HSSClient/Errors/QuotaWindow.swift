/// A limit of calls in a span of time, as an APIGW.0308 text states it:
/// `… policy user over ratelimit,limit:200,time:5 minute` (contract.md section 5).
public struct QuotaWindow: Sendable, Hashable {
    /// Calls allowed in the window.
    public var limit: Int
    /// Length of the window in seconds.
    public var seconds: Double

    public init(limit: Int, seconds: Double) {
        self.limit = limit
        self.seconds = seconds
    }

    /// Nil if the text states no such limit.
    init?(statedIn text: String) {
        let text = text.lowercased()
        guard let limit = Self.number(after: "limit:", in: text).flatMap({ Int($0.number) }),
            let time = Self.number(after: "time:", in: text), let count = Double(time.number), count > 0
        else { return nil }
        let unit = time.rest.drop { $0 == " " }
        let units: [(name: String, seconds: Double)] = [
            ("second", 1), ("minute", 60), ("hour", 3600), ("day", 86400),
        ]
        guard let length = units.first(where: { unit.hasPrefix($0.name) })?.seconds else { return nil }
        self.init(limit: limit, seconds: count * length)
    }

    /// Digits, and decimals if a point stands between digits: a window may be shorter than its unit.
    private static func number(after label: String, in text: String) -> (number: Substring, rest: Substring)? {
        guard let range = text.firstRange(of: label) else { return nil }
        let rest = text[range.upperBound...].drop { $0 == " " }
        let whole = rest.prefix(while: Self.isDigit)
        guard !whole.isEmpty else { return nil }
        let decimals = rest[whole.endIndex...].dropFirst().prefix(while: Self.isDigit)
        let hasDecimals = rest[whole.endIndex...].first == "." && !decimals.isEmpty
        let end = hasDecimals ? decimals.endIndex : whole.endIndex
        return (rest[..<end], rest[end...])
    }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isNumber
    }
}
