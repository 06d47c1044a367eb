import HSSSchema

@testable import HSSClient

/// SplitMix64: the same seed gives the same test on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A service's list, which may change between two pages.
struct ListModel {
    var ids: [Int]
    var pageSize: Int
    /// Changes the list before a page is given; is told the page's number, from 0.
    var change: (inout [Int], Int) -> Void = { _, _ in }
    var total: (Int) -> Int = { $0 }
    /// What the service takes for the offset.
    var offset: (Int) -> Int = { $0 }

    struct Reading {
        var ids: [Int] = []
        var notes: [ListNote] = []
        var pages = 0
        /// Whether it ended by itself.
        var hasEnded = false
    }

    static func row(_ id: Int) -> JSONObject { ["id": .integer(Int64(id)), "namespace": .string("n\(id % 7)")] }

    func page(_ offset: Int) -> ListPage {
        let start = min(self.offset(offset), ids.count)
        return ListPage(total: total(ids.count), rows: ids[start...].prefix(pageSize).map(Self.row))
    }

    mutating func read(mostPages: Int = 10_000) -> Reading {
        var course = ListCourse(.registryImages)
        var reading = Reading()
        while let offset = course.nextOffset, reading.pages < mostPages {
            change(&ids, reading.pages)
            let part = course.take(page(offset))
            reading.ids += part.rows.compactMap { $0["id"]?.integerValue.map { Int($0) } }
            reading.notes += part.notes
            reading.pages += 1
        }
        reading.hasEnded = course.nextOffset == nil
        return reading
    }
}
