import HSSClient
import Testing

@testable import HSSLedger

/// Which recorded call a call of a resumed run takes (contract section 6), as a pure function.
@Suite struct ResumePlanTests {
    /// Calls of one run or of several: "a1" is a created task of identity a, "a?" one in doubt.
    private static func plan(_ calls: String, repeated: [Int] = []) -> ResumePlan {
        let earlier = calls.split(separator: " ").enumerated().map { index, call in
            ResumePlan.Earlier(
                id: CallID(run: 1, call: index + 1),
                identity: .key(String(call.prefix(1))),
                task: call.last == "?" ? nil : RecordedTask(taskID: String(call), createdAt: 1)
            )
        }
        return ResumePlan(earlier, repeated: Set(repeated.map { CallID(run: 1, call: $0) }))
    }

    private static func taken(_ calls: String, from plan: ResumePlan) -> String {
        var plan = plan
        return calls.map { call in
            switch plan.take(.key(String(call))) {
            case .none: "-"
            case .created(let task, _): task.taskID
            case .inDoubt(let id): "?\(id.call)"
            }
        }.joined(separator: " ")
    }

    @Test(arguments: [
        ("a1 b1 c1", "abc", "a1 b1 c1"), ("a1 b1 c1", "cab", "c1 a1 b1"), ("a1 b1", "abcd", "a1 b1 - -"),
        ("", "ab", "- -"), ("a1 a2 a3", "aaaa", "a1 a2 a3 -"), ("a1 b1 a2 b2", "bbaa", "b1 b2 a1 a2"),
        ("a1 a? b?", "ab", "a1 ?3"), ("a? a1", "aa", "a1 ?1"), ("a?", "aa", "?1 -"),
    ])
    func `the n-th of equal calls takes the n-th task, whatever the order of the others`(
        _ earlier: String,
        _ calls: String,
        _ expected: String
    ) {
        #expect(Self.taken(calls, from: Self.plan(earlier)) == expected)
    }

    @Test func `what a later run has dealt with is in doubt no more`() {
        #expect(Self.taken("aa", from: Self.plan("a? a2", repeated: [1])) == "a2 -")
    }

    @Test func `in any order every task is taken once, and no call beyond them`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let calls = (0..<Int.random(in: 0...30)).map { _ in "abc".randomElement(using: &generator) ?? "a" }
            let earlier = calls.enumerated().map { "\($0.element)\($0.offset)" }.joined(separator: " ")
            let extra = (0..<Int.random(in: 0...5)).map { _ in "abc".randomElement(using: &generator) ?? "a" }
            let taken = Self.taken(String((calls + extra).shuffled(using: &generator)), from: Self.plan(earlier))
            let words = taken.split(separator: " ")
            #expect(words.filter { $0 != "-" }.sorted() == earlier.split(separator: " ").sorted())
            #expect(words.count { $0 == "-" } == extra.count)
        }
    }

    @Test func `calls are equal by endpoint, project, enterprise project and body, or by their key alone`() {
        typealias Identity = ResumePlan.Identity
        let plain = PreparedCreation.of("a")
        let others = [
            PreparedCreation.of("b"), .of("a", host: "other.test"), .of("a", project: "q"), .of("a", enterprise: "0"),
            .of("a", enterprise: ""),
        ]
        #expect(Identity(plain, key: nil) == Identity(.of("a"), key: nil))
        for (index, other) in others.enumerated() {
            #expect(Identity(other, key: nil) != Identity(plain, key: nil))
            for later in others.dropFirst(index + 1) { #expect(Identity(other, key: nil) != Identity(later, key: nil)) }
            #expect(Identity(other, key: "k") == Identity(plain, key: "k"))
        }
        #expect(Identity(plain, key: "k") != Identity(plain, key: "l"))
        #expect(Identity(plain, key: "k") != Identity(plain, key: nil))
    }
}
