import Logging
import Synchronization

/// Lets the calls to one endpoint go, first come, first served; shared by all jobs of a run.
///
/// Only the first in the queue waits for its time and for a free slot. It takes the slot last, so that a call that
/// waits holds nothing that calls to other endpoints could use.
final class Pacer: Sendable {
    /// Permission for one call; given back with `release`.
    struct Permit: Sendable {
        fileprivate var ticket: PacerState.Ticket
    }

    /// Why a call does not go at all.
    enum Refusal: Error {
        case cancelled
        /// The endpoint accepted nothing for too long; it might after this time.
        case outOfPatience(again: Duration)
    }

    private let state: Mutex<PacerState>
    private let clock: any HSSClock
    private let logger: Logger
    private let slots: CallSlots
    private let turn = CallSlots(limit: 1)
    private let answers = Bell()
    private let ranks = Atomic<UInt64>(0)
    /// Told of a limit that the service states.
    private let tellOthers: @Sendable (QuotaWindow) -> Void

    /// Whether refusals are the pacer's business, not that of whoever counts tries.
    let isPacing: Bool

    init(
        pace: Pace,
        patience: Duration,
        clock: any HSSClock,
        slots: CallSlots,
        logger: Logger,
        tellOthers: @escaping @Sendable (QuotaWindow) -> Void = { _ in }
    ) {
        let initial = PacerState(pace: pace, patience: patience)
        isPacing = initial.isPacing
        state = Mutex(initial)
        self.clock = clock
        self.logger = logger
        self.slots = slots
        self.tellOthers = tellOthers
    }

    /// A place in the queue, kept by a call that is refused and comes again.
    func takeRank() -> UInt64 { ranks.wrappingAdd(1, ordering: .relaxed).newValue }

    /// How many wait behind the first in the queue.
    var waiting: Int { turn.waiting }

    /// Waits until the call may leave; every success must be followed by one `release`.
    func acquire(rank: UInt64) async throws(Refusal) -> Permit {
        do { try await turn.acquire(rank: rank) } catch { throw .cancelled }
        defer { turn.release() }
        while true {
            // Looked at before the state, so that an answer in between is not slept through.
            let heard = answers.count
            let now = clock.monotonic
            switch state.withLock({ $0.admission(at: now).0 }) {
            case .now:
                if let permit = try await admit() { return permit }
            case .at(let time):
                do { try await wait(for: time - now, orAnswerAfter: heard) } catch { throw .cancelled }
            case .afterAnswer:
                do { try await answers.wait(after: heard) } catch { throw .cancelled }
            case .never(let time):
                throw .outOfPatience(again: time - now)
            }
        }
    }

    /// An answer may bring the time forward: it tells of a higher limit, or makes room for finding out.
    private func wait(for time: Duration, orAnswerAfter heard: UInt64) async throws {
        try await withThrowingTaskGroup(of: Void.self) { [clock, answers] group in
            group.addTask { try await clock.sleep(for: time) }
            group.addTask { try await answers.wait(after: heard) }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Gives a call's permit and slot back.
    func release(_ permit: Permit, _ answer: PacerState.Answer) {
        slots.release()
        let now = clock.monotonic
        let limit = state.withLock { state in
            let before = state.limit
            state.answered(permit.ticket, answer, at: now)
            return state.limit == before ? nil : state.limit
        }
        answers.ring()
        guard case .refused(let quota, _) = answer else { return }
        if let limit { tell(limit) }
        if let quota { tellOthers(quota) }
    }

    /// Hears of a limit that another endpoint stated.
    func assume(_ quota: QuotaWindow) {
        state.withLock { $0.assume(quota) }
    }

    /// So that whoever watches a slow run knows what it waits for.
    private func tell(_ limit: PacerState.Limit) {
        let window = limit.window > .zero ? " in \((limit.window.inSeconds * 10).rounded() / 10) s" : " at a time"
        logger.info("HSS wants fewer calls; going on with at most \(limit.count)\(window)")
    }

    private func admit() async throws(Refusal) -> Permit? {
        do { try await slots.acquire() } catch { throw .cancelled }
        let now = clock.monotonic
        // While it waited for the slot, an answer may have closed the endpoint.
        guard let ticket = state.withLock({ $0.admit(at: now) }) else {
            slots.release()
            return nil
        }
        return Permit(ticket: ticket)
    }
}
