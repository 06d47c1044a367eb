/// What a ``Simulator`` serves and how it behaves.
///
/// Every value has a default, so `SimulatorConfiguration()` is ready to use. Account values follow from
/// ``seed`` and have the shape of real ones.
public struct SimulatorConfiguration: Sendable, Hashable {
    /// TCP port on 127.0.0.1; 0 takes a free one.
    public var port = 0
    /// The only project the simulator knows (1 to 256 characters); others are refused with 403.
    public var projectID: String
    /// The access key id that may sign requests.
    public var accessKey: String
    /// The secret access key that belongs to ``accessKey``.
    public var secretKey: String
    /// The value of `X-Auth-Token` that is accepted.
    public var token: String
    /// A token that HSS would once have accepted: it is refused with 401 APIGW.0307 (token must be renewed).
    public var expiredToken: String
    /// How long each answer of the service is held back, in milliseconds. `/_sim/…` answers at once.
    public var latencyMilliseconds = 0
    /// How many looks at a task answer `running` before it ends.
    public var polls = 2
    /// How many of 100 tasks end in `failure`, spread evenly over the tasks in the order of their creation.
    public var failingTasksPercent = 0
    /// The same seed gives the same ids and the same data.
    public let seed: UInt64
    /// How many SWR organisations the account has.
    public var namespaces = 5
    /// How many images each organisation holds.
    public var imagesPerNamespace = 20
    /// "Now" for the sample data, in milliseconds since 1970-01-01 UTC: images were scanned in the ten days before.
    ///
    /// Nil stands for the beginning of the hour in which the simulator starts.
    public var dataTime: Int64?
    /// How the service misbehaves: the first rule that fires decides.
    public var faults: [FaultRule] = []
    /// How many calls are taken.
    public var quota = SimulatorQuota.none
    /// By how much faster the time of quotas passes (above 0): with 60, a minute of quota is over in a second.
    ///
    /// It shortens the window, the text of a 429 and its `Retry-After` alike.
    public var timeScale = 1.0
    /// Whether a 429 says what the limit is, as HSS's gateway does.
    public var quotaStatesLimit = true
    /// Whether a 429 of the quota has a `Retry-After`.
    public var quotaSendsRetryAfter = true

    /// A configuration whose account values are derived from `seed`.
    public init(seed: UInt64 = 1) {
        var account = SeededGenerator(seed: seed, stream: GeneratorStream.account)
        self.seed = seed
        self.projectID = account.hex(32)
        self.accessKey = "SIM" + account.text(17, of: SeededGenerator.upperCaseAndDigits)
        self.secretKey = account.text(40, of: SeededGenerator.lettersAndDigits)
        self.token = "MIISIM" + account.text(250, of: SeededGenerator.lettersAndDigits)
        self.expiredToken = "MIIOLD" + account.text(250, of: SeededGenerator.lettersAndDigits)
    }
}

/// The independent sequences drawn from one seed.
enum GeneratorStream {
    static let account: UInt64 = 0
    static let requestIDs: UInt64 = 1
    static let tasks: UInt64 = 2
    /// Each fault rule has a stream of its own from here on; those of ``ImageStream`` follow at 2^33.
    static let faults: UInt64 = 1 << 32
}

extension SimulatorConfiguration {
    /// Refuses values that cannot be served, naming the first of them.
    func checked() throws(SimulatorError) -> SimulatorConfiguration {
        guard (0...65535).contains(self.port) else { throw .unusable("port", "\(self.port)", "0 to 65535") }
        guard (1...256).contains(self.projectID.utf8.count), !self.projectID.contains("/") else {
            throw .unusable("project id", "\"\(self.projectID)\"", "1 to 256 characters without /")
        }
        guard !self.accessKey.isEmpty, !self.secretKey.isEmpty else {
            throw .unusable("access key", "an empty one", "a key and its secret")
        }
        guard !self.token.isEmpty else { throw .unusable("token", "an empty one", "1 to 32768 characters") }
        guard (0...100).contains(self.failingTasksPercent) else {
            throw .unusable("percentage of failing tasks", "\(self.failingTasksPercent)", "0 to 100")
        }
        guard self.polls >= 0 else { throw .unusable("number of polls", "\(self.polls)", "0 or more") }
        guard (0...86_400_000).contains(self.latencyMilliseconds) else {
            throw .unusable("latency", "\(self.latencyMilliseconds) ms", "0 to 86400000 ms, which is a day")
        }
        guard self.timeScale > 0, self.timeScale.isFinite else {
            throw .unusable("time scale", "\(self.timeScale)", "a number above 0")
        }
        if let rule = self.faults.first(where: { !$0.isUsable }) {
            throw .unusable(
                "fault rule",
                "\(rule.effect) \(rule.occasion)",
                "a status of 200 to 599, a delay of 0 to 86400000 ms, a count of 1 or more, 0 to 100 percent"
            )
        }
        guard self.namespaces >= 0, self.imagesPerNamespace >= 0 else {
            throw .unusable("number of namespaces or images", "a negative one", "0 or more")
        }
        let (images, overflow) = self.namespaces.multipliedReportingOverflow(by: self.imagesPerNamespace)
        guard !overflow, images <= ImageCatalog.limit, self.namespaces <= ImageCatalog.limit else {
            throw .unusable(
                "number of namespaces and images",
                "\(self.namespaces) times \(self.imagesPerNamespace)",
                "\(ImageCatalog.limit) images at most, which is as far as an offset reaches"
            )
        }
        if let time = self.dataTime, !ImageCatalog.times.contains(time) {
            throw .unusable("data time", "\(time)", "milliseconds since 1970, from 1973 to 9999")
        }
        return self
    }

    /// The same with its ``dataTime`` fixed.
    ///
    /// - Parameter now: wall time in milliseconds when the simulator starts.
    func started(atMilliseconds now: Int64) -> SimulatorConfiguration {
        var configuration = self
        let bounds = ImageCatalog.times
        configuration.dataTime =
            self.dataTime ?? min(max(now - now % 3_600_000, bounds.lowerBound), bounds.upperBound)
        return configuration
    }
}
