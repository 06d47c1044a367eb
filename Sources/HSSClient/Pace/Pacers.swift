import Synchronization

/// The pacers of a client: one for each endpoint, because HSS counts calls by API (hss-api.md section 7).
final class Pacers: Sendable {
    private let pacers = Mutex<[CallPurpose.API: Pacer]>([:])
    private let make: @Sendable () -> Pacer

    init(_ make: @escaping @Sendable () -> Pacer) {
        self.make = make
    }

    func pacer(for api: CallPurpose.API) -> Pacer {
        pacers.withLock { pacers in
            if let known = pacers[api] { return known }
            let pacer = make()
            pacers[api] = pacer
            return pacer
        }
    }
}
