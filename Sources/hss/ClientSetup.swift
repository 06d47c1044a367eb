import HSSClient
import HSSSimulator
import Logging
import NIOPosix

/// What the options say about calls, brought into the form that the client takes.
struct ClientSetup {
    let connection: ConnectionOptions
    let retry: RetryOptions
    let logger: Logger
    let environment: [String: String]
    /// Where connections live.
    let loops: MultiThreadedEventLoopGroup

    /// - Parameter simulator: stands in for the real service.
    func configuration(simulator: Simulator? = nil) -> HSSClient.Configuration {
        var client = HSSClient.Configuration.from(
            environment: environment,
            endpoint: simulator?.endpoint ?? connection.endpoint,
            region: connection.region,
            projectID: simulator?.projectID ?? connection.projectID,
            enterpriseProjectID: connection.enterpriseProjectID,
            transport: transport(isSimulated: simulator != nil)
        )
        if let simulator { client.credentials = CredentialChain([SimulatorCredentials(simulator)]) }
        client.timeout = .milliseconds(Int64(connection.timeout * 1000))
        client.concurrency = connection.concurrency
        client.pace = retry.rate
        client.retry = retry.policy
        client.logger = logger
        return client
    }

    /// A transport of its own for each client.
    func transport(isSimulated: Bool = false) -> AsyncHTTPTransport {
        var configuration = AsyncHTTPTransport.Configuration()
        if !isSimulated { configuration = .from(environment: environment, caFile: connection.caFile) }
        return AsyncHTTPTransport(configuration: configuration, eventLoopGroup: loops)
    }
}

/// The account that a simulator made up.
struct SimulatorCredentials: CredentialSource {
    let accessKey: String
    let secretKey: String
    let name: String

    init(_ simulator: Simulator) {
        (accessKey, secretKey, name) = (simulator.accessKey, simulator.secretKey, "the simulator")
    }

    init(_ account: SimulatorConfiguration, name: String) {
        (accessKey, secretKey, self.name) = (account.accessKey, account.secretKey, name)
    }

    func find() async throws(HSSError) -> CredentialSearch {
        .found(try .accessKey(id: accessKey, secret: secretKey, source: name))
    }
}
