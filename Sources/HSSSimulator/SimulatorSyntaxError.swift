/// Why a text that shapes a ``Simulator`` was not understood.
public struct SimulatorSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text as it was given.
    public let text: String
    /// What was expected and what stood there, in one line and without the whole text.
    public let reason: String
    /// ``reason`` with the text it is about.
    public let description: String

    init(of subject: String, _ text: String, reason: String) {
        self.text = text
        self.reason = reason
        self.description = "the \(subject) \"\(text)\" cannot be read: \(reason)"
    }
}
