/// Finds what somebody probably meant to write.
public enum Suggestion {
    /// Longer names than this are no slips of the finger.
    private static let maximumLength = 100

    /// The candidate nearest to a name, or nil if none is near.
    ///
    /// Letter case, `_`, `-` and a plural s do not count. Beyond that, one slip (a character too many, missing, wrong,
    /// or two swapped) in three characters is allowed. Of equally near candidates the first one is taken.
    public static func nearest(to name: String, in candidates: some Sequence<String>) -> String? {
        guard name.utf8.count <= maximumLength else { return nil }
        let wanted = folded(name)
        let allowed = wanted.count / 3
        var best: (candidate: String, distance: Int)?
        for candidate in candidates where candidate != name && candidate.utf8.count <= maximumLength {
            let other = folded(candidate)
            guard !other.isEmpty, abs(other.count - wanted.count) <= allowed else { continue }
            let distance = distance(wanted, other)
            if distance <= min(allowed, (best?.distance ?? .max) - 1) {
                best = (candidate, distance)
            }
        }
        return best?.candidate
    }

    private static func folded(_ name: String) -> [Character] {
        name.lowercased().split { $0 == "_" || $0 == "-" || $0 == " " }.flatMap { word in
            word.count > 2 && word.hasSuffix("s") ? word.dropLast() : word
        }
    }

    /// Damerau-Levenshtein, with each pair of characters swapped once at most.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for (row, leftCharacter) in left.enumerated() {
            var current = [row + 1]
            for (column, rightCharacter) in right.enumerated() {
                let change = leftCharacter == rightCharacter ? 0 : 1
                var cost = min(previous[column + 1] + 1, current[column] + 1, previous[column] + change)
                let isSwap =
                    row > 0 && column > 0 && leftCharacter == right[column - 1] && left[row - 1] == rightCharacter
                if isSwap {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
