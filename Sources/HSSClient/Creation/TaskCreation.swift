import HSSSchema

/// Owns one creation from `prepared` to its end: the only place that decides whether the POST is sent, and the only
/// one that will ever decide whether it is sent again. The layers below send what they are given exactly once.
struct TaskCreation {
    /// Sends one attempt; nothing has left when it is called.
    typealias Attempt = (_ willSend: () async throws(HSSError) -> Void) async throws(HSSError) -> CallOutcome

    let creation: PreparedCreation
    let journal: any CreationJournal

    func run(_ attempt: Attempt) async throws(HSSError) -> CreatedTask {
        switch try await journal.prepared(creation) {
        case .alreadyCreated(let taskID): return CreatedTask(taskID: taskID, attempts: 0, reused: true)
        case .send: break
        }
        let number = 1
        let journal = journal
        let outcome: CallOutcome
        do {
            outcome = try await attempt { () async throws(HSSError) in try await journal.willSend(attempt: number) }
        } catch {
            // Nothing left: called off while waiting, or the journal could not take it.
            await journal.failed(error)
            throw error
        }
        switch outcome {
        case .success(let answer):
            return try await record(answer["task_id"]?.stringValue ?? "", attempts: number)
        case .failure(var error, _):
            error.attempts = number
            await record(error)
            throw error
        }
    }

    private func record(_ taskID: String, attempts: Int) async throws(HSSError) -> CreatedTask {
        do {
            try await journal.created(taskID: taskID, attempts: attempts)
        } catch {
            throw .createdButNotRecorded(taskID, error)
        }
        return CreatedTask(taskID: taskID, attempts: attempts, reused: false)
    }

    private func record(_ error: HSSError) async {
        if error.sent == .unknown {
            await journal.ambiguous(error)
        } else {
            await journal.failed(error)
        }
    }
}
