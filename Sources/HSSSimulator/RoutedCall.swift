/// A call matched against the table.
struct RoutedCall: Sendable {
    /// Nil when no endpoint has that method and path.
    let operation: Operation?
    /// Key in `calls` of `/_sim/state`: method and path template.
    let name: String
    private let parameters: [String: String]

    /// Whether the call is for the simulator itself and not for the service it plays.
    let isControl: Bool

    init(method: String, path: String) {
        let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
            .map { String(decoding: PercentCoding.decoded($0), as: UTF8.self) }
        self.isControl = segments.first == "_sim"
        for endpoint in Endpoint.all where endpoint.method == method {
            guard let parameters = endpoint.parameters(of: segments) else { continue }
            self.operation = endpoint.operation
            self.name = endpoint.name
            self.parameters = parameters
            return
        }
        self.operation = nil
        self.name = method + " " + Self.template(ofUnknown: segments)
        self.parameters = [:]
    }

    /// What stands in the path for `{name}`; "" if the template does not name it.
    func parameter(_ name: String) -> String { self.parameters[name] ?? "" }

    /// The path with the project id hidden, so that unknown paths of one kind are counted together.
    private static func template(ofUnknown segments: [String]) -> String {
        var shown = segments
        if shown.count > 1, shown[0] == "v5" { shown[1] = "{project_id}" }
        return "/" + shown.joined(separator: "/")
    }
}
