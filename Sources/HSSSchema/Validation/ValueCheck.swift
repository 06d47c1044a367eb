/// Checks the value of one field by itself: type, then empty, then enum, then range, then length.
struct ValueCheck {
    /// A value that passed.
    struct Passed {
        var json: JSONValue
        /// The first Image of each family in a list, in the order of the list.
        var images: [ImagePosition] = []
    }

    let field: FieldDeclaration
    /// Whether an enum value that is not documented may pass.
    let isUnchecked: Bool

    func check(_ input: RequestInput) throws(InvalidRequest) -> Passed {
        switch field.type {
        case .boolean:
            guard case .boolean(let value) = input else { throw wrongType(input) }
            return Passed(json: .bool(value))
        case .integer32, .integer64:
            return Passed(json: .integer(try integer(input)))
        case .string, .enumeration:
            let value = try string(input, at: field.name, isItem: false)
            if let violation = enumViolation(value) ?? lengthViolation(value) {
                throw InvalidRequest(violations: [violation])
            }
            return Passed(json: .string(value))
        case .stringList:
            return try list(input)
        }
    }

    private func wrongType(_ input: RequestInput) -> InvalidRequest {
        InvalidRequest(violations: [.wrongType(field.name, input, expected: field.type.nameWithArticle)])
    }

    private func integer(_ input: RequestInput) throws(InvalidRequest) -> Int64 {
        let range = field.integerRange ?? Int64.min...Int64.max
        let value: Int64
        switch input {
        case .integer(let integer): value = integer
        case .float(let float) where float.isFinite:
            // All floats out here are integers. (`rounded()` and `Int64(exactly:)` would need the C library's libm.)
            guard (-0x1p63..<0x1p63).contains(float) else {
                throw InvalidRequest(violations: [.outOfRange(field.name, Printed.value(input), range)])
            }
            value = Int64(float)
            guard Double(value) == float else { throw wrongType(input) }
        default: throw wrongType(input)
        }
        guard range.contains(value) else {
            throw InvalidRequest(violations: [.outOfRange(field.name, "\(value)", range)])
        }
        if field.unit == .milliseconds, (1...FieldBounds.largestSeconds).contains(value) {
            throw InvalidRequest(violations: [.looksLikeSeconds(field.name, value)])
        }
        return value
    }

    private func string(_ input: RequestInput, at name: String, isItem: Bool) throws(InvalidRequest) -> String {
        guard case .string(let bytes) = input else {
            throw InvalidRequest(violations: [.wrongType(name, input, expected: "a string")])
        }
        guard let value = String(validating: bytes, as: UTF8.self) else {
            let offset = UTF8Text.validPrefixLength(of: bytes)
            throw InvalidRequest(violations: [.notUTF8(name, bytes, offset: offset)])
        }
        if let offset = bytes.firstIndex(of: 0) {
            throw InvalidRequest(violations: [.holdsNUL(name, bytes, offset: offset)])
        }
        guard !bytes.isEmpty else {
            throw InvalidRequest(violations: [.empty(name, field, isItem: isItem)])
        }
        return value
    }

    private func enumViolation(_ value: String) -> Violation? {
        guard case .enumeration(let documented) = field.type, !isUnchecked else { return nil }
        return documented.contains { $0.value == value } ? nil : .undocumentedValue(field, value)
    }

    private func lengthViolation(_ value: String) -> Violation? {
        guard let maximum = field.bounds.maximumLength else { return nil }
        let length = value.unicodeScalars.count
        return length > maximum ? .tooLong(field.name, value, length: length, maximum: maximum) : nil
    }

    private func list(_ input: RequestInput) throws(InvalidRequest) -> Passed {
        guard case .table(let sequence, let others) = input else { throw wrongType(input) }
        guard others.isEmpty else {
            let violation = Violation.notASequence(
                field.name,
                keys: others.map(\.key),
                expected: field.type.nameWithArticle
            )
            throw InvalidRequest(violations: [violation])
        }
        guard !sequence.isEmpty else { throw InvalidRequest(violations: [.empty(field.name, field, isItem: false)]) }
        return try items(sequence)
    }

    /// Reports every item that is wrong, not the first one only.
    private func items(_ sequence: [RequestInput]) throws(InvalidRequest) -> Passed {
        var strings: [JSONValue] = []
        var images: [ImagePosition] = []
        var violations: [Violation] = []
        strings.reserveCapacity(sequence.count)
        for (index, item) in sequence.enumerated() {
            var item = item
            if takesImages, case .image(let id, let family) = item {
                item = .text(id)
                if !images.contains(where: { $0.family == family }) {
                    images.append(ImagePosition(position: index + 1, family: family))
                }
            }
            do throws(InvalidRequest) {
                strings.append(.string(try string(item, at: "\(field.name)[\(index + 1)]", isItem: true)))
            } catch {
                violations += error.violations
            }
        }
        guard violations.isEmpty else { throw InvalidRequest(violations: violations) }
        return Passed(json: .array(strings), images: images)
    }

    private var takesImages: Bool {
        field.name == ExportFields.declared.imageIDList.name
    }
}

/// An Image in a list: where, and of which family.
struct ImagePosition: Hashable {
    /// From 1.
    let position: Int
    let family: ImageFamily
}
