/// How fast calls to one endpoint may follow each other (contract.md section 5).
public enum Pace: Sendable, Hashable {
    /// Free until the service refuses calls for being too many, then as fast as it accepts them.
    case auto
    /// Never held back; a refusal counts as a failed try.
    case none
    /// At most that many calls in any span of that length.
    case fixed(QuotaWindow)

    /// Reads `auto`, `none`, `N/s` and `N/m`; nil for anything else, and for an N below 1.
    public init?(_ text: String) {
        switch text {
        case "auto": self = .auto
        case "none": self = .none
        default:
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let count = Int(parts[0]), (1...1_000_000).contains(count)
            else { return nil }
            switch parts[1] {
            case "s": self = .fixed(QuotaWindow(limit: count, seconds: 1))
            case "m": self = .fixed(QuotaWindow(limit: count, seconds: 60))
            default: return nil
            }
        }
    }
}
