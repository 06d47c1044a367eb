public import HSSClient
public import HSSLedger

/// Which recorded tasks are followed up.
public enum FollowUpSelection: Sendable {
    /// These, whatever run created them.
    case tasks([String])
    /// Those of a run that were created.
    case run(RunSelection)

    /// The calls in the order in which they were made, or in which the tasks were named; each task once.
    ///
    /// - Throws: `config` for a task or a run that is not on record, or a ledger that cannot be read.
    public func calls(in ledger: TaskLedger) throws(HSSError) -> [RecordedCall] {
        switch self {
        case .tasks(let ids):
            let calls = try ledger.calls(ofTasks: ids)
            let known = Set(calls.compactMap(\.taskID))
            if let unknown = ids.first(where: { !known.contains($0) }) { throw .unknownTask(unknown, ledger.path) }
            return Self.distinct(calls)
        case .run(let selection):
            return Self.distinct(try ledger.calls(of: selection).filter { $0.state == .created })
        }
    }

    /// A task that several runs share is followed once.
    private static func distinct(_ calls: [RecordedCall]) -> [RecordedCall] {
        var seen: Set<[String]> = []
        return calls.filter { seen.insert([$0.endpoint, $0.projectID, $0.taskID ?? ""]).inserted }
    }
}

extension HSSError {
    fileprivate static func unknownTask(_ id: String, _ path: String) -> HSSError {
        HSSError(
            .config,
            "task \(id) is not in the ledger \(path)",
            explanation: "hss tasks --run all lists the tasks that are; another ledger is named with --ledger"
        )
    }
}
