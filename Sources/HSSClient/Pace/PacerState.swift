/// Decides when the next call to one endpoint may leave; fed with answers and the time, it does nothing itself.
///
/// A limit is taken as "at most `count` calls in any span of `window`", the strictest reading, which a quota by fixed
/// minutes, by sliding minutes and by a bucket of tokens all accept. A call counts from its answer on, because the
/// service saw it at some moment before that.
struct PacerState: Sendable {
    /// Permission for one call; given back with what became of it.
    struct Ticket: Sendable, Hashable {
        /// Why the call goes out now.
        enum Reason: Sendable, Hashable {
            /// The limit allows it.
            case due
            /// The endpoint was closed; this call finds out whether it is open again.
            case knock
            /// Earlier than the assumed window allows, to find out whether the window is shorter.
            case early
            /// One more than the assumed limit allows, to find out whether it is higher.
            case extra
        }

        var reason: Reason
        var sentAt: Duration
        /// Refusals of calls that left before a closure say nothing new.
        var closures: Int
    }

    /// What became of a call.
    enum Answer: Sendable, Hashable {
        /// The service dealt with it, well or badly.
        case accepted
        /// 429, with the limit that it states and the wait that its `Retry-After` asks for.
        case refused(quota: QuotaWindow?, retryAfter: Duration?)
        /// No answer; the service may have counted it.
        case lost
        /// It never left.
        case unused
    }

    /// Whether a call may go.
    enum Admission: Sendable, Hashable {
        case now
        /// Not before this time.
        case at(Duration)
        /// Not before another call's answer.
        case afterAnswer
        /// Not at all: the endpoint has accepted nothing for longer than anybody wants to wait. It might at this time.
        case never(at: Duration)
    }

    /// What is believed of the endpoint's limit.
    struct Limit: Sendable, Hashable {
        var count: Int
        var window: Duration
        /// The longest window that was seen to be too short.
        var tooShort: Duration
        /// Named by the service or the user, so that only the count is felt out.
        var isStated: Bool
    }

    private struct Closure {
        var until: Duration
        /// The wait before the next knock, if nobody says how long.
        var gap: Duration
        /// When the first call was refused since the last acceptance.
        var since: Duration
        /// A `Retry-After` said how long, which then is the length of the window, too.
        var isTold: Bool
    }

    private let pace: Pace
    private let patience: Duration
    private(set) var limit: Limit?
    private var accepted = AcceptedCalls()
    private var inFlight = 0
    /// Most calls in flight while it is unknown what the endpoint takes: the price of a refusal is paid by each.
    private var flight: Double
    private var closure: Closure?
    private var closures = 0
    private var soloInFlight = false
    /// Accepted calls since one last felt for a higher limit.
    private var sinceExtra = 0
    /// How many of those were accepted in a row, and how many are in flight.
    private var extraStreak = 0
    private var extrasInFlight = 0
    private var roundTrip = Duration.zero

    /// Refusals wait for a full answer in one gap; small enough to find a window of a second.
    private static let firstGap = Duration.milliseconds(250)
    private static let longestGap = Duration.seconds(60)
    /// The rate is free at first, but not every job at once finds out that there is a limit.
    private static let firstFlight = 4.0
    private static let flightGrowth = 0.125
    /// Accepted calls between two that feel for a higher limit: if it has not changed, one call in twenty is refused.
    private static let extraInterval = 20
    private static let mostExtras = 4
    /// How far back calls explain a first refusal.
    private static let memory = Duration.seconds(60)

    init(pace: Pace, patience: Duration) {
        self.pace = pace
        self.patience = patience
        flight = pace == .auto ? Self.firstFlight : .infinity
        if case .fixed(let quota) = pace { limit = Limit(quota) }
    }

    /// Takes over what another endpoint stated: HSS documents one limit for all (hss-api.md section 7). Only for lack of
    /// better knowledge; whether more is possible is felt out soon.
    mutating func assume(_ quota: QuotaWindow) {
        guard pace == .auto, limit == nil, closure == nil else { return }
        let assumed = Limit(quota)
        limit = assumed
        sinceExtra = max(sinceExtra, Self.extraInterval - 2 * assumed.count)
    }

