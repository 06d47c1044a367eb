/// When calls were taken, endpoint by endpoint, and so which further ones have room.
struct CallWindows: Sendable {
    /// Times of taken calls, oldest first; those before `first` have left the window.
    private struct Taken: Sendable {
        var times: [Int64] = []
        var first = 0

        mutating func drop(upTo time: Int64) {
            while self.first < self.times.count, self.times[self.first] <= time { self.first += 1 }
            if self.first > self.times.count / 2 {
                self.times.removeFirst(self.first)
                self.first = 0
            }
        }
    }

    private var taken: [String: Taken] = [:]

    /// Takes the call if it has room.
    ///
    /// - Returns: nil if it was taken, else how many milliseconds it is until one has room again.
    mutating func take(_ endpoint: String, _ limit: CallLimit, atMilliseconds now: Int64) -> Int64? {
        var taken = self.taken.removeValue(forKey: endpoint) ?? Taken()
        defer { self.taken[endpoint] = taken }
        taken.drop(upTo: now - limit.windowMilliseconds)
        guard taken.times.count - taken.first >= limit.calls else {
            taken.times.append(now)
            return nil
        }
        // More than the limit may be there, because it can be lowered while the service runs.
        return taken.times[taken.times.count - limit.calls] + limit.windowMilliseconds - now
    }
}
