/// Where a service is reached: scheme, host, port and an optional path prefix (of a gateway in between).
public struct Endpoint: Sendable, Hashable {
    /// `http` or `https`.
    public enum Scheme: String, Sendable, Hashable {
        case http, https

        /// 80 or 443.
        public var defaultPort: Int { self == .http ? 80 : 443 }
    }

    /// The scheme; `https` when the text named none.
    public let scheme: Scheme
    /// Host name or address, lower case, an IPv6 address without its brackets.
    public let host: String
    /// The port, the scheme's own when the text named none.
    public let port: Int
    /// Empty, or a percent-encoded path that starts with `/` and does not end with one.
    public let pathPrefix: String

    init(scheme: Scheme, host: String, port: Int? = nil, pathPrefix: String = "") {
        self.scheme = scheme
        self.host = host
        self.port = port ?? scheme.defaultPort
        self.pathPrefix = pathPrefix
    }

    /// Reads `[http[s]://]host[:port][/prefix]`; without a scheme it is `https` (hss-api.md section 4.6).
    ///
    /// - Throws: `config` that names the text and what is wrong with it.
    public init(parsing text: String) throws(HSSError) {
        var rest = Substring(text)
        var scheme = Scheme.https
        if let range = rest.firstRange(of: "://") {
            guard let named = Scheme(rawValue: rest[..<range.lowerBound].lowercased()) else {
                throw .unusableEndpoint(text, because: "its scheme is neither http nor https")
            }
            scheme = named
            rest = rest[range.upperBound...]
        }
        if let problem = Self.problem(in: rest) { throw .unusableEndpoint(text, because: problem) }

        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard let (host, port) = HostPort.split(rest[..<slash]), HostPort.isHost(host) else {
            throw .unusableEndpoint(text, because: "it does not read as host or host:port")
        }
        if let port, !(1...65535).contains(port) {
            throw .unusableEndpoint(text, because: "its port is not between 1 and 65535")
        }
        var prefix = rest[slash...]
        while prefix.last == "/" { prefix.removeLast() }
        self.init(scheme: scheme, host: host.lowercased(), port: port, pathPrefix: String(prefix))
    }

    /// Whether the host is this machine itself: `localhost`, 127.0.0.0/8 or ::1.
    public var isLoopback: Bool {
        host == "localhost" || IPAddress(host)?.isLoopback == true
    }

    /// `host` or `host:port` as it stands in the Host header: the port only where it is not the scheme's own.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == scheme.defaultPort ? name : "\(name):\(port)"
    }

    private static func problem(in rest: Substring) -> String? {
        if rest.contains("@") { return "it holds a user; credentials never belong into an endpoint" }
        if rest.contains("?") { return "it holds a query" }
        if rest.contains("#") { return "it holds a fragment" }
        if !rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) {
            return "it holds a space or another character no URL has"
        }
        return nil
    }
}

extension Endpoint: CustomStringConvertible {
    /// The URL without a trailing slash.
    public var description: String {
        "\(scheme.rawValue)://\(authority)\(pathPrefix)"
    }
}
