/// A small, fast generator of reproducible numbers (SplitMix64).
///
/// The same seed and stream give the same sequence on every platform. Each kind of data draws from a
/// stream of its own, so that one more request id does not change the next task id.
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// - Parameters:
    ///   - seed: what the user chose with `--seed`.
    ///   - stream: which independent sequence of that seed.
    init(seed: UInt64, stream: UInt64 = 0) {
        self.state = Self.mixed(seed) &+ Self.mixed(stream &+ Self.step)
    }

    mutating func next() -> UInt64 {
        self.state &+= Self.step
        return Self.mixed(self.state)
    }

    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mixed(_ value: UInt64) -> UInt64 {
        var mix = value
        mix = (mix ^ (mix >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mix = (mix ^ (mix >> 27)) &* 0x94D0_49BB_1331_11EB
        return mix ^ (mix >> 31)
    }
}

extension SeededGenerator {
    static let hexDigits = Array("0123456789abcdef".utf8)
    static let upperCaseAndDigits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
    static let lettersAndDigits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// A number from 0 on; `bound` is above 0.
    mutating func number<Number: FixedWidthInteger>(below bound: Number) -> Number {
        Number(truncatingIfNeeded: self.next() % UInt64(bound))
    }

    /// A text of `count` characters drawn from `alphabet` (ASCII).
    mutating func text(_ count: Int, of alphabet: [UInt8]) -> String {
        let bytes = (0..<count).map { _ in alphabet[Int(self.next() % UInt64(alphabet.count))] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `count` lower-case hexadecimal digits; 16 of them cost one number.
    mutating func hex(_ count: Int) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var number: UInt64 = 0
        for position in 0..<count {
            if position.isMultiple(of: 16) { number = self.next() }
            bytes.append(Self.hexDigits[Int(number & 15)])
            number >>= 4
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// An id in the form of a random UUID (version 4), the form in which HSS gives task and file ids.
    mutating func uuid() -> String {
        var digits = Array(self.hex(32).utf8)
        digits[12] = UInt8(ascii: "4")
        digits[16] = Self.hexDigits[8 + Int(digits[16] & 3)]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(36)
        for (position, digit) in digits.enumerated() {
            if position == 8 || position == 12 || position == 16 || position == 20 { bytes.append(UInt8(ascii: "-")) }
            bytes.append(digit)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
