import HSSSchema

/// What a call was for, as far as its outcome depends on it.
struct CallPurpose: Sendable {
    /// Whether doing it twice does harm.
    enum Operation: Sendable, Hashable {
        case read, creation
    }

    var operation: Operation
    /// Which of the service's interfaces it calls.
    var api: API
    /// An interface that HSS counts calls of (hss-api.md section 7).
    enum API: Sendable, Hashable {
        case createExportTask, exportTask, reportStatistic, downloadFile
        case list(String)
    }

    /// What the documented answer looks like; a 2xx that does not is an error.
    enum Answer: Sendable, Hashable {
        /// An object that has these members, as strings that are not empty.
        case strings([String])
        /// An object with `total_num`.
        case count
        /// An object with `total_num` and the rows in `data_list`.
        case page
        /// Bytes, which go to a sink.
        case file
    }

    /// Completes "while …", such as `creating an export task`.
    var activity: String
    var answer: Answer
    /// The endpoint's authority, for people.
    var host: String
}

extension CallPurpose.Answer {
    fileprivate func isMet(by object: JSONObject) -> Bool {
        let total = object["total_num"]?.integerValue.flatMap { $0 >= 0 ? $0 : nil }
        return switch self {
        case .strings(let members): members.allSatisfy { object[$0]?.stringValue?.isEmpty == false }
        case .count: total != nil
        case .page: total != nil && object["data_list"]?.arrayValue?.allSatisfy { $0.objectValue != nil } == true
        case .file: true
        }
    }
}

/// Whether a failed call may be sent again (contract.md section 5).
enum Repetition: Sendable, Hashable {
    /// Not by itself: it would fail again, or was refused for good.
    case no
    /// It provably had no effect, or has none.
    case harmless
    /// It may have had an effect already; only for callers who accept a second one (`retry_ambiguous`).
    case onRequest
    /// The token has expired (APIGW.0307); a new one may do.
    case withNewCredentials
}

/// What became of one sending of a call; the only place that reads meaning into status codes and failures.
enum CallOutcome: Sendable, Hashable {
    case success(JSONObject)
    case failure(HSSError, Repetition)

    /// - Parameter nowMilliseconds: wall time since 1970 UTC, for `Retry-After` dates.
    static func of(
        _ answer: HTTPAnswer,
        to purpose: CallPurpose,
        redactor: @autoclosure () -> Redactor,
        nowMilliseconds: Int64
    ) -> CallOutcome {
        let isSuccess = (200..<300).contains(answer.status)
        if isSuccess, let object = documentedObject(in: answer, purpose) { return .success(object) }
        let body = ErrorBody(answer, redactor: redactor())
        let retryAfter = answer.header("Retry-After").flatMap {
            RetryAfter.seconds($0, nowMilliseconds: nowMilliseconds)
        }
        let facts = AnswerFacts(status: answer.status, body: body, purpose: purpose, retryAfterSeconds: retryAfter)
        switch answer.status {
        case 200..<300:
            return purpose.operation == .creation
                ? .failure(.ambiguousAnswer(facts, .undocumented), .onRequest)
                : .failure(.undocumentedAnswer(facts), .no)
        case 401, 403:
            let hasExpired = body.code.map { ServiceCode.canonical($0) } == "APIGW.0307"
            return .failure(.refusedCaller(facts), hasExpired ? .withNewCredentials : .no)
        case 429:
            return .failure(.throttled(facts), .harmless)
        case 500...:
            return serverFailure(facts)
        default:
            return .failure(.refusedRequest(facts), .no)
        }
    }

    static func of(_ failure: TransportFailure, to purpose: CallPurpose) -> CallOutcome {
        if let error = failure.cause.ownError { return .failure(error, .no) }
        switch failure.cause {
        case .cancelled: return .failure(.cancelledCall(failure, purpose), .no)
        case .proxy: return .failure(.proxyRefused(failure, purpose), .no)
        default: break
        }
        switch (failure.sent, purpose.operation) {
        case (.no, _):
            let again: Repetition = failure.cause == .tls || failure.cause == .invalidCall ? .no : .harmless
            return .failure(.neverSent(failure, purpose), again)
        case (.unknown, .read):
            return failure.cause == .tooLarge
                ? .failure(.answerTooLarge(failure, purpose), .no)
                : .failure(.brokenRead(failure, purpose), .harmless)
        case (.unknown, .creation):
            // A refusal stays a refusal however long its text is.
            if failure.cause == .tooLarge, let status = failure.status, (300..<500).contains(status) {
                return .failure(.answerTooLarge(failure, purpose), .no)
            }
            return .failure(.ambiguousFailure(failure, purpose), .onRequest)
        }
    }

    private static func serverFailure(_ facts: AnswerFacts) -> CallOutcome {
        guard facts.purpose.operation == .creation else {
            return .failure(.failedService(facts), [500, 502, 503, 504].contains(facts.status) ? .harmless : .no)
        }
        switch (facts.status, facts.body.code.map { ServiceCode.canonical($0) }) {
        case (502, "APIGW.0610"), (503, "APIGW.0613"):
            // Both say that the gateway had nobody to hand the request to.
            return .failure(.failedService(facts), .harmless)
        default:
            return .failure(.ambiguousAnswer(facts, .serverFailure), .onRequest)
        }
    }

    private static func documentedObject(in answer: HTTPAnswer, _ purpose: CallPurpose) -> JSONObject? {
        if purpose.answer == .file { return [:] }
        guard let object = (try? JSONValue(parsing: answer.body))?.objectValue else { return nil }
        return purpose.answer.isMet(by: object) ? object : nil
    }
}

/// What is known of an answer, for the messages about it.
struct AnswerFacts {
    var status: Int
    var body: ErrorBody
    var purpose: CallPurpose
    /// From the header.
    var retryAfterSeconds: Double?
}
