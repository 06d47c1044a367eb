/// Which endpoint a client talks to, before it is looked up: kept as text so that a wrong one is an error of the
/// first call and not of a script that makes none (contract.md section 1).
public struct EndpointChoice: Sendable, Hashable {
    /// The endpoint's URL, which stands in for the region's.
    public var endpoint: String?
    /// The region's id.
    public var region: String?

    /// Either may be nil; with neither, `resolve()` throws.
    public init(endpoint: String? = nil, region: String? = nil) {
        self.endpoint = endpoint
        self.region = region
    }

    /// Options first, then `HSS_ENDPOINT`, and `HUAWEICLOUD_SDK_REGION`, `HW_REGION_NAME` (contract.md section 1);
    /// an empty variable counts as absent.
    public static func from(
        endpoint: String? = nil,
        region: String? = nil,
        environment: [String: String]
    ) -> EndpointChoice {
        EndpointChoice(
            endpoint: endpoint ?? environment.nonEmpty("HSS_ENDPOINT"),
            region: region ?? environment.nonEmpty("HUAWEICLOUD_SDK_REGION") ?? environment.nonEmpty("HW_REGION_NAME")
        )
    }

    /// - Throws: `config` if there is neither endpoint nor region, or one that cannot be used.
    public func resolve() throws(HSSError) -> Endpoint {
        if let endpoint { return try Endpoint(parsing: endpoint) }
        if let region { return try Region(id: region).endpoint }
        throw .noEndpoint()
    }
}
