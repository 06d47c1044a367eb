public import HSSClient

/// Exit statuses of the command (contract section 1); sysexits where it has a word for it.
public struct ExitStatus: Sendable, Hashable {
    public let code: Int32

    public init(code: Int32) {
        self.code = code
    }

    public static let success = ExitStatus(code: 0)
    /// The script raised an error of its own, or does not compile.
    public static let script = ExitStatus(code: 1)
    public static let usage = ExitStatus(code: 64)
    public static let unreadable = ExitStatus(code: 66)
    public static let io = ExitStatus(code: 73)
    public static let config = ExitStatus(code: 78)
    public static let limit = ExitStatus(code: 79)
    public static let interrupted = ExitStatus(code: 130)
    public static let terminated = ExitStatus(code: 143)

    /// The status of a run that ended with an error of this kind.
    public init(kind: HSSError.Kind) {
        switch kind {
        case .argument: code = 65
        case .service, .exportFailed: code = 69
        case .io: code = 73
        case .throttled, .transport, .timeout, .ambiguous: code = 75
        case .auth, .permission: code = 77
        case .config: code = 78
        case .limit: code = 79
        case .cancelled: code = 130
        case .script: code = 1
        }
    }
}