    /// Whether refusals are this pacer's business, not that of whoever counts tries.
    var isPacing: Bool { pace != .none }

    /// Whether the next call may go, and what it finds out.
    func admission(at now: Duration) -> (Admission, Ticket.Reason) {
        guard isPacing else { return (.now, .due) }
        if soloInFlight { return (.afterAnswer, .due) }
        if let closure {
            if inFlight > 0 { return (.afterAnswer, .knock) }
            if closure.until <= now { return (.now, .knock) }
            let isHopeless = closure.until >= closure.since + patience
            return (isHopeless ? .never(at: closure.until) : .at(closure.until), .knock)
        }
        guard let limit else { return Double(inFlight) < flight ? (.now, .due) : (.afterAnswer, .due) }
        guard Double(inFlight) < min(flight, mostInFlight(limit)) else { return (.afterAnswer, .due) }
        let room = limit.count - inFlight
        guard room > 0 else { return mayFeel(limit, at: now) ? (.now, .extra) : (.afterAnswer, .due) }
        guard let counted = accepted.answer(fromEnd: room) else { return (.now, .due) }
        let due = counted + limit.window
        if due <= now { return (.now, .due) }
        // Only the first call after a full burst can tell how long the window is.
        if inFlight == 0, let early = limit.earlyWindow, let newest = accepted.answer(fromEnd: 1),
            newest - counted < limit.window / 4
        {
            return counted + early <= now ? (.now, .early) : (.at(counted + early), .early)
        }
        return mayFeel(limit, at: now) ? (.now, .extra) : (.at(due), .due)
    }

    private func mayFeel(_ limit: Limit, at now: Duration) -> Bool {
        guard pace == .auto, limit.earlyWindow == nil,
            let oldest = accepted.answer(fromEnd: limit.count)
        else { return false }
        // Shortly before a burst's window ends, an accepted call would only say that the window is a little shorter.
        let isWithinWindow = oldest + limit.window - now > limit.window / 8
        guard isWithinWindow || isSpread(over: limit, at: now) else { return false }
        if extraStreak > 0 { return extrasInFlight < min(extraStreak + 1, Self.mostExtras) }
        return sinceExtra >= Self.extraInterval
    }

    /// Whether calls leave one by one rather than in bursts, so that half of them went in half of the window.
    private func isSpread(over limit: Limit, at now: Duration) -> Bool {
        guard let middle = accepted.answer(fromEnd: max(1, limit.count / 2)) else { return false }
        return now - middle > limit.window / 4 && now - middle < limit.window * 3 / 4
    }

    /// Twice what keeps the rate up; more would only be more calls to refuse when the limit falls.
    private func mostInFlight(_ limit: Limit) -> Double {
        guard pace == .auto, limit.window > .zero else { return .infinity }
        return max(4, 2 * Double(limit.count) * (roundTrip / limit.window))
    }

    /// Takes a call into flight if it may go now.
    mutating func admit(at now: Duration) -> Ticket? {
        let (admission, reason) = admission(at: now)
        guard admission == .now else { return nil }
        inFlight += 1
        switch reason {
        case .due: break
        case .knock, .early: soloInFlight = true
        case .extra:
            sinceExtra = 0
            extrasInFlight += 1
        }
        return Ticket(reason: reason, sentAt: now, closures: closures)
    }

    /// Takes in what became of a call.
    mutating func answered(_ ticket: Ticket, _ answer: Answer, at now: Duration) {
        inFlight -= 1
        switch ticket.reason {
        case .due: break
        case .knock, .early: soloInFlight = false
        case .extra: extrasInFlight -= 1
        }
        guard isPacing else { return }
        switch answer {
        case .unused: break
        case .lost: accepted.append(sent: ticket.sentAt, answered: now)
        case .accepted: accept(ticket, at: now)
        case .refused(let quota, let retryAfter): refuse(ticket, quota, retryAfter, at: now)
        }
    }

