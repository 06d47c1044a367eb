extension ServiceCode {
    /// Which calls hss itself makes again.
    public enum Repeated: Sendable, Hashable {
        /// None.
        case none
        /// Each, once, with a new token.
        case withNewToken
        /// Reads; a creation only where the caller accepts a possible second task.
        case reads
        /// Reads and creations: a creation had no effect.
        case all
    }

    /// What a call leads to that is answered with a code (contract.md section 5).
    public struct Consequence: Sendable, Hashable {
        /// The HTTP status beside the code.
        public let httpStatus: Int
        /// The kind of error of a read.
        public let read: HSSError.Kind
        /// The kind of error of a creation.
        public let creation: HSSError.Kind
        /// Which calls are made again before that error is raised.
        public let repeated: Repeated
    }

    /// A consequence for each documented status, in that order.
    public var consequences: [Consequence] { httpStatuses.map(consequence) }

    private func consequence(_ status: Int) -> Consequence {
        func both(_ kind: HSSError.Kind, repeated: Repeated) -> Consequence {
            Consequence(httpStatus: status, read: kind, creation: kind, repeated: repeated)
        }
        switch (status, code) {
        case (401, "APIGW.0307"): return both(.auth, repeated: .withNewToken)
        case (401, _), (403, _): return both(.auth, repeated: .none)
        case (429, _): return both(.throttled, repeated: .all)
        case (502, "APIGW.0610"), (503, "APIGW.0613"): return both(.service, repeated: .all)
        case (500..., _):
            return Consequence(httpStatus: status, read: .service, creation: .ambiguous, repeated: .reads)
        default: return both(.service, repeated: .none)
        }
    }
}
