import HSSSchema
import Testing

@testable import HSSClient

/// What goes over the wire for a page, and which answers are taken for one.
@Suite(.timeLimit(.minutes(1))) struct ListCallTests {
    private static let keys = ["HUAWEICLOUD_SDK_AK": "ak", "HUAWEICLOUD_SDK_SK": "sk"]

    private static func query(_ schema: ListSchema, _ fields: [String: RequestInput]) throws -> ListQuery {
        try ListValidator(schema).query(.table(sequence: [], others: fields.map { (key: $0.key, value: $0.value) }))
    }

    @Test(
        arguments: [
            (.registryImages, [:], "/v5/p/image/registries/images"),
            (.localImages, [:], "/v5/p/image/local-repositories"),
            (.cicdImages, [:], "/v5/p/image/cicd/images"),
            (.buildCommandRisks, ["image_type": .text("registry")], "/v5/p/image/build-command-risks"),
        ] as [(ListSchema, [String: RequestInput], String)]
    )
    func `each list has its address`(_ schema: ListSchema, _ fields: [String: RequestInput], _ path: String)
        async throws
    {
        let transport = AnsweringTransport { _, _ in .page([], of: 0) }
        _ = try await HSSClient.test(transport).page(of: Self.query(schema, fields), offset: 0)
        let call = try #require(transport.calls.first)
        #expect(call.method == .get)
        #expect(call.path == path)
        #expect(call.body.isEmpty)
        #expect(call.header("X-Auth-Token") == "t")
        #expect(call.parameter("limit") == "200")
    }

    @Test func `filters, offset, limit and enterprise project are sent`() async throws {
        let transport = AnsweringTransport { _, _ in .page([], of: 0) }
        let query = try Self.query(
            .registryImages,
            [
                "namespace": .text("a b&=/ü"), "risky": .boolean(false), "limit": .integer(7),
                "enterprise_project_id": .text("e 1"),
            ]
        )
        let client = HSSClient.test(transport) { $0.enterpriseProjectID = "other" }
        _ = try await client.page(of: query, offset: 2_000_000)
        #expect(
            transport.calls.map(\.query) == [
                "enterprise_project_id=e%201&limit=7&namespace=a%20b%26%3D%2F%C3%BC&offset=2000000&risky=false"
            ]
        )
    }

    @Test func `the client's enterprise project serves where a query names none`() async throws {
        let transport = AnsweringTransport { _, _ in .page([], of: 0) }
        let client = HSSClient.test(transport) { $0.enterpriseProjectID = "mine" }
        _ = try await client.page(of: ListQuery(.localImages), offset: 0)
        #expect(transport.calls.first?.query == "enterprise_project_id=mine&limit=200&offset=0")
        let plain = AnsweringTransport { _, _ in .page([], of: 0) }
        _ = try await HSSClient.test(plain).page(of: ListQuery(.localImages), offset: 0)
        #expect(plain.calls.first?.query == "limit=200&offset=0")
    }

    @Test(arguments: [ListSchema.registryImages, .localImages, .cicdImages, .buildCommandRisks])
    func `only the risks want the region in a header`(_ schema: ListSchema) async throws {
        for region in [nil, "cn-north-4"] {
            let transport = AnsweringTransport { _, _ in .page([], of: 0) }
            let client = HSSClient.test(transport, environment: Self.keys, region: region)
            _ = try await client.page(of: ListQuery(schema), offset: 0)
            let call = try #require(transport.calls.first)
            let expected = schema == .buildCommandRisks ? region : nil
            #expect(call.header("region") == expected)
            let signature = try #require(call.header("Authorization"))
            #expect(signature.hasPrefix("SDK-HMAC-SHA256 Access=ak, SignedHeaders="))
            #expect(signature.contains(";region;") == (expected != nil))
        }
    }

    @Test(
        arguments: [
            #"{"total_num":1}"#, #"{"data_list":[]}"#, #"{"total_num":1,"data_list":null}"#,
            #"{"total_num":1,"data_list":{}}"#, #"{"total_num":1,"data_list":"x"}"#,
            #"{"total_num":1,"data_list":[1]}"#, #"{"total_num":1,"data_list":[{},null]}"#,
            #"{"total_num":"1","data_list":[]}"#, #"{"total_num":1.5,"data_list":[]}"#,
            #"{"total_num":null,"data_list":[]}"#, "[]", "null", "", "<html>", #"{"total_num":1,"data_list":[{}"#,
        ]
    )
    func `an answer that is no page is an error, not an empty list`(_ body: String) async throws {
        let transport = AnsweringTransport { _, _ in .json(body) }
        let reader = HSSClient.test(transport).list(ListQuery(.cicdImages))
        let error = await #expect(throws: HSSError.self) { try await reader.next() }
        #expect(error?.kind == .service)
        #expect(error?.message.contains("listing CI/CD images") == true)
        #expect(transport.calls.count == 1)
    }

    @Test func `rows come as the service gave them`() async throws {
        let transport = AnsweringTransport { _, _ in
            .json(#"{"data_list":[{"id":9007199254740993,"later":{"b":1,"a":null}}],"total_num":1,"more":true}"#)
        }
        let page = try await HSSClient.test(transport).page(of: ListQuery(.registryImages), offset: 0)
        let later: JSONObject = ["b": 1, "a": nil]
        #expect(page == ListPage(total: 1, rows: [["id": 9_007_199_254_740_993, "later": .object(later)]]))
    }

    @Test func `organisations are sorted, distinct and not empty`() async throws {
        let rows: [[JSONObject]] = [
            [["id": 1, "namespace": "b"], ["id": 2, "namespace": "a"], ["id": 3, "namespace": ""], ["id": 4]],
            [
                ["id": 5, "namespace": "b"], ["id": 6, "namespace": nil], ["id": 7, "namespace": 5],
                ["id": 1, "namespace": "c"],
            ],
        ]
        let transport = AnsweringTransport { call, _ in
            .page(rows[call.parameter("offset") == "0" ? 0 : 1], of: call.parameter("offset") == "0" ? 9 : 8)
        }
        var notes: [ListNote] = []
        let names = try await HSSClient.test(transport).namespaces { notes.append($0) }
        #expect(names == ["a", "b"])
        #expect(notes == [.repeated(rows: 1), .shrank(from: 9, to: 8)])
        #expect(transport.calls.map(\.path) == Array(repeating: "/v5/p/image/registries/images", count: 2))
    }

    @Test func `organisations of some images only`() async throws {
        let transport = AnsweringTransport { _, _ in .page([], of: 0) }
        let query = try Self.query(.registryImages, ["image_type": .text("harbor")])
        #expect(try await HSSClient.test(transport).namespaces(of: query) == [])
        #expect(transport.calls.first?.parameter("image_type") == "harbor")
    }

    @Test func `without a whole list there are no organisations`() async {
        let transport = AnsweringTransport { call, _ in
            call.parameter("offset") == "0" ? .page([ListModel.row(1)], of: 2) : .refused(400, "HSS.0001")
        }
        let client = HSSClient.test(transport)
        let error = await #expect(throws: HSSError.self) { try await client.namespaces() }
        #expect(error?.kind == .service)
    }
}
