/// A request that must not be sent.
public struct InvalidRequest: Error, Hashable, CustomStringConvertible {
    /// All that is wrong, in the order of the contract.
    public let violations: [Violation]

    /// A request with these problems.
    public init(violations: [Violation]) {
        self.violations = violations
    }

    /// How many problems there are, then each of them.
    public var description: String {
        let count = violations.count == 1 ? "1 problem" : "\(violations.count) problems"
        return (["\(count) in the request"] + violations.flatMap(\.lines)).joined(separator: "\n")
    }
}
