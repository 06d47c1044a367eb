import Synchronization

/// The `X-Sdk-Date` text, UTC `yyyyMMdd'T'HHmmss'Z'`, made once a second instead of once a call.
final class SigningDate: Sendable {
    private let latest = Mutex((second: Int64.min, text: ""))

    /// - Parameter milliseconds: wall time in milliseconds since 1970 UTC.
    func text(at milliseconds: Int64) -> String {
        let second = milliseconds / 1000
        return latest.withLock { latest in
            if latest.second != second { latest = (second, Self.format(second)) }
            return latest.text
        }
    }

    static func format(_ secondsSince1970: Int64) -> String {
        let time = CivilTime(secondsSince1970: secondsSince1970)
        var bytes: [UInt8] = []
        append(time.year, 4, to: &bytes)
        append(time.month, 2, to: &bytes)
        append(time.day, 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(time.hour, 2, to: &bytes)
        append(time.minute, 2, to: &bytes)
        append(time.second, 2, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ number: Int, _ width: Int, to bytes: inout [UInt8]) {
        var divisor = width == 4 ? 1000 : 10
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
