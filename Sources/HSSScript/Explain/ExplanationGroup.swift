import HSSClient
import HSSSchema

/// Explanations of one sort.
public struct ExplanationGroup: Sendable, Hashable {
    /// What they explain, such as `error kinds`.
    public let name: String
    /// In the order of the documentation.
    public let explanations: [Explanation]

    /// The topics, in that order.
    public var topics: [String] { explanations.map(\.topic) }

    /// The lines that list the topics, each without a line end and 100 characters long at most.
    public var lines: [String] {
        var lines = ["\(name):"]
        var line = " "
        for topic in topics {
            if line.count + topic.count + 1 > 100 {
                lines.append(line)
                line = " "
            }
            line += " \(topic)"
        }
        return lines + [line]
    }
}

extension Explanation {
    /// All there is, sorted by what it explains.
    public static let groups: [ExplanationGroup] =
        [ExplanationGroup(name: "fields", explanations: ExportSchema.requestFields.map { Explanation($0) })]
        + ExportSchema.requestFields.filter { !$0.enumValues.isEmpty }.map { field in
            ExplanationGroup(
                name: "values of \(field.name)",
                explanations: field.enumValues.map { Explanation($0, of: field) }
            )
        } + [
            ExplanationGroup(name: "error kinds", explanations: HSSError.Kind.allCases.map { Explanation($0) }),
            ExplanationGroup(name: "service error codes", explanations: ServiceCode.all.map { Explanation($0) }),
            ExplanationGroup(name: "exit statuses", explanations: ExitStatus.explained),
            ExplanationGroup(name: "violation codes", explanations: Violation.Code.allCases.map { Explanation($0) }),
        ]
}
