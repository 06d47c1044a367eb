/// Answers that do not come from the service.
extension SimulatedAnswer {
    /// Nothing at all: the connection is cut.
    static let cut = SimulatedAnswer(status: 0, contentType: nil, body: [], delivery: .cut)

    /// What a proxy shows to somebody who has not logged in there.
    static let loginPage = SimulatedAnswer(
        status: 200,
        contentType: "text/html; charset=utf-8",
        body: Array(
            """
            <!DOCTYPE html>
            <html><head><title>Sign in</title></head>
            <body><form method="post" action="/login"><input name="user"><input name="password"></form></body></html>

            """.utf8
        )
    )

    /// A gigabyte; its bytes are made while they are sent.
    static let huge = SimulatedAnswer(status: 200, body: [], delivery: .gigabyte)

    /// The answer of a fault rule that names a status.
    ///
    /// - Parameters:
    ///   - code: the error code asked for; nil for the usual one.
    ///   - limit: what a 429 states; nil for none.
    static func fault(_ status: Int, code: String?, limit: CallLimit?, requestID: String) -> SimulatedAnswer {
        guard status != 204, status != 304 else {
            return SimulatedAnswer(status: status, contentType: nil, body: [], requestID: requestID)
        }
        if let code {
            let refusal = Refusal(status: status, code: code, message: message(of: code, limit))
            return SimulatedAnswer(refusal, requestID: requestID)
        }
        switch status {
        case 200..<300:
            return SimulatedAnswer(status: status, body: Array("{}".utf8), requestID: requestID)
        case 300..<400:
            var answer = SimulatedAnswer(status: status, contentType: nil, body: [])
            answer.headers = [.init(name: "Location", value: "/login")]
            return answer
        case 503:
            let text = "503 Service Unavailable: no server is available to handle this request\n"
            return SimulatedAnswer(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
        default:
            let code = usualCode(of: status)
            let message = usualMessage(of: status) ?? message(of: code, limit)
            return SimulatedAnswer(Refusal(status: status, code: code, message: message), requestID: requestID)
        }
    }
}

/// Codes as in hss-api.md section 6; the wording is the simulator's own.
private func usualCode(of status: Int) -> String {
    switch status {
    case 400: "HSS.0001"
    case 401: "APIGW.0301"
    case 403: "APIGW.0302"
    case 404: "APIGW.0101"
    case 429: "APIGW.0308"
    case 502, 504: "APIGW.0201"
    case 500...: "APIGW.0601"
    default: "APIGW.0201"
    }
}

private func usualMessage(of status: Int) -> String? {
    switch status {
    case 413: "Request entity too large"
    case 414: "Request URI too large"
    case 502: "Backend unavailable"
    case 504: "Backend timeout"
    default: nil
    }
}

private func message(of code: String, _ limit: CallLimit?) -> String {
    switch code.replacing("APIGW.", with: "APIG.") {
    case "APIG.0101": "The API does not exist or has not been published in the environment"
    case "APIG.0201": "Bad request"
    case "APIG.0301": "Incorrect IAM authentication information"
    case "APIG.0302": "The IAM user is not allowed to access the API"
    case "APIG.0303": "Incorrect app authentication information"
    case "APIG.0304", "APIG.0306": "The app is not allowed to access the API"
    case "APIG.0305": "Incorrect authentication information"
    case "APIG.0307": "The token must be updated"
    case "APIG.0308": CallLimit.message(stating: limit)
    case "APIG.0310": "The project is unavailable"
    case "APIG.0401", "APIG.0402": "The IP address is not allowed to access the API"
    case "APIG.0601", "APIG.0605", "APIG.0606", "APIG.0608", "APIG.0609": "Internal server error"
    case "APIG.0610": "No backend available"
    case "APIG.0613": "The IAM service is unavailable"
    case "APIG.0801", "APIG.0802": "The service is not available to the user in this region"
    case "HSS.0001": "Invalid parameter"
    case "HSS.0002": "The request cannot be parsed"
    case "HSS.0010": "Access denied"
    case "HSS.0011": "The resource was not found"
    case "HSS.0013": "No permission"
    case "HSS.1002": "The quota is exhausted"
    case "HSS.1018": "Invalid file information"
    default: "The request is refused"
    }
}
