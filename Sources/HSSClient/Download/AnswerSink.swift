/// Takes the body of an answer as it arrives, so that a report of any size never stands in memory.
public protocol AnswerSink: AnyObject, Sendable {
    /// Takes the next bytes of the body. Called in order, one call at a time, never on an event loop.
    func write(_ bytes: [UInt8]) throws(HSSError)
    /// Forgets what came so far: the answer comes anew.
    func restart() throws(HSSError)
}
