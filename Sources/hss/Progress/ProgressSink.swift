/// Where progress is shown.
protocol ProgressSink: Sendable {
    func open()
    /// Never waits for a reader; a line that cannot be written now is left out.
    func show(_ line: ProgressLine, isDue: Bool)
    func close()
}

/// A line of its own each time, for logs and files.
struct PlainProgress: ProgressSink {
    let write: @Sendable (String) -> Void

    init(write: @escaping @Sendable (String) -> Void = { Standard.progress(line: $0) }) {
        self.write = write
    }

    func open() {}

    func show(_ line: ProgressLine, isDue: Bool) {
        if isDue { write("hss: running: \(line.text())") }
    }

    func close() {}
}
