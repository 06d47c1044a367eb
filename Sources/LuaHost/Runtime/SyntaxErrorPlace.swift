/// Lua puts the place of a syntax error only into its text: "nightly.lua:3: unexpected symbol".
enum SyntaxErrorPlace {
    static func find(in text: String, chunkName: String) -> String? {
        let digits = text.split(separator: ":", omittingEmptySubsequences: false)
        // The name may be shortened by Lua and may hold colons itself: the line number comes before
        // the first ": " that follows digits.
        for index in digits.indices.dropFirst() where !digits[index].isEmpty {
            guard digits[index].allSatisfy(\.isNumber), index + 1 < digits.endIndex, digits[index + 1].first == " "
            else {
                continue
            }
            return "\(chunkName.dropFirst()):\(digits[index])"
        }
        return nil
    }
}
