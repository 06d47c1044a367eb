import HSSClient

extension Explanation {
    init(_ code: ServiceCode) {
        self.init(
            topic: code.code,
            sort: "service error code",
            sentence: code.explanation,
            details: Self.consequences(code) + (code.note.map { ["note: \($0)"] } ?? [])
        )
    }

    private static func consequences(_ code: ServiceCode) -> [String] {
        guard !code.httpStatuses.isEmpty else {
            return ["HTTP status: not documented; error kind and repetition follow from the one that the answer has"]
        }
        // Statuses of one consequence share its lines.
        var groups: [(statuses: [Int], consequence: ServiceCode.Consequence)] = []
        for consequence in code.consequences {
            let index = groups.firstIndex {
                $0.consequence.creation == consequence.creation && $0.consequence.repeated == consequence.repeated
            }
            if let index {
                groups[index].statuses.append(consequence.httpStatus)
            } else {
                groups.append(([consequence.httpStatus], consequence))
            }
        }
        return groups.flatMap { statuses, consequence in
            [
                "HTTP status: \(statuses.map { "\($0)" }.joined(separator: ", "))",
                "error kind: \(kinds(consequence))",
                "repeated by hss: \(repetition(consequence))",
            ]
        }
    }

    private static func kinds(_ consequence: ServiceCode.Consequence) -> String {
        func shown(_ kind: HSSError.Kind) -> String {
            "\(kind.rawValue) (exit status \(ExitStatus(kind: kind).code))"
        }
        let read = shown(consequence.read)
        return consequence.read == consequence.creation ? read : "\(read); of a creation \(shown(consequence.creation))"
    }

    private static func repetition(_ consequence: ServiceCode.Consequence) -> String {
        switch consequence.repeated {
        case .none: "no"
        case .withNewToken: "once, with a new token, if the source of the credentials gives one"
        case .reads:
            "reads, --retries times at most; a creation only on request: \(HSSError.Kind.ambiguous.explanation)"
        case .all where consequence.read == .throttled: "reads and creations, at the pace that HSS takes"
        case .all: "reads and creations, --retries times at most"
        }
    }
}
