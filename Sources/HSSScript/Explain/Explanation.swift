/// What `hss explain` says about one thing.
public struct Explanation: Sendable, Hashable {
    /// The word that a user asks with, such as `APIGW.0308` or `image_type`.
    public let topic: String
    /// What sort of thing it is, such as `service error code` or `value of scan_status`.
    public let sort: String
    /// What it is or means, and what to do. Of a service code or an error kind it is what stands under an error.
    public let sentence: String
    /// What else there is to know, a line each.
    public let details: [String]

    /// The lines that are printed, each without a line end.
    public var lines: [String] {
        ["\(topic) (\(sort))", sentence] + details.map { "  \($0)" }
    }
}

extension Explanation {
    /// Every explanation of a topic; empty for an unknown one.
    ///
    /// Letter case does not count, nor whether `-` or `_` is written, nor whether a gateway says `APIG.` or `APIGW.`.
    public static func find(_ topic: String) -> [Explanation] {
        let wanted = folded(topic)
        return groups.flatMap(\.explanations).filter { folded($0.topic) == wanted }
    }

    /// Every topic once, in the order of the groups.
    public static var topics: [String] {
        var seen: Set<String> = []
        return groups.flatMap(\.topics).filter { seen.insert($0).inserted }
    }

    private static func folded(_ topic: String) -> String {
        let topic = topic.lowercased().replacing("-", with: "_")
        return topic.hasPrefix("apig.") ? "apigw." + topic.dropFirst(5) : topic
    }
}
