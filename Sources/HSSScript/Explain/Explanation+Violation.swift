import HSSSchema

extension Explanation {
    init(_ code: Violation.Code) {
        self.init(
            topic: code.rawValue,
            sort: "violation code",
            sentence: code.explanation,
            details: ["error kind: argument (exit status 65)"]
        )
    }
}

extension Violation.Code {
    fileprivate var explanation: String {
        switch self {
        case .unknown: "the key is not a documented field; check its spelling"
        case .required: "a field is missing that must be given; give it"
        case .type: "the value is of another type than the field; nothing is converted, \"100\" is no integer"
        case .enum: "the value is not one of the documented ones; letter case counts"
        case .range: "the number is outside the field's bounds, or a time in seconds instead of milliseconds"
        case .length: "the text or the request is longer than may be sent; shorten it"
        case .empty: "the string or list is empty; leave the field out if it is not meant"
        case .conflict: "two fields do not go together; change one of them"
        }
    }
}
