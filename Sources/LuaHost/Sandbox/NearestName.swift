/// The known name that a misspelt one most likely meant.
enum NearestName {
    /// Nil when nothing is near: a far-fetched suggestion is worse than none.
    static func find(_ name: String, in names: [String]) -> String? {
        let wanted = Array(name.utf8)
        // Nobody misspells a name this long, and comparing it would take time without a bound.
        guard wanted.count <= 200 else { return nil }
        let limit = max(1, min(3, wanted.count / 3))
        var best: (name: String, distance: Int)?
        for candidate in names.sorted() where candidate != name && abs(candidate.utf8.count - wanted.count) <= limit {
            let distance = editDistance(wanted, Array(candidate.utf8))
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours; case costs nothing.
    static func editDistance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        func folded(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
        var beforeLast: [Int] = []
        var last = Array(0...other.count)
        for i in one.indices {
            var row = [i + 1]
            for j in other.indices {
                let same = folded(one[i]) == folded(other[j])
                var cost = min(last[j] + (same ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, folded(one[i]) == folded(other[j - 1]), folded(one[i - 1]) == folded(other[j]) {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[other.count]
    }
}
