import HSSSchema
import Logging

/// Log lines on standard error: "info: message key=value", or one JSON object a line.
struct StandardErrorLog: LogHandler {
    let format: TalkOptions.Format
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    init(format: TalkOptions.Format) {
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        switch format {
        case .text:
            let tail = fields.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }.joined()
            Standard.error(line: "\(event.level): \(event.message)\(tail)")
        case .json:
            var json: JSONObject = ["level": .string("\(event.level)"), "message": .string("\(event.message)")]
            for (key, value) in fields where json[key] == nil { json[key] = .string("\(value)") }
            Standard.error(line: JSONValue.object(json).text)
        }
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && !text.contains { $0 == " " || $0 == "\"" || $0 == "=" || $0.isNewline }
        return isPlain ? text : JSONValue.string(text).text
    }
}