    private mutating func accept(_ ticket: Ticket, at now: Duration) {
        sinceExtra += 1
        // Answered after a closure but let in before it: one more that fits into the window.
        let isLate = ticket.closures < closures && closure != nil
        if isLate {
            closure?.since = now
            if pace == .auto, limit?.isStated == false { limit?.count += 1 }
        }
        if ticket.reason == .knock { reopen(ticket) }
        if ticket.reason == .early, let count = limit?.count, let oldest = accepted.sent(fromEnd: count) {
            limit?.window = ticket.sentAt - oldest
        }
        if ticket.reason == .extra, !isLate {
            limit?.count += 1
            extraStreak += 1
        }
        accepted.append(sent: ticket.sentAt, answered: now)
        roundTrip = roundTrip == .zero ? now - ticket.sentAt : (roundTrip * 7 + (now - ticket.sentAt)) / 8
        if !isLate { flight += closures == 0 ? Self.flightGrowth : 1 }
    }

    /// The knock at a closed endpoint was answered: the window is no longer than from the oldest call it held.
    private mutating func reopen(_ ticket: Ticket) {
        let wasTold = closure?.isTold == true
        closure = nil
        flight = 1
        guard pace == .auto, let known = limit, !known.isStated else { return }
        guard let oldest = accepted.sent(fromEnd: known.count) else {
            // Others had used the limit up; nothing is known of it.
            limit = nil
            return
        }
        limit?.window = ticket.sentAt - oldest
        if wasTold { limit?.tooShort = ticket.sentAt - oldest }
    }

    private mutating func refuse(_ ticket: Ticket, _ quota: QuotaWindow?, _ retryAfter: Duration?, at now: Duration) {
        if ticket.closures < closures {
            if let retryAfter, let closure { self.closure?.until = max(closure.until, now + retryAfter) }
            return
        }
        let lastGap = closure?.gap
        if pace == .auto { learn(ticket, quota, at: now) }
        switch ticket.reason {
        case .extra:
            extraStreak = 0
            // The limit is as it was believed to be: the calls of the window go on as planned.
            if retryAfter == nil { return }
        case .early:
            if retryAfter == nil { return }
        case .due, .knock: break
        }
        let gap = lastGap.map { min($0 * 1.3, Self.longestGap) } ?? Self.firstGap
        let wait = retryAfter ?? untilRoom(isKnock: ticket.reason == .knock, gap: gap, at: now)
        closure = Closure(until: now + wait, gap: gap, since: closure?.since ?? now, isTold: retryAfter != nil)
        closures += 1
        flight = 1
    }

    /// Without a `Retry-After`: until the window has room again, as far as it is known.
    private func untilRoom(isKnock: Bool, gap: Duration, at now: Duration) -> Duration {
        guard let limit, limit.window > .zero else { return gap }
        if let counted = accepted.answer(fromEnd: limit.count), counted + limit.window > now {
            return isKnock ? max(gap, counted + limit.window - now) : counted + limit.window - now
        }
        // Fewer calls of ours than the limit: somebody else uses it too, and what they used is unknown.
        return limit.isStated ? limit.window : gap
    }

    private mutating func learn(_ ticket: Ticket, _ quota: QuotaWindow?, at now: Duration) {
        if let quota {
            limit = Limit(quota)
            return
        }
        guard var known = limit else {
            let count = max(1, accepted.count(answeredSince: now - Self.memory))
            limit = Limit(count: count, window: .zero, tooShort: .zero, isStated: false)
            return
        }
        let fitted = accepted.count(answeredSince: now - known.window)
        if ticket.reason == .due, fitted > 0, fitted < known.count * 3 / 4 {
            // Much less than believed: what fitted into this window is the limit.
            known.count = fitted
        } else if ticket.reason != .extra, let oldest = accepted.sent(fromEnd: known.count) {
            known.tooShort = max(known.tooShort, ticket.sentAt - oldest)
            if known.window > .zero { known.window = max(known.window, known.tooShort * 17 / 16) }
        }
        limit = known
    }
}

extension PacerState.Limit {
    fileprivate init(_ quota: QuotaWindow) {
        self.init(count: max(1, quota.limit), window: .seconds(quota.seconds), tooShort: .zero, isStated: true)
    }

    /// Half-way between the windows known to be too short and long enough; nil if they are close.
    fileprivate var earlyWindow: Duration? {
        guard !isStated, window - tooShort > window / 12 else { return nil }
        return (window + tooShort) / 2
    }
}
