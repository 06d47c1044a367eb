/// Who calls: an IAM token, or an access key pair that signs (hss-api.md sections 4.1 and 4.2).
///
/// Its descriptions name the kind and the source, never a secret.
public struct Credentials: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case token(Secret)
        case accessKey(id: Secret, secret: Secret, securityToken: Secret?)
    }

    let kind: Kind
    /// The project that came with the credentials, if any.
    public let projectID: String?
    /// Where they were found, for people, such as `environment (HUAWEICLOUD_SDK_AK)`.
    public let source: String

    private init(kind: Kind, projectID: String?, source: String) {
        self.kind = kind
        self.projectID = projectID
        self.source = source
    }

    /// Credentials that are sent as `X-Auth-Token`.
    ///
    /// - Throws: `config` unless the token has 1 to 32768 characters, all of which may stand in a header.
    public static func token(
        _ token: String,
        projectID: String? = nil,
        source: String
    ) throws(HSSError) -> Credentials {
        guard (1...32768).contains(token.unicodeScalars.count) else {
            throw .badCredential("the token", source: source, because: "it must have 1 to 32768 characters")
        }
        try checkForHeader(token, "the token", source)
        return Credentials(kind: .token(Secret(token)), projectID: projectID, source: source)
    }

    /// A key pair that signs each request, with the security token of temporary keys.
    ///
    /// - Throws: `config` if a part is empty or cannot stand in a header.
    public static func accessKey(
        id: String,
        secret: String,
        securityToken: String? = nil,
        projectID: String? = nil,
        source: String
    ) throws(HSSError) -> Credentials {
        guard !id.isEmpty, !secret.isEmpty, securityToken?.isEmpty != true else {
            throw .badCredential("the access key", source: source, because: "a part of it is empty")
        }
        try checkForHeader(id, "the access key id", source)
        if let securityToken { try checkForHeader(securityToken, "the security token", source) }
        return Credentials(
            kind: .accessKey(id: Secret(id), secret: Secret(secret), securityToken: securityToken.map { Secret($0) }),
            projectID: projectID,
            source: source
        )
    }

    /// Everything that must not be shown, for taking it out of texts that come from elsewhere.
    var secretTexts: [String] {
        switch kind {
        case .token(let token): [token.value]
        case .accessKey(let id, let secret, let token): [id.value, secret.value] + (token.map { [$0.value] } ?? [])
        }
    }

    // A line feed pasted along with a token would otherwise end the header, or surface as a transport's riddle.
    private static func checkForHeader(_ text: String, _ what: String, _ source: String) throws(HSSError) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw .badCredential(
                what,
                source: source,
                because: "it holds a space, a line end or a character beyond ASCII"
            )
        }
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        switch kind {
        case .token: "token from \(source)"
        case .accessKey(_, _, nil): "access key from \(source)"
        case .accessKey: "temporary access key from \(source)"
        }
    }

    public var debugDescription: String { description }
}
