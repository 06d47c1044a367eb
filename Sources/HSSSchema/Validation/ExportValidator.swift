/// Checks a request before anything is sent; all problems are found at once.
///
/// Only what the export endpoint and the contract state is an error; what sibling endpoints say is a warning.
public struct ExportValidator: Sendable, Hashable {
    /// Enum fields that may hold a value that this version does not know, and names of fields that it does not know.
    /// Everything else about such values is still checked.
    public var unchecked: Set<String>
    /// Fields that must be there in this call, beside the required ones.
    public var must: [String]
    /// Required fields that this call can do without, such as `export_size` when rows are counted.
    public var optional: Set<String>
    /// Whether warnings are errors.
    public var isStrict: Bool

    /// A validator; without arguments it checks what the contract says of every request.
    public init(
        unchecked: Set<String> = [],
        must: [String] = [],
        optional: Set<String> = [],
        isStrict: Bool = false
    ) {
        self.unchecked = unchecked
        self.must = must
        self.optional = optional
        self.isStrict = isStrict
    }

    /// Checks a value that is meant to be a request.
    public func validate(_ input: RequestInput) -> Validation {
        guard case .table(let sequence, let others) = input, sequence.isEmpty || !others.isEmpty else {
            return Validation(request: nil, violations: [.noRequest(input)], warnings: [])
        }
        var draft = RequestDraft()
        let given = Dictionary(others.map { ($0.key, $0.value) }) { _, last in last }
        for field in ExportSchema.requestFields {
            check(field, given[field.name], in: &draft)
        }
        checkPositional(sequence, in: &draft)
        checkUnknown(given, in: &draft)
        draft.checkSize()
        draft.violations += draft.conflicts()
        draft.request.imageType = draft.request.imageType ?? draft.impliedImageType
        return conclude(draft)
    }

    private func conclude(_ draft: RequestDraft) -> Validation {
        let warnings = draft.warnings()
        let violations = draft.violations + (isStrict ? warnings.map { Violation($0) } : [])
        return Validation(
            request: violations.isEmpty ? draft.request : nil,
            violations: violations,
            warnings: isStrict ? [] : warnings
        )
    }

    private func check(_ field: FieldDeclaration, _ input: RequestInput?, in draft: inout RequestDraft) {
        guard let input else {
            if field.isRequired, !optional.contains(field.name) {
                draft.reject(field.name, [.missing(field)])
            } else if must.contains(field.name) {
                draft.reject(field.name, [.missingMust(field)])
            }
            return
        }
        do throws(InvalidRequest) {
            let check = ValueCheck(field: field, isUnchecked: unchecked.contains(field.name))
            let passed = try check.check(input)
            draft.request.set(field, to: passed.json)
            draft.images += passed.images
        } catch {
            draft.reject(field.name, error.violations)
        }
    }

    private func checkPositional(_ sequence: [RequestInput], in draft: inout RequestDraft) {
        for (index, input) in sequence.enumerated() {
            draft.violations.append(.positional("[\(index + 1)]", input))
        }
    }

    private func checkUnknown(_ given: [String: RequestInput], in draft: inout RequestDraft) {
        let names = Set(given.keys).union(must).filter { ExportSchema.field(named: $0) == nil }
        for (index, name) in names.sorted().enumerated() {
            let suggestion = { index < Self.mostSuggestions ? nearestField(name) : nil }
            guard let input = given[name] else {
                draft.reject(name, [.missingUnknownMust(name, suggestion: suggestion())])
                continue
            }
            guard unchecked.contains(name) else {
                draft.reject(name, [.unknown(name, suggestion: suggestion())])
                continue
            }
            guard let json = input.json else {
                draft.reject(name, [.noJSON(name, input)])
                continue
            }
            draft.request.setUndocumented(name, to: json)
        }
    }

    /// Nobody reads more of them, and finding one for each of a million unknown keys would take minutes.
    private static let mostSuggestions = 100

    private func nearestField(_ name: String) -> String? {
        Suggestion.nearest(to: name, in: ExportSchema.requestFields.lazy.map(\.name))
    }
}
