public import ArgumentParser
public import HSSClient

/// How fast calls follow each other, and how often a failed one is sent again.
struct RetryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Pace of the calls to each endpoint; auto finds what HSS takes.",
            valueName: "auto|none|N/s|N/m"
        )
    )
    var rate = Pace.auto

    @Option(help: ArgumentHelp("Most tries after the first.", valueName: "n"))
    var retries = 4

    @Flag(help: "Also repeat a creation whose outcome is unknown; it may then exist twice.")
    var retryAmbiguous = false

    @Option(help: ArgumentHelp("Give a call up when its endpoint accepted nothing for so long.", valueName: "seconds"))
    var patience: Double = 900

    func validate() throws {
        guard (0...1000).contains(retries) else { throw ValidationError("--retries must be from 0 to 1000") }
        guard patience > 0, patience <= 10_000_000 else { throw ValidationError("--patience must be above 0") }
    }

    var policy: RetryPolicy {
        var policy = RetryPolicy()
        policy.retries = retries
        policy.retriesAmbiguous = retryAmbiguous
        policy.patience = .milliseconds(Int64(patience * 1000))
        return policy
    }
}

extension Pace: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }

    public var defaultValueDescription: String {
        switch self {
        case .auto: "auto"
        case .none: "none"
        case .fixed(let quota): quota.seconds == 1 ? "\(quota.limit)/s" : "\(quota.limit)/m"
        }
    }
}
