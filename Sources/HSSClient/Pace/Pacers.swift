import Synchronization

/// The pacers of a client: one for each endpoint, because HSS counts calls by API (hss-api.md section 7).
final class Pacers: Sendable {
    private let state = Mutex<(pacers: [CallPurpose.API: Pacer], stated: QuotaWindow?)>(([:], nil))
    private let make: @Sendable (_ tellOthers: @escaping @Sendable (QuotaWindow) -> Void) -> Pacer

    init(_ make: @escaping @Sendable (_ tellOthers: @escaping @Sendable (QuotaWindow) -> Void) -> Pacer) {
        self.make = make
    }

    func pacer(for api: CallPurpose.API) -> Pacer {
        state.withLock { state in
            if let known = state.pacers[api] { return known }
            let pacer = make { [weak self] quota in self?.spread(quota) }
            if let stated = state.stated { pacer.assume(stated) }
            state.pacers[api] = pacer
            return pacer
        }
    }

    /// What one endpoint states, the others need not be refused to find out.
    private func spread(_ quota: QuotaWindow) {
        let others = state.withLock { state in
            state.stated = quota
            return Array(state.pacers.values)
        }
        for pacer in others { pacer.assume(quota) }
    }
}
