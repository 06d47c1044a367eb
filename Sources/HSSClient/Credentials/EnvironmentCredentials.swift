/// Credentials in environment variables: a token, or a key pair with an optional security token.
struct EnvironmentCredentials: CredentialSource {
    private enum Names {
        case token(String)
        case accessKey(id: String, secret: String, securityToken: String)
    }

    private let names: Names
    private let environment: [String: String]

    /// The families of variables, first found wins (contract.md section 5).
    static func sources(_ environment: [String: String]) -> [any CredentialSource] {
        let families: [Names] = [
            .token("HSS_AUTH_TOKEN"),
            .accessKey(
                id: "HUAWEICLOUD_SDK_AK",
                secret: "HUAWEICLOUD_SDK_SK",
                securityToken: "HUAWEICLOUD_SDK_SECURITY_TOKEN"
            ),
            .accessKey(id: "CLOUD_SDK_AK", secret: "CLOUD_SDK_SK", securityToken: "CLOUD_SDK_SECURITY_TOKEN"),
            .accessKey(id: "HW_ACCESS_KEY", secret: "HW_SECRET_KEY", securityToken: "HW_SECURITY_TOKEN"),
        ]
        return families.map { EnvironmentCredentials(names: $0, environment: environment) }
    }

    var name: String {
        switch names {
        case .token(let token): "environment (\(token))"
        case .accessKey(let id, let secret, _): "environment (\(id), \(secret))"
        }
    }

    func find() async throws(HSSError) -> CredentialSearch {
        switch names {
        case .token(let token):
            guard let value = environment.nonEmpty(token) else { return .absent("not set") }
            return .found(try .token(value, source: name))
        case .accessKey(let id, let secret, let securityToken):
            switch (environment.nonEmpty(id), environment.nonEmpty(secret)) {
            case (nil, nil): return .absent("not set")
            case (nil, _): throw .halfGivenKey(missing: id, given: secret)
            case (_, nil): throw .halfGivenKey(missing: secret, given: id)
            case (let idValue?, let secretValue?):
                return .found(
                    try .accessKey(
                        id: idValue,
                        secret: secretValue,
                        securityToken: environment.nonEmpty(securityToken),
                        source: name
                    )
                )
            }
        }
    }
}
