/// Text that must never reach a log line, an error or a report: printing, interpolating or dumping it shows a mask.
struct Secret: Sendable, Hashable {
    /// The text itself, for signing and for the wire only.
    let value: String

    init(_ value: String) {
        self.value = value
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "***" }
    var debugDescription: String { "***" }
    var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
