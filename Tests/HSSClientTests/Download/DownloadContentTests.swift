import Testing

@testable import HSSClient

/// What came is looked at before it gets its name.
@Suite struct DownloadContentTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var body: [UInt8]
        var expected: Int64?
        var kind: HSSError.Kind
        var message: String
        var advice: String
        var code: String?
        var text: String?
        var testDescription: String { "\(name): \(message)" }

        init(
            _ name: String,
            _ body: String,
            expected: Int64? = nil,
            _ kind: HSSError.Kind,
            _ message: String,
            _ advice: String,
            code: String? = nil,
            text: String? = nil
        ) {
            self.init(name, Array(body.utf8), expected: expected, kind, message, advice, code: code, text: text)
        }

        init(
            _ name: String,
            _ body: [UInt8],
            expected: Int64? = nil,
            _ kind: HSSError.Kind,
            _ message: String,
            _ advice: String,
            code: String? = nil,
            text: String? = nil
        ) {
            (self.name, self.body, self.expected, self.kind) = (name, body, expected, kind)
            (self.message, self.advice, self.code, self.text) = (message, advice, code, text)
        }
    }

    private static let again = "download the report again; if that fails, create it anew"
    private static let proxy = "check the endpoint, and whether a proxy or login page stands in between"
    private static let file =
        "HSS does not give the file; look whether the task still exists, or create the report anew"
    private static let format = again + "; if it is a report in another format, name the file without .zip at its end"
    private static let zip = ZipBytes().bytes

    static let refused = [
        Case("x.zip", "", .transport, #"no report came for "IN/x.zip": the answer is empty"#, again),
        Case("x.bin", "", expected: 0, .transport, #"no report came for "IN/x.bin": the answer is empty"#, again),
        Case(
            "x.bin",
            "abc",
            expected: 10,
            .transport,
            #"the report for "IN/x.bin" is cut: 3 bytes came, and 10 were announced"#,
            again
        ),
        Case(
            "x.bin",
            "abc",
            expected: 2,
            .transport,
            #"the report for "IN/x.bin" is too long: 3 bytes came, and 2 were announced"#,
            again
        ),
        Case(
            "x.zip",
            Array(zip.dropLast()),
            .transport,
            #"what came for "IN/x.zip" is no whole zip file: its end is missing, or something follows it (117 bytes came)"#,
            again
        ),
        Case(
            "x.ZIP",
            ZipBytes(directoryShift: 1).bytes,
            .transport,
            #"what came for "IN/x.ZIP" is no whole zip file: its directory is not where its end says (118 bytes came)"#,
            again
        ),
        Case(
            "x.zip",
            ZipBytes(disk: 1).bytes,
            .transport,
            #"what came for "IN/x.zip" is no whole zip file: it is one part of an archive in several (118 bytes came)"#,
            again
        ),
        Case(
            "x.zip",
            "id,name\n1,a\n",
            .transport,
            #"what came for "IN/x.zip" is no zip file: it begins with "id,name 1,a""#,
            format
        ),
        Case(
            "x.zip",
            [0x1F, 0x8B, 0x08, 0x00, 0x00],
            .transport,
            #"what came for "IN/x.zip" is no zip file: it begins with the bytes 1F 8B 08 00"#,
            format
        ),
        Case(
            "x.zip",
            #"{"rows":[1,2]}"#,
            .transport,
            #"what came for "IN/x.zip" is no zip file: it begins with "{"rows":[1,2]}""#,
            format
        ),
        Case(
            "x.zip",
            #"{"error_code":"HSS.1018","error_msg":"bad file","request_id":"r-1"}"#,
            .service,
            #"an error came for "IN/x.zip" in place of the report: HSS.1018 "bad file" (request id r-1)"#,
            "HSS calls the file information invalid; check the ids in the request",
            code: "HSS.1018",
            text: "bad file"
        ),
        Case(
            "x.csv",
            "\u{FEFF} \n{\"errorCode\":\"E.1\",\"errorMsg\":\"gone\"}\n",
            .service,
            #"an error came for "IN/x.csv" in place of the report: E.1 "gone""#,
            file,
            code: "E.1",
            text: "gone"
        ),
        Case(
            "x.bin",
            #"{"code":404}"#,
            .service,
            #"an error came for "IN/x.bin" in place of the report: 404 "{"code":404}""#,
            file,
            code: "404",
            text: #"{"code":404}"#
        ),
        Case(
            "x.zip",
            #"{"error":{"code":"A.1","message":"nested"}}"#,
            .service,
            #"an error came for "IN/x.zip" in place of the report: A.1 "nested""#,
            file,
            code: "A.1",
            text: "nested"
        ),
        Case(
            "x.zip",
            "\r\n<html><head><title>Log in</title></head><body>please</body></html>",
            .service,
            #"a web page came for "IN/x.zip" in place of a zip file: "Log in please""#,
            proxy,
            text: "Log in please"
        ),
        Case("x.zip", "<br>", .service, #"a web page came for "IN/x.zip" in place of a zip file"#, proxy),
    ]

    @Test(arguments: refused)
    func `what is no report is refused`(_ test: Case) throws {
        let scratch = DownloadScratch()
        let file = try DownloadFolder(scratch.inside).file(at: DownloadPath(name: test.name))
        try file.write(test.body)
        let error = #expect(throws: HSSError.self) { try file.finish(expecting: test.expected) }
        #expect(error?.kind == test.kind)
        #expect(error?.message == test.message.replacing("IN", with: scratch.inside))
        #expect(error?.explanation == test.advice)
        #expect(error?.errorCode == test.code)
        #expect(error?.errorMsg == test.text)
        #expect(error?.sent == .yes)
        // The caller may try once more with the same file.
        try file.restart()
        try file.write(Self.zip)
        #expect(try file.finish(expecting: Int64(Self.zip.count)).bytes == Int64(Self.zip.count))
    }

    static let kept: [(name: String, body: [UInt8])] = [
        ("x.zip", zip),
        ("x.zip", ZipBytes(contents: []).bytes),
        ("x.csv", Array("<html>".utf8)),
        ("x", Array("id,name\n".utf8)),
        ("zip", Array("id".utf8)),
        ("x.json", Array(#"{"rows":[{"code":1}],"error":{"code":"A","message":"m"}}"#.utf8)),
        ("x.json", Array(#"{"code":"cut"#.utf8)),
        ("x.json", Array(#"{"code":null}"#.utf8)),
        ("x.json", Array(#"[{"code":"A"}]"#.utf8)),
        ("x.json", Array((#"{"code":"A","rows":""# + String(repeating: "a", count: 1 << 20) + #""}"#).utf8)),
    ]

    @Test(arguments: kept)
    func `what may be a report is kept`(_ name: String, _ body: [UInt8]) throws {
        let scratch = DownloadScratch()
        let file = try DownloadFolder(scratch.inside).file(at: DownloadPath(name: name))
        try file.write(body)
        _ = try file.finish()
        #expect(scratch.bytes("in/\(name)") == body)
    }

    @Test(arguments: [
        #"{"error_code":"A","error_msg":"key hidden-key"}"#, #"{"code":"hidden-key"}"#, "<p>hidden-key</p>",
        "hidden-key",
    ])
    func `an answer that quotes a secret does not give it away`(_ body: String) throws {
        let scratch = DownloadScratch()
        let file = try DownloadFolder(scratch.inside).file(at: DownloadPath(name: "x.zip"))
        try file.write(Array(body.utf8))
        let error = #expect(throws: HSSError.self) {
            try file.finish(expecting: nil, redactor: Redactor(["hidden-key"]))
        }
        #expect(error?.message.contains("***") == true)
        #expect(!"\(error, default: "")".contains("hidden-key"))
        #expect(error?.errorCode?.contains("hidden-key") != true && error?.errorMsg?.contains("hidden-key") != true)
    }
}
