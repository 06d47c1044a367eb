/// Reading a `Retry-After` header: seconds, or a date (RFC 9110 section 10.2.3).
enum RetryAfter {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Seconds from `nowMilliseconds` (wall time since 1970 UTC) on, never negative; nil for anything else.
    static func seconds(_ value: String, nowMilliseconds: Int64) -> Double? {
        let text = value.trimmingSpaces
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }), let seconds = Double(text) {
            return seconds.isFinite ? seconds : nil
        }
        guard let date = httpDate(text) else { return nil }
        return max(0, Double(date.secondsSince1970) - Double(nowMilliseconds) / 1000)
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers may still send.
    private static func httpDate(_ text: String) -> CivilTime? {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == ":" })
        guard parts.count == 8, parts[7] == "GMT",
            let month = months.firstIndex(of: parts[2].lowercased()),
            let day = Int(parts[1]), let year = Int(parts[3]),
            let hour = Int(parts[4]), let minute = Int(parts[5]), let second = Int(parts[6]),
            (1...31).contains(day), (1970...9999).contains(year),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        return CivilTime(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    }
}
