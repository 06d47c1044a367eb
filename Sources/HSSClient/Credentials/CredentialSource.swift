/// One place where credentials may be found.
public protocol CredentialSource: Sendable {
    /// The place's name for people, such as `environment (HSS_AUTH_TOKEN)`.
    var name: String { get }

    /// Looks there, once a call needs credentials.
    ///
    /// - Throws: `config` if there is something that was meant to serve and cannot; the search ends there,
    ///   because falling through to other keys would act as somebody else than intended.
    func find() async throws(HSSError) -> CredentialSearch

    /// Credentials in place of those that it gave and that have expired; nil if it can only give the same again.
    func renewed() async throws(HSSError) -> Credentials?
}

extension CredentialSource {
    public func renewed() async throws(HSSError) -> Credentials? { nil }
}

/// What a source had.
public enum CredentialSearch: Sendable, Hashable {
    /// Credentials that serve.
    case found(Credentials)
    /// Nothing; with the reason, as in `HSS_AUTH_TOKEN is not set`.
    case absent(String)
}

/// Sources in order; the first that has something serves.
public struct CredentialChain: Sendable {
    private let sources: [any CredentialSource]

    /// The search goes through the sources in the order given.
    public init(_ sources: [any CredentialSource]) {
        self.sources = sources
    }

    /// The environment's sources in the order of contract.md section 5.
    public static func standard(environment: [String: String]) -> CredentialChain {
        CredentialChain(EnvironmentCredentials.sources(environment))
    }

    /// A chain that holds known credentials.
    public static func fixed(_ credentials: Credentials) -> CredentialChain {
        CredentialChain([FixedCredentials(credentials: credentials)])
    }

    /// - Throws: what a source throws; `config` that lists every source and its reason if none serves.
    public func resolve() async throws(HSSError) -> Credentials {
        try await search().credentials
    }

    func search() async throws(HSSError) -> (credentials: Credentials, source: any CredentialSource) {
        var reasons: [String] = []
        for source in sources {
            switch try await source.find() {
            case .found(let credentials): return (credentials, source)
            case .absent(let reason): reasons.append("\(source.name): \(reason)")
            }
        }
        throw .noCredentials(reasons)
    }
}

private struct FixedCredentials: CredentialSource {
    let credentials: Credentials
    var name: String { credentials.source }

    func find() async throws(HSSError) -> CredentialSearch { .found(credentials) }
}
