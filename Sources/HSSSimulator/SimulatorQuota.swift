/// How many calls the simulated service takes, for each endpoint on its own.
///
/// Any span of a minute, shortened by ``SimulatorConfiguration/timeScale``, has room for so many calls; what is refused
/// for being too much uses up nothing.
public struct SimulatorQuota: Sendable, Hashable, CustomStringConvertible {
    /// The calls that fit into a minute; nil if there is no limit.
    public let callsPerMinute: Int?

    private init(callsPerMinute: Int?) {
        self.callsPerMinute = callsPerMinute
    }

    /// As many as come.
    public static let none = SimulatorQuota(callsPerMinute: nil)

    /// What HSS documents for one user: 5 a minute (hss-api.md section 7).
    public static let documented = SimulatorQuota.perMinute(5)

    /// So many a minute, at least 1.
    public static func perMinute(_ calls: Int) -> SimulatorQuota {
        SimulatorQuota(callsPerMinute: max(1, calls))
    }

    /// Reads what `--quota` takes: `none`, `documented` or `N/m`.
    ///
    /// - Throws: ``SimulatorSyntaxError`` that says what was expected.
    public init(parsing text: String) throws(SimulatorSyntaxError) {
        switch text {
        case "none":
            self = .none
        case "documented":
            self = .documented
        default:
            let number = text.dropLast("/m".count)
            guard text.hasSuffix("/m"), number.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
                let calls = Int(number), (1...1_000_000).contains(calls)
            else {
                throw SimulatorSyntaxError(
                    of: "quota",
                    text,
                    reason: "expected none, documented (5/m) or N/m, such as 30/m, with N from 1 to 1000000"
                )
            }
            self = .perMinute(calls)
        }
    }

    /// `none` or `N/m`.
    public var description: String { self.callsPerMinute.map { "\($0)/m" } ?? "none" }
}

extension SimulatorQuota {
    /// What is enforced; nil without a limit.
    func limit(timeScale: Double) -> CallLimit? {
        self.callsPerMinute.map { CallLimit(calls: $0, inMilliseconds: 60_000, timeScale: timeScale) }
    }
}
