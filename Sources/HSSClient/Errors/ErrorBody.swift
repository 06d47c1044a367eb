import HSSSchema

/// What an answer says about its failure, in whichever of the known shapes (hss-api.md section 5).
struct ErrorBody: Hashable {
    /// The service's code; nil if the body has none of the shapes.
    var code: String?
    /// The service's text, or the raw body made readable; nil for an empty body.
    var message: String?
    /// From the header `X-Request-Id`, else from the body.
    var requestID: String?

    private static let pairs = [("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message")]

    init(_ answer: HTTPAnswer, redactor: Redactor) {
        let json = try? JSONValue(parsing: answer.body)
        let headerID = answer.header("X-Request-Id").flatMap { $0.isEmpty ? nil : $0 }
        let bodyID = json.flatMap { Self.text($0["request_id"]) ?? Self.text($0["requestId"]) }
        let found = json.flatMap { Self.find(in: $0, depth: 0) }
        code = found.map { Self.readable($0.code, redactor, limit: 64) }
        message = Self.readable(found?.message ?? Self.raw(answer.body), redactor, limit: 600)
        if message?.isEmpty == true { message = nil }
        requestID = (headerID ?? bodyID).map { Self.readable($0, redactor, limit: 128) }
    }

    /// Each shape in order at this level, then the same in every nested object.
    private static func find(in value: JSONValue, depth: Int) -> (code: String, message: String)? {
        guard let object = value.objectValue, depth < 8 else { return nil }
        for (codeKey, messageKey) in pairs {
            if let code = text(object[codeKey]), let message = text(object[messageKey]) { return (code, message) }
        }
        for member in object {
            if let found = find(in: member.value, depth: depth + 1) { return found }
        }
        return nil
    }

    // IAM writes its code as a number.
    private static func text(_ value: JSONValue?) -> String? {
        value?.stringValue ?? value?.integerValue.map { String($0) }
    }

    private static func raw(_ body: [UInt8]) -> String {
        String(decoding: body.prefix(16384), as: UTF8.self)
    }

    // The secrets go out before the text is cut, or the cut could leave half of one.
    private static func readable(_ text: String, _ redactor: Redactor, limit: Int) -> String {
        PlainText.shortened(redactor.clean(text), limit: limit)
    }
}
