import HSSSchema
import Testing

@Suite("JSON objects")
struct JSONObjectTests {
    @Test("Members keep their order, whatever is set and removed", arguments: [3, 11, 12, 13, 50])
    func order(count: Int) {
        var object = JSONObject()
        for number in 0..<count {
            object["k\(number)"] = .integer(Int64(number))
        }
        object["k1"] = "changed"
        object["k0"] = nil
        object["missing"] = nil
        object["k0"] = "again"
        #expect(object.keys == (1..<count).map { "k\($0)" } + ["k0"])
        #expect(object["k1"] == "changed")
        #expect(object["k0"] == "again")
        #expect(object["k2"] == 2)
        #expect(object["missing"] == nil)
        #expect(object.count == count)
    }

    @Test("Objects are equal if members and their order are")
    func equality() {
        let object: JSONObject = ["a": 1, "b": 2]
        #expect(object == ["a": 1, "b": 2])
        #expect(object != ["b": 2, "a": 1])
        #expect(object != ["a": 1, "b": 2.0])
        #expect(Set([object, ["a": 1, "b": 2]]).count == 1)
    }
}
