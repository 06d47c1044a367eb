/// What somebody may have meant.
enum NearestName {
    /// The candidate with the smallest edit distance, if it is near enough to be a slip of the pen.
    static func find(_ name: String, in candidates: [String]) -> String? {
        let folded = name.lowercased()
        let limit = max(2, folded.count / 3)
        let rated = candidates.map { (name: $0, distance: distance(folded, $0.lowercased())) }
        guard let best = rated.min(by: { $0.distance < $1.distance }), best.distance <= limit else { return nil }
        return best.name
    }

    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8.prefix(128))
        let right = Array(right.utf8.prefix(128))
        var previous = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let change = previous[column] + (byte == other ? 0 : 1)
                current.append(min(change, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
