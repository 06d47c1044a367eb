/// What a path and method stand for.
enum Operation: Sendable, Hashable {
    case createExportTask
    case showExportTask
    case showState
    case reset
}

/// One row of the routing table.
struct Endpoint: Sendable {
    let method: String
    /// The path with its placeholders, as it appears in `calls` of `/_sim/state`.
    let template: String
    let operation: Operation
    /// Method and template: the key in `calls`.
    let name: String
    private let segments: [Segment]

    private enum Segment: Sendable {
        case literal(String)
        case parameter(String)
    }

    private init(_ method: String, _ template: String, _ operation: Operation) {
        self.method = method
        self.template = template
        self.operation = operation
        self.name = method + " " + template
        self.segments = template.split(separator: "/").map { segment in
            segment.hasPrefix("{") ? .parameter(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
    }

    /// Paths of the service: hss-api.md sections 1 and 2.1.
    static let all: [Endpoint] = [
        Endpoint("POST", "/v5/{project_id}/image/security-report/export-tasks", .createExportTask),
        Endpoint("GET", "/v5/{project_id}/export-task/{task_id}", .showExportTask),
        Endpoint("GET", "/_sim/state", .showState),
        Endpoint("POST", "/_sim/reset", .reset),
    ]
}

/// A call matched against the table.
struct RoutedCall: Sendable {
    /// Nil when no endpoint has that method and path.
    let operation: Operation?
    /// Key in `calls` of `/_sim/state`: method and path template.
    let name: String
    let projectID: String
    let taskID: String

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
            self.projectID = parameters["project_id"] ?? ""
            self.taskID = parameters["task_id"] ?? ""
            return
        }
        self.operation = nil
        self.name = method + " " + Self.template(ofUnknown: segments)
        self.projectID = ""
        self.taskID = ""
    }

    /// The path with the project id hidden, so that unknown paths of one kind are counted together.
    private static func template(ofUnknown segments: [String]) -> String {
        var shown = segments
        if shown.count > 1, shown[0] == "v5" { shown[1] = "{project_id}" }
        return "/" + shown.joined(separator: "/")
    }
}

extension Endpoint {
    /// The values of the placeholders, or nil if the path is another one. An empty value matches nothing.
    fileprivate func parameters(of path: [String]) -> [String: String]? {
        guard path.count == self.segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, text) in zip(self.segments, path) {
            switch segment {
            case .literal(let literal):
                guard literal == text else { return nil }
            case .parameter(let name):
                guard !text.isEmpty else { return nil }
                parameters[name] = text
            }
        }
        return parameters
    }
}
