/// A documented error code of the gateway, HSS or IAM (hss-api.md section 6).
public struct ServiceCode: Sendable, Hashable {
    /// The code, such as `APIGW.0301`.
    public let code: String
    /// The HTTP statuses it comes with; empty if the documentation names none.
    public let httpStatuses: [Int]
    /// What it says, in plain words.
    public let meaning: String
    /// What to do about it.
    public let advice: String
    /// What else is known, as one sentence.
    public let note: String?

    init(_ code: String, _ httpStatuses: [Int], _ meaning: String, _ advice: String, note: String? = nil) {
        self.code = code
        self.httpStatuses = httpStatuses
        self.meaning = meaning
        self.advice = advice
        self.note = note
    }

    /// Meaning and advice as one text.
    public var explanation: String { "\(meaning); \(advice)" }

    /// The entry of a code, nil if it is not documented. Some gateways say `APIG.` for `APIGW.`.
    public static func find(_ code: String) -> ServiceCode? {
        let code = canonical(code)
        return all.first { $0.code == code }
    }

    static func canonical(_ code: String) -> String {
        code.hasPrefix("APIG.") ? "APIGW." + code.dropFirst(5) : code
    }
}
