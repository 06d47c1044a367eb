/// A documented error code of the gateway, HSS or IAM (hss-api.md section 6).
public struct ServiceCode: Sendable, Hashable {
    /// The code, such as `APIGW.0301`.
    public let code: String
    /// What it says, in plain words.
    public let meaning: String
    /// What to do about it.
    public let advice: String

    private init(_ code: String, _ meaning: String, _ advice: String) {
        self.code = code
        self.meaning = meaning
        self.advice = advice
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

    /// Every entry, in the order of the documentation.
    public static let all: [ServiceCode] = [
        ServiceCode(
            "APIGW.0101",
            "the gateway does not know this API",
            "check that HSS exists in the region, and the endpoint"
        ),
        ServiceCode(
            "APIGW.0201",
            "the gateway could not pass the request on (bad or too large a request, or HSS is down or slow)",
            "with status 502 or 504 try again later, otherwise check the request"
        ),
        ServiceCode(
            "APIGW.0301",
            "IAM did not accept the token, the access key or the signature",
            "check the credentials, the region and the machine's clock (15 minutes off at most); "
                + "after five failures in a row the key is locked for 5 minutes"
        ),
        ServiceCode("APIGW.0302", "the IAM user is not allowed to call this API", "ask the account's administrator"),
        ServiceCode("APIGW.0303", "the app authentication is wrong", "check the credentials"),
        ServiceCode("APIGW.0304", "the app is not authorised for this API", "ask the account's administrator"),
        ServiceCode("APIGW.0305", "the authentication information is wrong", "check the credentials"),
        ServiceCode("APIGW.0306", "access to the API is denied", "check the caller's permissions for HSS"),
        ServiceCode(
            "APIGW.0307",
            "the token must be renewed, or belongs to another region",
            "get a new token for this region"
        ),
        ServiceCode("APIGW.0308", "too many calls", "wait and call less often"),
        ServiceCode("APIGW.0310", "the project cannot be used", "check the project id"),
        ServiceCode("APIGW.0401", "the caller's address is unknown", "call from an address that is allowed"),
        ServiceCode("APIGW.0402", "the caller's address is not allowed", "call from an address that is allowed"),
        ServiceCode("APIGW.0601", "the gateway failed", "try again later"),
        ServiceCode("APIGW.0605", "the gateway could not resolve a name", "try again later"),
        ServiceCode("APIGW.0606", "the gateway failed", "try again later"),
        ServiceCode("APIGW.0608", "the gateway failed", "try again later"),
        ServiceCode("APIGW.0609", "the gateway failed", "try again later"),
        ServiceCode(
            "APIGW.0610",
            "the gateway found no HSS behind it; the request was not handed on",
            "try again later"
        ),
        ServiceCode("APIGW.0613", "IAM is down; the request was not handed on", "try again later"),
        ServiceCode("APIGW.0801", "the service cannot be used in this region", "check the region"),
        ServiceCode("APIGW.0802", "the IAM user cannot be used in this region", "check the region and the credentials"),
        ServiceCode("HSS.0001", "HSS calls a parameter invalid", "check the request's values"),
        ServiceCode("HSS.0002", "HSS could not parse the request", "check the request's values"),
        ServiceCode("HSS.0010", "HSS denied the access", "check the caller's permissions and the enterprise project"),
        ServiceCode("HSS.0011", "HSS does not know the resource", "check the ids in the request"),
        ServiceCode(
            "HSS.0013",
            "the caller has no permission",
            "check the caller's permissions; who has rights on one enterprise project only must name it"
        ),
        ServiceCode("HSS.0014", "the quota may not be created", "check the HSS edition and its quota"),
        ServiceCode("HSS.1002", "the HSS quota is used up", "check the HSS edition and its quota"),
        ServiceCode("HSS.1011", "HSS could not convert a time", "times are milliseconds since 1970 UTC"),
        ServiceCode("HSS.1017", "HSS could not query the tenant's security report", "try again later"),
        ServiceCode("HSS.1018", "HSS calls the file information invalid", "check the ids in the request"),
        ServiceCode("IAM.0006", "IAM failed", "try again later"),
        ServiceCode("IAM.0007", "IAM calls a request parameter invalid", "check user, domain and project names"),
        ServiceCode("IAM.0009", "IAM calls the token invalid", "get a new token"),
        ServiceCode("IAM.0011", "IAM calls the request body invalid", "check user, domain and project names"),
        ServiceCode("IAM.0072", "IAM misses a property in the request", "check user, domain and project names"),
        ServiceCode("PAP5.0001", "an identity policy denies the access", "ask the account's administrator"),
        ServiceCode(
            "EPS.0002",
            "the enterprise project service calls the request bad",
            "check the enterprise project id"
        ),
    ]
}
