import HSSSchema
import Logging

/// A call that changes nothing, and may be made as often as it helps.
struct Reading {
    var method = HTTPCall.Method.get
    /// What follows `/v5/{project_id}`, encoded.
    var path: String
    var query: [HTTPField] = []
    /// Whether the documentation wants the region in a header of its own (hss-api.md sections 3.3 and 3.4).
    var namesRegion = false
    /// Nil takes the client's.
    var enterpriseProjectID: String?
    var body: [UInt8] = []
    /// Takes the body of the answer; nil for an answer that is read as a whole.
    var sink: (any AnswerSink)?
    var api: CallPurpose.API
    /// Completes "while …".
    var activity: String
    var answer: CallPurpose.Answer
}

extension HSSClient {
    /// Makes the call as often as `RetryDecision` says.
    ///
    /// - Parameter permit: what a first try may go with; nil waits for one.
    func read(
        _ reading: Reading,
        options: CallOptions,
        permit: Pacer.Permit? = nil
    ) async throws(HSSError) -> JSONObject {
        let pacer = pacers.pacer(for: reading.api)
        var permit = permit
        var place: Place
        do {
            place = try await self.place()
        } catch {
            if let unused = permit { pacer.release(unused, .unused) }
            throw error
        }
        let call = makeCall(
            reading.method,
            place,
            reading.path,
            query: reading.query,
            headers: reading.namesRegion ? place.region.map { [HTTPField("region", $0)] } ?? [] : [],
            enterpriseProjectID: reading.enterpriseProjectID ?? configuration.enterpriseProjectID,
            body: reading.body,
            timeout: options.timeout
        )
        let purpose = CallPurpose(
            operation: .read,
            api: reading.api,
            activity: reading.activity,
            answer: reading.answer,
            host: place.endpoint.authority
        )
        let rank = pacer.takeRank()
        var tries = tries(options, pacer) {
            guard let renewed = await self.renewedPlace(after: place) else { return false }
            place = renewed
            return true
        }
        do {
            while true {
                if tries.count > 0 { try reading.sink?.restart() }
                let mayGo: Pacer.Permit
                if let given = permit.take() {
                    mayGo = given
                } else {
                    mayGo = try await self.permit(from: pacer, rank: rank, for: purpose)
                }
                let outcome = await send(call, into: reading.sink, at: place, for: purpose, pacer, mayGo)
                tries.count += 1
                switch outcome {
                case .success(let answer): return answer
                case .failure(let error, let repetition):
                    try await tries.carryOut(tries.decide(after: error, repetition), after: error)
                }
            }
        } catch {
            var error = tries.told(error)
            error.attempts = tries.count
            throw error
        }
    }
}
