/// Names a run in results and, with its start in front, sorts by time: "20261124T010000Z-3f9a2c1b".
enum RunID {
    static func make(atMilliseconds milliseconds: Int64) -> String {
        let start = UTCTime.text(milliseconds: milliseconds).filter { $0 != "-" && $0 != ":" }
        let random = String(UInt32.random(in: .min ... .max), radix: 16)
        return "\(start)-\(String(repeating: "0", count: 8 - random.count))\(random)"
    }
}
