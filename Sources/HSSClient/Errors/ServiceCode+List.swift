extension ServiceCode {
    /// Every entry, in the order of the documentation.
    public static let all: [ServiceCode] = gateway + hss + otherServices

    private static let gatewayFailure = "the gateway failed (an internal error, name resolution or configuration)"

    private static let gateway: [ServiceCode] = [
        ServiceCode(
            "APIGW.0101",
            [404],
            "the gateway does not know this API",
            "check that HSS exists in the region, and the endpoint"
        ),
        ServiceCode(
            "APIGW.0201",
            [400, 413, 414, 494, 502, 504],
            "the gateway could not pass the request on (bad or too large a request, or HSS is down or slow)",
            "with status 502 or 504 try again later, otherwise check the request",
            note: "400 is a bad request, 413 a body beyond 12 MB, 414 a URI and 494 headers that are too large, "
                + "502 an HSS that is down, 504 one that is slow"
        ),
        ServiceCode(
            "APIGW.0301",
            [401],
            "IAM did not accept the token, the access key or the signature",
            "check the credentials, the region and the machine's clock (15 minutes off at most); "
                + "after five failures in a row the key is locked for 5 minutes"
        ),
        ServiceCode(
            "APIGW.0302",
            [403],
            "the IAM user is not allowed to call this API",
            "ask the account's administrator"
        ),
        ServiceCode("APIGW.0303", [401], "the app authentication is wrong", "check the credentials"),
        ServiceCode("APIGW.0304", [403], "the app is not authorised for this API", "ask the account's administrator"),
        ServiceCode("APIGW.0305", [401], "the authentication information is wrong", "check the credentials"),
        ServiceCode("APIGW.0306", [403], "access to the API is denied", "check the caller's permissions for HSS"),
        ServiceCode(
            "APIGW.0307",
            [401],
            "the token must be renewed, or belongs to another region",
            "get a new token for this region"
        ),
        ServiceCode(
            "APIGW.0308",
            [429],
            "too many calls",
            "wait and call less often",
            note: "the gateway's default is 200 calls a second per API; HSS documents 5 a minute per user and API"
        ),
        ServiceCode("APIGW.0310", [403], "the project cannot be used", "check the project id"),
        ServiceCode("APIGW.0401", [403], "the caller's address is unknown", "call from an address that is allowed"),
        ServiceCode("APIGW.0402", [403], "the caller's address is not allowed", "call from an address that is allowed"),
        ServiceCode("APIGW.0601", [500], gatewayFailure, "try again later"),
        ServiceCode("APIGW.0605", [500], gatewayFailure, "try again later"),
        ServiceCode("APIGW.0606", [500], gatewayFailure, "try again later"),
        ServiceCode("APIGW.0608", [500], gatewayFailure, "try again later"),
        ServiceCode("APIGW.0609", [500], gatewayFailure, "try again later"),
        ServiceCode(
            "APIGW.0610",
            [502],
            "the gateway found no HSS behind it; the request was not handed on",
            "try again later"
        ),
        ServiceCode("APIGW.0613", [503], "IAM is down; the request was not handed on", "try again later"),
        ServiceCode("APIGW.0801", [403], "the service cannot be used in this region", "check the region"),
        ServiceCode(
            "APIGW.0802",
            [403],
            "the IAM user cannot be used in this region",
            "check the region and the credentials"
        ),
    ]

    private static let hss: [ServiceCode] = [
        ServiceCode("HSS.0001", [400], "HSS calls a parameter invalid", "check the request's values"),
        ServiceCode("HSS.0002", [400], "HSS could not parse the request", "check the request's values"),
        ServiceCode(
            "HSS.0010",
            [400],
            "HSS denied the access",
            "check the caller's permissions and the enterprise project"
        ),
        ServiceCode("HSS.0011", [400], "HSS does not know the resource", "check the ids in the request"),
        ServiceCode(
            "HSS.0013",
            [400],
            "the caller has no permission",
            "check the caller's permissions; who has rights on one enterprise project only must name it"
        ),
        ServiceCode("HSS.0014", [400], "the quota may not be created", "check the HSS edition and its quota"),
        ServiceCode(
            "HSS.0041",
            [500],
            "HSS failed",
            "try again later",
            note: "only an older table of HSS lists the code; what it means is not known"
        ),
        ServiceCode("HSS.1002", [400], "the HSS quota is used up", "check the HSS edition and its quota"),
        ServiceCode("HSS.1011", [400], "HSS could not convert a time", "times are milliseconds since 1970 UTC"),
        ServiceCode("HSS.1017", [400], "HSS could not query the tenant's security report", "try again later"),
        ServiceCode("HSS.1018", [400], "HSS calls the file information invalid", "check the ids in the request"),
    ]

    private static let otherServices: [ServiceCode] = [
        ServiceCode("IAM.0006", [], "IAM failed", "try again later"),
        ServiceCode("IAM.0007", [], "IAM calls a request parameter invalid", "check user, domain and project names"),
        ServiceCode("IAM.0009", [], "IAM calls the token invalid", "get a new token"),
        ServiceCode("IAM.0011", [], "IAM calls the request body invalid", "check user, domain and project names"),
        ServiceCode("IAM.0072", [], "IAM misses a property in the request", "check user, domain and project names"),
        ServiceCode("PAP5.0001", [], "an identity policy denies the access", "ask the account's administrator"),
        ServiceCode(
            "EPS.0002",
            [],
            "the enterprise project service calls the request bad",
            "check the enterprise project id"
        ),
    ]
}
