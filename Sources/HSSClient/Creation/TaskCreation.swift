import HSSSchema

/// Owns one creation from `prepared` to its end: the only place that decides whether the POST is sent, and whether it
/// is sent again. The layers below send what they are given exactly once.
struct TaskCreation {
    /// Sends one attempt. Throws only while nothing of it has left.
    typealias Attempt = (_ willSend: () async throws(HSSError) -> Void) async throws(HSSError) -> CallOutcome

    let creation: PreparedCreation
    let journal: any CreationJournal
    var tries: Tries

    /// What came of it, and whether an attempt with an unknown outcome went before: then there may be two tasks.
    typealias Created = (task: CreatedTask, afterDoubt: Bool)

    mutating func run(_ attempt: Attempt) async throws(HSSError) -> Created {
        switch try await journal.prepared(creation) {
        case .alreadyCreated(let task): return (CreatedTask(taskID: task.taskID, attempts: 0, reusedFrom: task), false)
        case .send: break
        }
        /// A later attempt that provably fails does not settle what an earlier one did.
        var doubt: HSSError?
        while true {
            let outcome: CallOutcome
            do {
                outcome = try await sendOnce(attempt)
            } catch {
                throw await end(with: error, doubt)
            }
            switch outcome {
            case .success(let answer):
                // A journal that cannot take the id has heard of it: that is no failure to record.
                return (try await record(answer["task_id"]?.stringValue ?? ""), doubt != nil)
            case .failure(let error, let repetition):
                if error.sent == .unknown { doubt = error }
                do {
                    try await prepareRepetition(after: error, repetition, isInDoubt: doubt != nil)
                } catch {
                    throw await end(with: error, doubt)
                }
            }
        }
    }

    /// Returns when the call is to be sent again.
    private mutating func prepareRepetition(
        after error: HSSError,
        _ repetition: Repetition,
        isInDoubt: Bool
    ) async throws(HSSError) {
        let decision = tries.decide(after: error, repetition)
        if decision != .giveUp, !isInDoubt { await journal.retracted(attempt: tries.count) }
        try await tries.carryOut(decision, after: error)
    }

    private mutating func sendOnce(_ attempt: Attempt) async throws(HSSError) -> CallOutcome {
        let number = tries.count + 1
        let journal = journal
        let outcome = try await attempt { () async throws(HSSError) in try await journal.willSend(attempt: number) }
        tries.count = number
        return outcome
    }

    private func end(with error: HSSError, _ doubt: HSSError?) async -> HSSError {
        var error = doubt ?? tries.told(error)
        error.attempts = tries.count
        if error.sent == .unknown {
            await journal.ambiguous(error)
        } else {
            await journal.failed(error)
        }
        return error
    }

    private func record(_ taskID: String) async throws(HSSError) -> CreatedTask {
        do {
            try await journal.created(taskID: taskID, attempts: tries.count)
        } catch {
            var error = HSSError.createdButNotRecorded(taskID, error)
            error.attempts = tries.count
            throw error
        }
        return CreatedTask(taskID: taskID, attempts: tries.count, reusedFrom: nil)
    }
}
