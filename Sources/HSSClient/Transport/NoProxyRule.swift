/// One entry of `NO_PROXY`.
struct NoProxyRule: Sendable, Hashable {
    private enum Target: Sendable, Hashable {
        case everything
        /// The name itself and everything below it.
        case domain(String)
        case network(IPAddress, prefixLength: Int)
    }

    private let target: Target
    private let port: Int?

    /// Entries separated by commas or spaces. Entries that cannot be read match nothing: half a word in a variable
    /// that is shared by many programs is no reason to refuse the work.
    static func parse(_ text: String) -> [NoProxyRule] {
        text.split { $0 == "," || $0 == " " || $0 == "\t" }.compactMap { NoProxyRule($0) }
    }

    private init?(_ entry: Substring) {
        if entry == "*" {
            self.init(target: .everything, port: nil)
        } else if let slash = entry.firstIndex(of: "/") {
            let address = entry[..<slash].filter { $0 != "[" && $0 != "]" }
            guard let network = IPAddress(address), let length = Int(entry[entry.index(after: slash)...]),
                (0...network.bytes.count * 8).contains(length)
            else { return nil }
            self.init(target: .network(network, prefixLength: length), port: nil)
        } else if let address = IPAddress(entry) {
            self.init(target: .network(address, prefixLength: address.bytes.count * 8), port: nil)
        } else {
            guard let (host, port) = HostPort.split(entry) else { return nil }
            if let address = IPAddress(host) {
                self.init(target: .network(address, prefixLength: address.bytes.count * 8), port: port)
            } else {
                // `.example.com`, `*.example.com` and `example.com` mean the same here, as they do for curl.
                let name = host.lowercased().drop { $0 == "*" || $0 == "." }
                guard !name.isEmpty else { return nil }
                self.init(target: .domain(String(name)), port: port)
            }
        }
    }

    private init(target: Target, port: Int?) {
        self.target = target
        self.port = port
    }

    func matches(_ endpoint: Endpoint) -> Bool {
        if let port, port != endpoint.port { return false }
        switch target {
        case .everything:
            return true
        case .domain(let name):
            return endpoint.host == name || endpoint.host.hasSuffix("." + name)
        case .network(let network, let length):
            return IPAddress(endpoint.host)?.isIn(network, prefixLength: length) == true
        }
    }
}
