import HSSClient

/// Dates as scripts and results write them: ISO 8601, UTC.
enum UTCTime {
    /// "2026-11-24T01:00:00Z"; milliseconds are cut off.
    static func text(milliseconds: Int64) -> String {
        let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
        let time = CivilTime(secondsSince1970: seconds)
        let date = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
        return "\(date)T\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))Z"
    }

    /// Milliseconds since 1970 UTC of "2025-08-01" or "2025-08-01T00:00:00[.fff](Z|±hh:mm)"; nil for anything else,
    /// such as a 30th of February.
    static func milliseconds(of text: String) -> Int64? {
        let pattern =
            /(\d{4})-(\d\d)-(\d\d)(?:[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d)))?/
        guard text.utf8.allSatisfy({ $0 < 128 }), let match = text.wholeMatch(of: pattern) else { return nil }
        func number(_ digits: Substring?) -> Int { digits.flatMap { Int($0) } ?? 0 }
        let time = CivilTime(
            year: number(match.1),
            month: number(match.2),
            day: number(match.3),
            hour: number(match.4),
            minute: number(match.5),
            second: number(match.6)
        )
        guard CivilTime(secondsSince1970: time.secondsSince1970) == time else { return nil }
        let fraction = Int64(number(match.7.map { ($0 + "00").prefix(3) }))
        let (zoneHours, zoneMinutes) = (number(match.9), number(match.10))
        guard zoneHours < 24, zoneMinutes < 60 else { return nil }
        let zone = Int64(zoneHours * 3600 + zoneMinutes * 60) * (match.8 == "-" ? -1 : 1)
        return (time.secondsSince1970 - zone) * 1000 + fraction
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
