import Logging
import Synchronization

extension HSSClient {
    /// Where the calls go and on whose behalf: what the first call found out.
    public struct Place: Sendable {
        /// The endpoint in force.
        public let endpoint: Endpoint
        /// The endpoint's URL, made once for the records of many calls.
        public let endpointURL: String
        /// The region's id, if one is named.
        public let region: String?
        /// The project in force.
        public let projectID: String
        /// Kind and source of the credentials, such as `access key from environment (HW_ACCESS_KEY, HW_SECRET_KEY)`.
        public let credentials: String

        /// A closure, because a source may hold secrets that a dump of this would show.
        let renew: @Sendable () async throws(HSSError) -> Credentials?
        /// How often credentials were renewed before.
        let generation: Int
        let authentication: Authentication
        let redactor: Redactor
        /// `/v5/{project_id}`, encoded.
        let pathPrefix: String
    }

    /// Looks up endpoint, credentials and project, once; the first call does it by itself.
    ///
    /// - Throws: `config` if one of them is missing or cannot be used.
    public func place() async throws(HSSError) -> Place {
        let (generation, lookUp) = places.withLock { ($0.generation, $0.lookUp) }
        if let known = lookUp.current { return known }
        return try await lookUp.get { () async throws(HSSError) in
            // The endpoint first: without one, credentials are nobody's business.
            let endpoint = try configuration.endpoint.resolve()
            let (credentials, source) = try await configuration.credentials.search()
            return try Place(endpoint, credentials, source.renewed, configuration, generation: generation)
        }
    }

    /// The same place with new credentials, asked for once by all calls that found the old ones expired; nil if there
    /// are none to be had.
    func renewedPlace(after expired: Place) async -> Place? {
        let lookUp = places.withLock { places in
            if places.generation == expired.generation {
                places = (expired.generation + 1, Lazily())
            }
            return places.lookUp
        }
        do {
            let place = try await lookUp.get { () async throws(HSSError) in
                guard let credentials = try await expired.renew() else { throw .noNewCredentials() }
                return try Place(
                    expired.endpoint,
                    credentials,
                    expired.renew,
                    configuration,
                    generation: expired.generation + 1
                )
            }
            configuration.logger.info("renewed the \(place.credentials)")
            return place
        } catch {
            configuration.logger.warning(
                "no new credentials in place of the expired \(expired.credentials): \(error.message)"
            )
            return nil
        }
    }
}

extension HSSClient.Place {
    fileprivate init(
        _ endpoint: Endpoint,
        _ credentials: Credentials,
        _ renew: @escaping @Sendable () async throws(HSSError) -> Credentials?,
        _ configuration: HSSClient.Configuration,
        generation: Int
    ) throws(HSSError) {
        guard let projectID = configuration.projectID ?? credentials.projectID else { throw .noProjectID() }
        self.endpoint = endpoint
        endpointURL = endpoint.description
        region = configuration.endpoint.region
        self.projectID = try ProjectID.check(projectID)
        self.credentials = credentials.description
        self.renew = renew
        self.generation = generation
        authentication = Authentication(credentials)
        redactor = Redactor(credentials.secretTexts)
        pathPrefix = "/v5/\(PercentEncoding.encode(projectID))"
    }
}

/// How a call says who makes it.
enum Authentication: Sendable {
    case token(Secret)
    case signature(Signer)

    init(_ credentials: Credentials) {
        switch credentials.kind {
        case .token(let token):
            self = .token(token)
        case .accessKey(let id, let secret, let securityToken):
            self = .signature(Signer(accessKeyID: id, secret: secret, securityToken: securityToken))
        }
    }

    /// - Parameter milliseconds: wall time since 1970 UTC.
    /// - Returns: the signature, which an answer must not be allowed to show.
    func authorize(_ call: inout HTTPCall, projectID: String, at milliseconds: Int64) -> Secret? {
        switch self {
        case .token(let token):
            call.headers.append(HTTPField("X-Auth-Token", token.value))
            return nil
        case .signature(let signer):
            call.headers.append(HTTPField("X-Project-Id", projectID))
            return signer.sign(&call, at: milliseconds)
        }
    }
}
