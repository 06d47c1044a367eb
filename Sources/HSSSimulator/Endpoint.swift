/// What a path and method stand for.
enum Operation: Sendable, Hashable {
    case createExportTask
    case countReportRows
    case showExportTask
    /// The same answer as ``showExportTask``, with the id in the query.
    case findExportTask
    case downloadFile
    case listImages(CatalogFamily)
    case listBuildRules
    case listImagesOfBuildRule
    case countImages
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

    /// Paths of the service: hss-api.md sections 1 to 3.
    static let all: [Endpoint] = [
        Endpoint("POST", "/v5/{project_id}/image/security-report/export-tasks", .createExportTask),
        Endpoint("POST", "/v5/{project_id}/image/security-report/statistic", .countReportRows),
        Endpoint("GET", "/v5/{project_id}/export-task/{task_id}", .showExportTask),
        Endpoint("GET", "/v5/{project_id}/event/export-task/{task_id}", .showExportTask),
        Endpoint("GET", "/v5/{project_id}/export-task", .findExportTask),
        Endpoint("GET", "/v5/{project_id}/download/{file_id}", .downloadFile),
        Endpoint("GET", "/v5/{project_id}/image/registries/images", .listImages(.registry)),
        Endpoint("GET", "/v5/{project_id}/image/local-repositories", .listImages(.local)),
        Endpoint("GET", "/v5/{project_id}/image/cicd/images", .listImages(.cicd)),
        Endpoint("GET", "/v5/{project_id}/image/build-command-risks", .listBuildRules),
        Endpoint("GET", "/v5/{project_id}/image/build-command-risks/images", .listImagesOfBuildRule),
        Endpoint("GET", "/v5/{project_id}/image/asset/statistics", .countImages),
        Endpoint("GET", "/_sim/state", .showState),
        Endpoint("POST", "/_sim/reset", .reset),
    ]
}

extension Endpoint {
    /// The values of the placeholders, or nil if the path is another one. An empty value matches nothing.
    func parameters(of path: [String]) -> [String: String]? {
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
