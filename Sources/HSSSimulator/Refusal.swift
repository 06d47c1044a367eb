import HSSSchema

/// An answer that says no, with the status and the body that HSS or its gateway would give.
///
/// Codes and statuses are those of hss-api.md section 6; the wording is the simulator's own.
struct Refusal: Error, Hashable, Sendable {
    let status: Int
    let code: String
    let message: String
    /// Value of `Retry-After`, if one is sent.
    var retryAfter: String?

    /// Gateway bodies carry the request id, those of HSS itself do not (hss-api.md section 5).
    func body(requestID: String) -> [UInt8] {
        var object: JSONObject = ["error_code": .string(self.code), "error_msg": .string(self.message)]
        if self.code.hasPrefix("APIG") { object["request_id"] = .string(requestID) }
        return JSONValue.object(object).encoded()
    }
}

extension Refusal {
    static let unknownAPI = Refusal(
        status: 404,
        code: "APIGW.0101",
        message: "The API does not exist or has not been published in the environment"
    )

    static let bodyTooLarge = Refusal(
        status: 413,
        code: "APIGW.0201",
        message: "Request entity too large: the body may hold 12 MB at most"
    )

    static func notAuthenticated(_ reason: String) -> Refusal {
        Refusal(status: 401, code: "APIGW.0301", message: "Incorrect IAM authentication information: \(reason)")
    }

    static func keyLocked(forSeconds seconds: Int64) -> Refusal {
        notAuthenticated(
            "the access key is locked for \(seconds) more seconds after \(Authenticator.failuresBeforeLock) failed signatures"
        )
    }

    static let tokenExpired = Refusal(status: 401, code: "APIGW.0307", message: "The token must be updated")

    static let projectUnavailable = Refusal(status: 403, code: "APIGW.0310", message: "The project is unavailable")

    static func throttled(stating limit: CallLimit?, retryAfter: String?) -> Refusal {
        Refusal(
            status: 429,
            code: "APIGW.0308",
            message: CallLimit.message(stating: limit),
            retryAfter: retryAfter
        )
    }

    static func notParsed(_ reason: String) -> Refusal {
        Refusal(status: 400, code: "HSS.0002", message: "The request cannot be parsed: \(reason)")
    }

    static func invalidParameter(_ name: String, _ reason: String) -> Refusal {
        Refusal(status: 400, code: "HSS.0001", message: "Invalid parameter \(name): \(reason)")
    }

    static let taskNotFound = Refusal(
        status: 400,
        code: "HSS.0011",
        message: "The resource was not found: no such task"
    )

    static let fileNotFound = Refusal(
        status: 400,
        code: "HSS.1018",
        message: "Invalid file information: no such file"
    )

    static let fileTooLarge = Refusal(
        status: 400,
        code: "HSS.1018",
        message: "Invalid file information: the simulator makes files up to 4 GiB"
    )
}
