import HSSSchema

/// Whether what came is the report that was asked for. A gateway's or a proxy's way to fail is often an answer that
/// looks like a success.
struct ReportContent {
    /// Where the report is to lie; its ending says what it must be.
    var path: String
    /// In bytes.
    var size: Int64
    /// How many bytes were announced; nil if nobody knows.
    var expected: Int64?
    /// Cleans what the service says.
    var redactor: Redactor

    typealias Read = (_ offset: Int64, _ count: Int) throws(HSSError) -> [UInt8]

    private static let errorLimit: Int64 = 1 << 20
    private static let headLength = 1024

    private var mustBeZip: Bool {
        path.utf8.suffix(4).elementsEqual(".zip".utf8) { $0 == $1 || $0 == $1 - 0x20 && $1 != UInt8(ascii: ".") }
    }

    func check(_ read: Read) throws(HSSError) {
        if let expected, expected != size { throw .wrongLength(path, bytes: size, expected: expected) }
        guard size > 0 else { throw .emptyBody(path) }
        let head = Self.trimmed(try read(0, Self.headLength))
        if head.first == UInt8(ascii: "{"), size < Self.errorLimit {
            try checkForError(Self.trimmed(try read(0, Int(size))))
        }
        guard mustBeZip else { return }
        if head.first == UInt8(ascii: "<") { throw .webPageInsteadOfZip(path, shortened(head, limit: 100)) }
        switch try ZipEnvelope.flaw(size: size, read: read) {
        case nil: return
        case .start: throw .noZip(path, startingWith: described(head))
        case .end: throw .brokenZip(path, bytes: size, "its end is missing, or something follows it")
        case .directory: throw .brokenZip(path, bytes: size, "its directory is not where its end says")
        case .split: throw .brokenZip(path, bytes: size, "it is one part of an archive in several")
        }
    }

    private func checkForError(_ body: ArraySlice<UInt8>) throws(HSSError) {
        guard let object = (try? JSONValue(parsing: body))?.objectValue else { return }
        var error = ErrorBody(HTTPAnswer(status: 200, body: Array(body)), redactor: redactor)
        // A report may be JSON and hold codes of its own further down.
        let code = ["error_code", "errorCode", "code"].lazy.compactMap { Self.text(object[$0]) }.first
        guard code != nil || mustBeZip && error.code != nil else { return }
        if error.code == nil { error.code = code.map { shortened(Array($0.utf8)[...], limit: 64) } }
        throw .errorInsteadOfReport(path, error)
    }

    private static func text(_ value: JSONValue?) -> String? {
        value?.stringValue ?? value?.integerValue.map { String($0) }
    }

    /// Without a byte order mark and blanks at the start.
    private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        return text.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    /// As text if it is some, else in hexadecimal.
    private func described(_ head: ArraySlice<UInt8>) -> String {
        let isText = head.prefix(16).allSatisfy { (0x20...0x7E).contains($0) || [0x09, 0x0A, 0x0D].contains($0) }
        if isText { return "\"\(shortened(head, limit: 40))\"" }
        let digits = head.prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
        return "the bytes \(digits.joined(separator: " "))"
    }

    private func shortened(_ bytes: ArraySlice<UInt8>, limit: Int) -> String {
        PlainText.shortened(redactor.clean(String(decoding: bytes, as: UTF8.self)), limit: limit)
    }
}
