/// The proxies of the environment. Read late: a variable that cannot be used is an error of the first call only.
public struct ProxySettings: Sendable, Hashable {
    private struct Variable: Sendable, Hashable {
        var name: String
        var value: Secret
    }

    private var http: Variable?
    private var https: Variable?
    private var exceptions: [NoProxyRule] = []

    /// No proxy for anybody.
    public static let none = ProxySettings()

    private init() {}

    /// Reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, else the same names in lower case.
    public static func from(_ environment: [String: String]) -> ProxySettings {
        func variable(_ name: String) -> Variable? {
            for name in [name, name.lowercased()] {
                if let value = environment.nonEmpty(name) { return Variable(name: name, value: Secret(value)) }
            }
            return nil
        }
        var settings = ProxySettings()
        settings.http = variable("HTTP_PROXY")
        settings.https = variable("HTTPS_PROXY")
        settings.exceptions = NoProxyRule.parse(variable("NO_PROXY")?.value.value ?? "")
        return settings
    }

    /// The proxy on the way to an endpoint, nil for the direct way. Loopback addresses are no exception of their own.
    ///
    /// - Throws: `config` if the variable's text is no `[http://][user[:password]@]host[:port]`.
    public func proxy(for endpoint: Endpoint) throws(HSSError) -> Proxy? {
        guard let variable = endpoint.scheme == .https ? https : http else { return nil }
        if exceptions.contains(where: { $0.matches(endpoint) }) { return nil }
        return try Proxy(parsing: variable.value.value, from: variable.name)
    }
}

/// An HTTP proxy that opens a tunnel to the endpoint (`CONNECT`). Its description shows no password.
public struct Proxy: Sendable, Hashable {
    /// Host name or address.
    public let host: String
    /// The port; 80 if the text names none.
    public let port: Int
    let user: Secret?
    let password: Secret?

    init(parsing text: String, from variable: String) throws(HSSError) {
        var rest = Substring(text)
        if let range = rest.firstRange(of: "://") {
            guard rest[..<range.lowerBound].lowercased() == "http" else {
                throw .unusableProxy(
                    variable,
                    because: "only proxies that are themselves reached by http:// are supported"
                )
            }
            rest = rest[range.upperBound...]
        }
        while rest.last == "/" { rest.removeLast() }

        var login: Substring?
        if let at = rest.lastIndex(of: "@") {
            login = rest[..<at]
            rest = rest[rest.index(after: at)...]
        }
        guard let (host, port) = HostPort.split(rest), HostPort.isHost(host), (1...65535).contains(port ?? 80) else {
            throw .unusableProxy(variable, because: "it does not read as host or host:port")
        }
        self.host = host
        self.port = port ?? 80
        let parts = login?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false) ?? []
        user = parts.first.map { Secret(PercentEncoding.decoded($0)) }
        password = parts.count > 1 ? Secret(PercentEncoding.decoded(parts[1])) : nil
    }
}

extension Proxy: CustomStringConvertible {
    public var description: String {
        let address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        return user == nil ? "http://\(address)" : "http://***@\(address)"
    }
}
