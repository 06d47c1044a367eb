import Crypto
import HSSClient

/// What earlier runs of a chain left, and which of it each call of the resumed run takes (contract.md section 6).
///
/// Equal calls are told apart by their number only: the n-th of them takes the n-th task that was created for such a
/// call, whatever the order of different calls is by now. Those left in doubt come after all that were created, so that
/// a script that repeated one itself does not repeat it again.
struct ResumePlan: Sendable {
    /// What makes two calls equal.
    enum Identity: Hashable, Sendable {
        case key(String)
        case request(SHA256Digest)
    }

    /// A recorded call that counts.
    struct Earlier: Sendable, Hashable {
        var id: CallID
        var identity: Identity
        /// Nil for a call whose outcome is unknown.
        var task: RecordedTask?
    }

    /// What a call finds.
    enum Match: Sendable, Hashable {
        /// No equal call was completed.
        case none
        /// The task that this recorded call created.
        case created(RecordedTask, CallID)
        /// This recorded call left, and its outcome is unknown.
        case inDoubt(CallID)
    }

    private var created: [Identity: ArraySlice<(id: CallID, task: RecordedTask)>] = [:]
    private var inDoubt: [Identity: ArraySlice<CallID>] = [:]

    /// A plan without anything to take: for a run that resumes none.
    init() {}

    /// - Parameters:
    ///   - earlier: the calls of the chain that created a task or are in doubt, oldest first.
    ///   - repeated: the calls in doubt that a later run of the chain has dealt with.
    init(_ earlier: some Sequence<Earlier>, repeated: Set<CallID>) {
        for call in earlier where !repeated.contains(call.id) {
            if let task = call.task {
                created[call.identity, default: []].append((call.id, task))
            } else {
                inDoubt[call.identity, default: []].append(call.id)
            }
        }
    }

    /// Takes what an equal call left, once.
    mutating func take(_ identity: @autoclosure () -> Identity) -> Match {
        // Most runs resume none, and need not find out what their calls are equal to.
        if created.isEmpty && inDoubt.isEmpty { return .none }
        let identity = identity()
        if let first = created[identity]?.popFirst() { return .created(first.task, first.id) }
        if let first = inDoubt[identity]?.popFirst() { return .inDoubt(first) }
        return .none
    }
}

extension ResumePlan.Identity {
    /// A call that the script named is equal to those of that name; any other to those that send the same.
    init(_ creation: PreparedCreation, key: String?) {
        self.init(
            endpoint: creation.endpoint.description,
            projectID: creation.projectID,
            enterpriseProjectID: creation.enterpriseProjectID,
            body: creation.body,
            key: key
        )
    }

    init(endpoint: String, projectID: String, enterpriseProjectID: String?, body: some Sequence<UInt8>, key: String?) {
        if let key {
            self = .key(key)
            return
        }
        var hash = SHA256()
        // Lengths keep one part from running into the next.
        for part in [endpoint, projectID, enterpriseProjectID ?? ""] {
            hash.update(data: Array("\(part.utf8.count):\(part)".utf8))
        }
        hash.update(data: Array(enterpriseProjectID == nil ? "-".utf8 : "+".utf8))
        hash.update(data: Array(body))
        self = .request(hash.finalize())
    }
}
