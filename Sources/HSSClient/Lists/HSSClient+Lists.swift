public import HSSSchema

extension HSSClient {
    /// One page of a list (hss-api.md sections 3.1 and 3.3). Most callers want ``list(_:)``.
    ///
    /// - Parameters:
    ///   - query: which list, and which rows of it.
    ///   - offset: how many rows stand before the page, 0 to `ListSchema.largestOffset`.
    ///   - options: what this call wants otherwise than the client.
    /// - Throws: the kinds of contract.md section 4 that a read can end in.
    public func page(
        of query: ListQuery,
        offset: Int,
        options: CallOptions = CallOptions()
    ) async throws(HSSError) -> ListPage {
        let paging = [HTTPField("offset", "\(offset)"), HTTPField("limit", "\(query.pageSize)")]
        let answer = try await read(
            Reading(
                path: query.schema.path,
                query: query.parameters.map { HTTPField($0.name, $0.value) } + paging,
                namesRegion: query.schema.list == .buildCommandRisks,
                enterpriseProjectID: query.enterpriseProjectID,
                api: .list(query.schema.path),
                activity: "listing \(query.schema.title)",
                answer: .page
            ),
            options: options
        )
        return ListPage(
            total: Int(clamping: answer["total_num"]?.integerValue ?? 0),
            rows: answer["data_list"]?.arrayValue?.compactMap(\.objectValue) ?? []
        )
    }

    /// Reads a whole list, a page ahead of whoever takes the rows.
    public func list(_ query: ListQuery) -> ListReader {
        ListReader(self, query)
    }

    /// The organisations that have images, sorted; HSS has no list of them (hss-api.md section 3.2).
    ///
    /// - Parameters:
    ///   - query: which of the registry images count.
    ///   - note: told what is odd about the list, such as that it changed meanwhile.
    public func namespaces(
        of query: ListQuery = ListQuery(.registryImages),
        note: (ListNote) -> Void = { _ in }
    ) async throws(HSSError) -> [String] {
        let reader = list(query)
        defer { reader.close() }
        var names: Set<String> = []
        while let part = try await reader.next() {
            for row in part.rows {
                if let name = row["namespace"]?.stringValue, !name.isEmpty { names.insert(name) }
            }
            part.notes.forEach(note)
        }
        return names.sorted()
    }

    /// How many rows an export of this request would hold (hss-api.md section 3.4).
    ///
    /// - Throws: the kinds of contract.md section 4 that a read can end in; `argument` for a request without a type of
    ///   report.
    public func rowCount(
        of request: ExportRequest,
        options: CallOptions = CallOptions()
    ) async throws(HSSError) -> Int {
        var body = request
        body.exportSize = nil
        body.securityReportType = nil
        guard let type = request.securityReportType else { throw .noReportType() }
        let answer = try await read(
            Reading(
                method: .post,
                path: "/image/security-report/statistic",
                query: [HTTPField("security_report_type", type.rawValue)],
                namesRegion: true,
                enterpriseProjectID: request.enterpriseProjectID,
                body: body.bodyBytes(),
                api: .reportStatistic,
                activity: "counting the rows of an export",
                answer: .count
            ),
            options: options
        )
        return Int(clamping: answer["total_num"]?.integerValue ?? 0)
    }
}

extension ListSchema {
    /// Below `/v5/{project_id}`.
    fileprivate var path: String {
        switch list {
        case .images(.registry): "/image/registries/images"
        case .images(.local): "/image/local-repositories"
        case .images(.cicd): "/image/cicd/images"
        case .buildCommandRisks: "/image/build-command-risks"
        }
    }
}
