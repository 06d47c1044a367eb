/// Messages about what a caller configures: credentials, region, endpoint, proxy, certificates.
extension HSSError {
    static func noEndpoint() -> HSSError {
        HSSError(
            .config,
            "neither a region nor an endpoint is known; nothing was sent",
            explanation:
                "name a region with --region or HUAWEICLOUD_SDK_REGION, or an endpoint with --endpoint or HSS_ENDPOINT"
        )
    }

    static func unknownRegion(_ id: String, nearest: String?, known: [String]) -> HSSError {
        let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
        return HSSError(
            .config,
            "\"\(shown(id))\" is no region of HSS\(hint)",
            explanation: "known regions: \(known.joined(separator: ", ")); any other place needs --endpoint"
        )
    }

    static func unusableEndpoint(_ text: String, because reason: String) -> HSSError {
        HSSError(
            .config,
            "the endpoint \"\(shown(withoutUser(text)))\" cannot be used: \(reason)",
            explanation: "an endpoint looks like https://hss.cn-north-4.myhuaweicloud.com"
        )
    }

    static func noCredentials(_ reasons: [String]) -> HSSError {
        HSSError(
            .config,
            "no credentials found (\(reasons.joined(separator: "; "))); nothing was sent",
            explanation: "set HSS_AUTH_TOKEN, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK"
        )
    }

    static func noNewCredentials() -> HSSError {
        HSSError(.config, "their source can only give the same ones again")
    }

    static func halfGivenKey(missing: String, given: String) -> HSSError {
        HSSError(
            .config,
            "\(missing) is missing: \(given) is set, and a key pair needs both; nothing was sent",
            explanation: "set \(missing), or unset \(given) to use other credentials"
        )
    }

    static func badCredential(_ what: String, source: String, because reason: String) -> HSSError {
        HSSError(.config, "\(what) from \(source) cannot be used: \(reason); nothing was sent")
    }

    static func badProjectID(because reason: String) -> HSSError {
        HSSError(
            .config,
            "the project id cannot be used: \(reason); nothing was sent",
            explanation: "the project id of the region stands under My Credentials in the console"
        )
    }

    static func noProjectID() -> HSSError {
        HSSError(
            .config,
            "no project id is known; nothing was sent",
            explanation: "name it with --project-id or \(ProjectID.variables.joined(separator: ", "))"
        )
    }

    static func unusableProxy(_ variable: String, because reason: String) -> HSSError {
        // The value itself may hold a password.
        HSSError(
            .config,
            "the proxy in \(variable) cannot be used: \(reason)",
            explanation: "a proxy looks like http://user:password@proxy.example.com:3128"
        )
    }

    static func unusableCertificateFile(_ path: String, because reason: String) -> HSSError {
        HSSError(
            .config,
            "the CA file \"\(shown(path))\" cannot be used: \(reason); nothing was sent",
            explanation: "--ca-file and SSL_CERT_FILE name a file of certificates in PEM format"
        )
    }

    private static func shown(_ text: String) -> String {
        PlainText.shortened(text, limit: 200)
    }

    private static func withoutUser(_ text: String) -> String {
        guard let at = text.lastIndex(of: "@") else { return text }
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        return start < at ? text.replacingCharacters(start..<at) : text
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<Index>) -> String {
        self[..<range.lowerBound] + "***" + self[range.upperBound...]
    }
}
