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

        let authentication: Authentication
        let redactor: Redactor
        /// `/v5/{project_id}`, encoded.
        let pathPrefix: String
    }

    /// Looks up endpoint, credentials and project, once; the first call does it by itself.
    ///
    /// - Throws: `config` if one of them is missing or cannot be used.
    public func place() async throws(HSSError) -> Place {
        if let known = resolvedPlace.current { return known }
        let configuration = configuration
        return try await resolvedPlace.get { () async throws(HSSError) in
            let endpoint = try configuration.endpoint.resolve()
            let credentials = try await configuration.credentials.resolve()
            guard let projectID = configuration.projectID ?? credentials.projectID else { throw .noProjectID() }
            return Place(
                endpoint: endpoint,
                endpointURL: endpoint.description,
                region: configuration.endpoint.region,
                projectID: try ProjectID.check(projectID),
                credentials: credentials.description,
                authentication: Authentication(credentials),
                redactor: Redactor(credentials.secretTexts),
                pathPrefix: "/v5/\(PercentEncoding.encode(projectID))"
            )
        }
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
