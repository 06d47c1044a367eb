@testable import LuaHost

/// The same values for the same seed (SplitMix64).
struct ValueGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private static let integers: [Int64] = [0, 1, -1, .max, .min, 1 << 53, -(1 << 53) - 1, 255, 256, 65536]
    private static let numbers: [Double] = [
        0, -0.0, 1.5, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e15, 3.0,
    ]

    mutating func value(depth: Int) -> LuaValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &self) {
        case 0: .nil
        case 1: .boolean(.random(using: &self))
        case 2: .integer(Self.integers.randomElement(using: &self) ?? 0)
        case 3: .integer(Int64(bitPattern: next()))
        case 4: .number(Self.numbers.randomElement(using: &self) ?? 0)
        case 5: .string(bytes())
        default: .table(table(depth: depth - 1))
        }
    }

    private mutating func bytes() -> [UInt8] {
        (0..<Int.random(in: 0...40, using: &self)).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }

    /// A list, with holes or without; a map; or both.
    private mutating func table(depth: Int) -> LuaTable {
        var table = LuaTable(isArray: .random(using: &self))
        if Bool.random(using: &self) {
            table.sequence = (0..<Int.random(in: 0...8, using: &self)).map { _ in value(depth: depth) }
        }
        guard Bool.random(using: &self) else { return table }
        for number in 0..<Int.random(in: 0...8, using: &self) {
            let key: LuaValue =
                switch Int.random(in: 0..<4, using: &self) {
                case 0: .integer(-Int64(number))
                case 1: .number(Double(number) + 0.5)
                case 2: .boolean(number == 0)
                default: .string(bytes() + [UInt8(number)])
                }
            guard !table.entries.contains(where: { $0.key == key }) else { continue }
            table.entries.append(.init(key: key, value: value(depth: depth)))
        }
        return table
    }
}

extension LuaValue {
    /// Equal for values that are the same to Lua: nil entries do not exist, order outside 1…n has no meaning.
    var canonical: String {
        switch self {
        case .number(let number): "float \(number.isNaN ? "nan" : String(number.bitPattern))"
        case .table(let table):
            "{\(table.isArray ? "array;" : "")\(table.members.map { "[\($0)]=\($1)" }.sorted().joined(separator: ","))}"
        default: "\(self)"
        }
    }
}

extension LuaTable {
    fileprivate var members: [(String, String)] {
        let numbered = sequence.enumerated().map { (LuaValue.integer(Int64($0.offset + 1)), $0.element) }
        return (numbered + entries.map { ($0.key, $0.value) })
            .filter { $0.1 != .nil }
            .map { ($0.0.canonical, $0.1.canonical) }
    }
}
