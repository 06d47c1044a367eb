/// Decides which export task is looked at next, and what a look means.
///
/// The status endpoint's calls are scarce (hss-api.md section 7: 5 a minute for all tasks together), so there is one plan
/// for a whole run. Tasks that are due are looked at by age: the oldest is the likeliest to have ended. Some looks go to
/// whoever has been due longest, because five old tasks that never end would otherwise take every look there is. Each
/// further look at a task waits half as long again as the last one did (contract section 5).
struct PollPlan: Sendable {
    /// What one look came to.
    enum Look: Sendable {
        case status(TaskStatus)
        case failure(HSSError)
    }

    /// What is known of a task after a look.
    enum Verdict: Sendable {
        /// It goes on, as far as one can tell.
        case pending
        case ended(TaskStatus)
        /// Waiting for it makes no sense any more.
        case failed(HSSError)
    }

    fileprivate enum Phase: Sendable {
        case waiting, beingLookedAt
        /// Nobody wants to know any more, but a look is still under way.
        case abandoned
        /// Somebody wants to know again, while the look for those who gave up is still under way.
        case resumed
    }

    fileprivate struct Entry: Sendable {
        let task: FollowedTask
        /// When the task was created.
        let createdAt: Duration
        let order: UInt64
        var spacing: Duration
        var nextLook: Duration
        var phase = Phase.waiting
        /// How many looks in a row did not find the task.
        var timesNotFound = 0
        /// How many looks in a row found success, but no file.
        var timesWithoutFile = 0
        var failingSince: Duration?
    }

    /// Longest time between two looks at a task that nothing else holds up.
    static let longestSpacing = Duration.seconds(60)
    /// A new task may not be known everywhere at once; one that is not found so often does not exist.
    static let mostTimesNotFound = 3
    /// The file's id may come a moment after the success; an export without rows may have none at all.
    static let mostTimesWithoutFile = 3
    /// How often in a row the task that has been due longest gives way to an older one.
    static let mostTimesPassedOver = 3

    /// How long looks may fail before waiting is given up: a broken network mends, and a task lives on meanwhile.
    private let patience: Duration
    private var entries: [FollowedTask: Entry] = [:]
    private var added: UInt64 = 0
    /// How many looks in a row did not go to the task that was due longest.
    private var passedOver = 0

    init(patience: Duration) {
        self.patience = patience
    }

    var isEmpty: Bool { !entries.values.contains { $0.phase != .abandoned } }

    /// Takes a task in.
    ///
    /// - Parameters:
    ///   - createdAt: when it was created, on the same clock as `now`.
    ///   - interval: the time from its creation to the first look.
    mutating func add(_ task: FollowedTask, createdAt: Duration, interval: Duration, at now: Duration) {
        if var known = entries[task] {
            known.spacing = min(known.spacing, interval)
            known.nextLook = min(known.nextLook, max(now, createdAt + interval))
            if known.phase == .abandoned { known.phase = .resumed }
            entries[task] = known
            return
        }
        added += 1
        entries[task] = Entry(
            task: task,
            createdAt: createdAt,
            order: added,
            spacing: interval,
            nextLook: max(now, createdAt + interval)
        )
    }

    mutating func remove(_ task: FollowedTask) {
        switch entries[task]?.phase {
        case nil, .waiting: entries[task] = nil
        case .beingLookedAt, .resumed, .abandoned: entries[task]?.phase = .abandoned
        }
    }

    /// How many tasks could be looked at now.
    func dueCount(at now: Duration) -> Int {
        entries.values.count { $0.phase == .waiting && $0.nextLook <= now }
    }

    /// When the next task becomes due that is not due yet.
    func nextDue(after now: Duration) -> Duration? {
        entries.values.lazy.filter { $0.phase == .waiting && $0.nextLook > now }.map(\.nextLook).min()
    }

    /// The task most worth a look; it is not given again before ``record(_:_:at:)``.
    mutating func take(at now: Duration) -> FollowedTask? {
        let due = entries.values.filter { $0.phase == .waiting && $0.nextLook <= now }
        guard let oldest = due.min(by: { ($0.createdAt, $0.order) < ($1.createdAt, $1.order) }),
            let longestDue = due.min(by: {
                ($0.nextLook, $0.createdAt, $0.order) < ($1.nextLook, $1.createdAt, $1.order)
            })
        else { return nil }
        let chosen = passedOver < Self.mostTimesPassedOver ? oldest : longestDue
        passedOver = chosen.order == longestDue.order ? 0 : passedOver + 1
        entries[chosen.task]?.phase = .beingLookedAt
        return chosen.task
    }

    /// Learns what a look came to, at the time at which it came.
    mutating func record(_ task: FollowedTask, _ look: Look, at now: Duration) -> Verdict {
        guard var entry = entries[task], entry.phase != .abandoned else {
            entries[task] = nil
            return .pending
        }
        let wasCalledOff = entry.phase == .resumed && look.isCancelled
        entry.phase = .waiting
        let verdict = entry.verdict(on: look, patience: patience, at: now)
        switch verdict {
        case .pending where wasCalledOff: entries[task] = entry
        case .pending:
            entry.spacing = min(entry.spacing * 1.5, max(Self.longestSpacing, entry.spacing))
            entry.nextLook = now + entry.spacing
            entries[task] = entry
        case .ended, .failed: entries[task] = nil
        }
        return verdict
    }
}

extension PollPlan.Look {
    var isCancelled: Bool {
        if case .failure(let error) = self { error.kind == .cancelled } else { false }
    }
}

extension PollPlan.Entry {
    fileprivate mutating func verdict(
        on look: PollPlan.Look,
        patience: Duration,
        at now: Duration
    ) -> PollPlan.Verdict {
        switch look {
        case .status(let status):
            timesNotFound = 0
            failingSince = nil
            return verdict(on: status)
        case .failure(let error):
            return verdict(on: error, patience: patience, at: now)
        }
    }

    private mutating func verdict(on status: TaskStatus) -> PollPlan.Verdict {
        switch status.status {
        case .failure: return .ended(status)
        case .success:
            if status.fileID != nil { return .ended(status) }
            timesWithoutFile += 1
            return timesWithoutFile >= PollPlan.mostTimesWithoutFile ? .ended(status) : .pending
        default:
            // Also a status that this version does not know: only the two documented ends are ends.
            timesWithoutFile = 0
            return .pending
        }
    }

    private mutating func verdict(on error: HSSError, patience: Duration, at now: Duration) -> PollPlan.Verdict {
        switch error.kind {
        case .service where error.isNotFound:
            timesNotFound += 1
            return timesNotFound >= PollPlan.mostTimesNotFound ? .failed(error) : .pending
        // HSS understood, and said no; it will not say yes to the same question.
        case .service where error.status.map((400..<500).contains) == true: return .failed(error)
        case .service, .transport, .timeout, .throttled:
            let since = failingSince ?? now
            failingSince = since
            return now - since >= patience ? .failed(error) : .pending
        // The look was called off, not the task.
        case .cancelled: return .pending
        default: return .failed(error)
        }
    }
}

extension HSSError {
    /// Whether the service says that there is no such thing (hss-api.md section 6).
    var isNotFound: Bool {
        status == 404 || errorCode.map { ServiceCode.canonical($0) } == "HSS.0011"
    }
}
