public import Logging

extension HSSClient {
    /// What a client works with. Nothing of it is looked up or checked before the first call.
    public struct Configuration: Sendable {
        /// Region or endpoint.
        public var endpoint: EndpointChoice
        /// Where credentials are looked for.
        public var credentials: CredentialChain
        /// The project; nil for the one that comes with the credentials.
        public var projectID: String?
        /// The enterprise project of every call that names none; nil sends none.
        public var enterpriseProjectID: String?
        /// Longest time of one HTTP call.
        public var timeout: Duration = .seconds(60)
        /// How fast calls to each endpoint follow each other.
        public var pace = Pace.auto
        /// How often a failed call is sent again.
        public var retry = RetryPolicy()
        /// Draws from 0 to 1 for the waits between tries.
        public var jitter: @Sendable () -> Double = { .random(in: 0...1) }
        /// Most calls in flight.
        public var concurrency = 8
        /// Sent as `User-Agent`.
        public var userAgent = "hss/\(HSSVersion.current)"
        /// Carries the calls; shut down with the client, so each client needs its own.
        public var transport: any Transport
        /// Dates the signatures and measures the calls.
        public var clock: any HSSClock = SystemClock()
        /// Gets one line a call at level debug, without bodies and headers.
        public var logger = Logger(label: "hss.client", factory: { _ in SwiftLogNoOpLogHandler() })

        public init(
            endpoint: EndpointChoice,
            credentials: CredentialChain,
            projectID: String? = nil,
            transport: any Transport = AsyncHTTPTransport()
        ) {
            self.endpoint = endpoint
            self.credentials = credentials
            self.projectID = projectID
            self.transport = transport
        }

        /// Region, endpoint, credentials and project as the environment names them (contract.md sections 1 and 5).
        /// Its `transport` is a plain one; proxies and CA of the environment go into `AsyncHTTPTransport.Configuration`.
        public static func from(
            environment: [String: String],
            endpoint: String? = nil,
            region: String? = nil,
            projectID: String? = nil,
            enterpriseProjectID: String? = nil,
            transport: any Transport = AsyncHTTPTransport()
        ) -> Configuration {
            var configuration = Configuration(
                endpoint: .from(endpoint: endpoint, region: region, environment: environment),
                credentials: .standard(environment: environment),
                projectID: ProjectID.from(option: projectID, environment: environment),
                transport: transport
            )
            configuration.enterpriseProjectID =
                enterpriseProjectID ?? environment.nonEmpty("HW_ENTERPRISE_PROJECT_ID")
            return configuration
        }
    }
}

extension AsyncHTTPTransport.Configuration {
    /// Proxies and CA as the environment names them; `caFile` stands in for `SSL_CERT_FILE`.
    public static func from(environment: [String: String], caFile: String? = nil) -> Self {
        var configuration = Self()
        configuration.proxies = .from(environment)
        configuration.trustRoots = .from(option: caFile, environment: environment)
        return configuration
    }
}
