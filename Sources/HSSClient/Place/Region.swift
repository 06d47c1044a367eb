import HSSSchema

/// A region that has HSS (hss-api.md section 4.6).
public struct Region: Sendable, Hashable {
    /// The id, such as `cn-north-4`.
    public let id: String

    /// The documented ids, in the documented order.
    public static let knownIDs: [String] = [
        "cn-north-1", "cn-north-2", "cn-north-4", "cn-north-9", "cn-north-11", "cn-north-12",
        "cn-east-2", "cn-east-3", "cn-east-4", "cn-east-5",
        "cn-south-1", "cn-south-2", "cn-south-4", "cn-southwest-2", "cn-southwest-3",
        "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "af-south-1", "af-north-1", "sa-brazil-1", "la-south-2", "la-north-2", "na-mexico-1",
        "tr-west-1", "ae-ad-1", "me-east-1", "my-kualalumpur-1", "ru-moscow-1", "eu-west-101",
    ]

    /// - Throws: `config` for an id that is not documented; it names the nearest one and all of them.
    public init(id: String) throws(HSSError) {
        guard Self.knownIDs.contains(id) else {
            throw .unknownRegion(id, nearest: Suggestion.nearest(to: id, in: Self.knownIDs), known: Self.knownIDs)
        }
        self.id = id
    }

    /// Where HSS of this region is reached.
    public var endpoint: Endpoint {
        let domain = id == "eu-west-101" ? "myhuaweicloud.eu" : "myhuaweicloud.com"
        return Endpoint(scheme: .https, host: "hss.\(id).\(domain)")
    }
}
