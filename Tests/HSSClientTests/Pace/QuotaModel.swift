@testable import HSSClient

/// A service with a quota, under virtual time. Refused calls do not use it up.
struct QuotaModel: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case slidingWindow
        /// Windows that began before the run did.
        case fixedWindow
        case tokenBucket
    }

    var kind: Kind
    var limit: Int
    var window: Duration
    private var taken: [Duration] = []
    private var tokens: Double
    private var filledAt = Duration.zero

    init(_ kind: Kind, _ limit: Int, _ window: Duration) {
        (self.kind, self.limit, self.window, tokens) = (kind, limit, window, Double(limit))
    }

    /// Nil for an accepted call; else how long until the next one has a chance.
    mutating func take(at now: Duration) -> Duration? {
        taken.removeAll { $0 < now - window * 4 }
        switch kind {
        case .slidingWindow:
            if limit == 0 { return window }
            let recent = taken.filter { $0 > now - window }
            if recent.count >= limit { return recent[recent.count - limit] + window - now }
        case .fixedWindow:
            let start = window * Int((now / window).rounded(.down))
            if taken.filter({ $0 >= start }).count >= limit { return start + window - now }
        case .tokenBucket:
            tokens = min(Double(limit), tokens + (now - filledAt) / window * Double(limit))
            filledAt = now
            if tokens < 1 { return window * ((1 - tokens) / Double(limit)) }
            tokens -= 1
        }
        taken.append(now)
        return nil
    }
}

/// A run of many calls through one `PacerState`, event by event.
struct PacedRun {
    var pace = Pace.auto
    var patience = Duration.seconds(900)
    var concurrency = 8
    var latency = Duration.milliseconds(5)
    var statesLimit = false
    /// Whole seconds, as the header has it.
    var sendsRetryAfter = false
    var calls = 200
    /// Changes the quota once that many calls were accepted.
    var change: (after: Int, limit: Int)?

    struct Outcome {
        var accepted: [Duration] = []
        var refused = 0
        var gaveUp = 0
        var end = Duration.zero
        var admissions = 0
    }

    private struct InFlight {
        var ticket: PacerState.Ticket
        var answer: PacerState.Answer
        var due: Duration
    }

    func run(_ quota: QuotaModel) -> Outcome {
        var quota = quota
        var state = PacerState(pace: pace, patience: patience)
        var outcome = Outcome()
        var now = Duration.zero
        var waiting = calls
        var inFlight: [InFlight] = []
        while waiting > 0 || !inFlight.isEmpty {
            var next: Duration?
            while waiting > 0, inFlight.count < concurrency {
                outcome.admissions += 1
                guard let ticket = state.admit(at: now) else {
                    switch state.admission(at: now).0 {
                    case .at(let time): next = time
                    case .never:
                        outcome.gaveUp += waiting
                        waiting = 0
                    case .now, .afterAnswer: break
                    }
                    break
                }
                waiting -= 1
                let arrival = now + latency / 2
                let answer: PacerState.Answer
                if let wait = quota.take(at: arrival) {
                    outcome.refused += 1
                    answer = .refused(
                        quota: statesLimit ? QuotaWindow(limit: quota.limit, seconds: quota.window.inSeconds) : nil,
                        retryAfter: sendsRetryAfter ? .seconds(wait.inSeconds.rounded(.up)) : nil
                    )
                } else {
                    outcome.accepted.append(arrival)
                    answer = .accepted
                    if let change, outcome.accepted.count == change.after { quota.limit = change.limit }
                }
                inFlight.append(InFlight(ticket: ticket, answer: answer, due: now + latency))
            }
            guard let step = [next, inFlight.first?.due].compactMap(\.self).min() else { break }
            now = max(now, step)
            if let first = inFlight.first, first.due <= now {
                inFlight.removeFirst()
                state.answered(first.ticket, first.answer, at: now)
                if case .refused = first.answer { waiting += 1 }
            }
        }
        outcome.end = now
        return outcome
    }
}
