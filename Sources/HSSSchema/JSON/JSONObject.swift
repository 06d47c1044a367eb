/// A JSON object whose members keep their order. Two objects are equal if their members and the order of them are.
public struct JSONObject: Sendable {
    /// One member of an object.
    public typealias Element = (key: String, value: JSONValue)

    /// From here on a search through the keys costs more than the index that saves it.
    private static let indexThreshold = 12

    private var members: [Element] = []
    private var positions: [String: Int] = [:]

    /// An empty object.
    public init() {}

    /// An object with these members; of equal keys the last value counts, at the place of the first.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        for (key, value) in members {
            self[key] = value
        }
    }

    /// The value of a member, or nil if there is none. Setting nil removes the member.
    public subscript(key: String) -> JSONValue? {
        get {
            position(of: key).map { members[$0].value }
        }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil): remove(at: position)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    private func position(of key: String) -> Int? {
        members.count < Self.indexThreshold ? members.firstIndex { $0.key == key } : positions[key]
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        members.append((key, value))
        if members.count == Self.indexThreshold {
            rebuildIndex()
        } else if members.count > Self.indexThreshold {
            positions[key] = members.count - 1
        }
    }

    private mutating func remove(at position: Int) {
        members.remove(at: position)
        rebuildIndex()
    }

    private mutating func rebuildIndex() {
        positions.removeAll(keepingCapacity: true)
        guard members.count >= Self.indexThreshold else { return }
        for (position, member) in members.enumerated() {
            positions[member.key] = position
        }
    }
}

extension JSONObject: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { members.count }

    /// The member at that place.
    public subscript(position: Int) -> Element {
        members[position]
    }

    /// The names of the members, in order.
    public var keys: [String] {
        members.map(\.key)
    }
}

extension JSONObject: Hashable {
    public static func == (left: Self, right: Self) -> Bool {
        left.members.elementsEqual(right.members) { $0.key == $1.key && $0.value == $1.value }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(members.count)
        for member in members {
            hasher.combine(member.key)
            hasher.combine(member.value)
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }
}
