/// Why a ``Simulator`` could not be started.
public struct SimulatorError: Error, Hashable, Sendable, CustomStringConvertible {
    private enum Kind: Hashable {
        case configuration
        case address
    }

    private let kind: Kind

    /// What happened and what to do, in one line.
    public let description: String

    /// Whether the address was refused (the port is taken, for example) rather than the configuration.
    public var isAddress: Bool { self.kind == .address }

    static func unusable(_ what: String, _ got: String, _ expected: String) -> SimulatorError {
        SimulatorError(
            kind: .configuration,
            description: "the simulator cannot use \(got) as \(what): give \(expected)"
        )
    }

    static func cannotListen(port: Int, reason: String) -> SimulatorError {
        let advice =
            port == 0 ? "check the limits on sockets of this machine" : "choose another port, or 0 for a free one"
        return SimulatorError(
            kind: .address,
            description: "the simulator cannot listen on 127.0.0.1 port \(port) (\(reason)): \(advice)"
        )
    }
}
