import HSSSchema

/// One query parameter, as the service sees it.
struct QueryField: Sendable {
    enum Kind: Sendable {
        case integer(ClosedRange<Int64>)
        case boolean
        /// So many characters.
        case text(ClosedRange<Int>)
        case choice([String])
    }

    let name: String
    let kind: Kind
    let isRequired: Bool

    init(_ name: String, _ kind: Kind, required: Bool = false) {
        self.name = name
        self.kind = kind
        self.isRequired = required
    }
}

/// What the service accepts after the `?` of an endpoint.
struct QueryRules: Sendable {
    let fields: [QueryField]

    /// All endpoints take an enterprise project (hss-api.md section 3).
    init(_ fields: [QueryField] = []) {
        self.fields = fields + [QueryField("enterprise_project_id", .text(1...256))]
    }

    /// The parameters with the types they stand for; of equal names the first one counts.
    ///
    /// Refuses a query with HSS.0001, naming the first parameter that is wrong.
    func values(of query: String) throws(Refusal) -> JSONObject {
        var values = JSONObject()
        for pair in QueryPair.all(in: query) {
            let name = String(decoding: pair.name, as: UTF8.self)
            guard let field = self.fields.first(where: { $0.name == name }) else {
                throw .invalidParameter(name, "unknown")
            }
            guard values[name] == nil else { continue }
            values[name] = try field.value(of: String(decoding: pair.value, as: UTF8.self))
        }
        for field in self.fields where field.isRequired && values[field.name] == nil {
            throw .invalidParameter(field.name, "missing")
        }
        try Self.checkTimes(values)
        return values
    }

    private static func checkTimes(_ values: JSONObject) throws(Refusal) {
        for (name, value) in values where name.hasPrefix("start_") {
            let end = values["end_" + name.dropFirst("start_".count)]?.integerValue
            guard let start = value.integerValue, let end, start > end else { continue }
            throw .invalidParameter(name, "must not be after the end")
        }
    }
}

extension QueryField {
    fileprivate func value(of text: String) throws(Refusal) -> JSONValue {
        switch self.kind {
        case .integer(let range):
            guard let number = Self.integer(text) else { throw .invalidParameter(self.name, "must be an integer") }
            guard range.contains(number) else {
                throw .invalidParameter(self.name, "must be \(range.lowerBound) to \(range.upperBound)")
            }
            return .integer(number)
        case .boolean:
            switch text {
            case "true": return true
            case "false": return false
            default: throw .invalidParameter(self.name, "must be true or false")
            }
        case .text(let lengths):
            guard lengths.contains(text.count) else {
                throw .invalidParameter(self.name, "must be \(lengths.lowerBound) to \(lengths.upperBound) characters")
            }
            return .string(text)
        case .choice(let choices):
            guard choices.contains(text) else {
                throw .invalidParameter(self.name, "must be one of \(choices.joined(separator: ", "))")
            }
            return .string(text)
        }
    }

    /// Digits with at most a minus before them; nil also beyond 64 bits.
    private static func integer(_ text: String) -> Int64? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else {
            return nil
        }
        return Int64(text)
    }
}
