import HSSSchema
import Testing

@testable import HSSClient

/// Lists come by offset and change meanwhile; reading one must end, give no row twice, and say what was odd.
@Suite(.timeLimit(.minutes(1))) struct ListCourseTests {
    @Test(arguments: [1, 2, 3, 7, 10, 200])
    func `a list that stands still gives every row once, in its order`(_ pageSize: Int) {
        for total in Array(0...45) + [199, 200, 201, 400] {
            var model = ListModel(ids: Array(0..<total), pageSize: pageSize)
            let reading = model.read()
            #expect(reading.ids == Array(0..<total))
            #expect(reading.notes == [])
            #expect(reading.pages == max(1, (total + pageSize - 1) / pageSize))
        }
    }

    @Test func `pages shorter than asked for are not the end`() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let total = Int.random(in: 0...60, using: &generator)
            var course = ListCourse(.registryImages)
            var ids: [Int] = []
            while let offset = course.nextOffset {
                let rows = (0..<total).dropFirst(offset).prefix(Int.random(in: 1...9, using: &generator))
                let part = course.take(ListPage(total: total, rows: rows.map(ListModel.row)))
                ids += part.rows.compactMap { $0["id"]?.integerValue.map { Int($0) } }
                #expect(part.notes == [])
            }
            #expect(ids == Array(0..<total))
        }
    }

    /// Rows that come in shift others back, so that they come twice; none that was there gets lost.
    @Test(arguments: 1...300)
    func `rows that come in meanwhile cost no other row`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let total = Int.random(in: 1...60, using: &generator)
        var next = 1000
        let size = Int.random(in: 1...9, using: &generator)
        let longest = Int.random(in: 1...40, using: &generator)
        var model = ListModel(ids: Array(0..<total), pageSize: size)
        model.change = { ids, page in
            guard page > 0, page % 3 == 0, next < 1100 else { return }
            for _ in 0..<Int.random(in: 1...longest, using: &generator) {
                ids.insert(
                    next,
                    at: Bool.random(using: &generator) ? 0 : Int.random(in: 0...ids.count, using: &generator)
                )
                next += 1
            }
        }
        let reading = model.read()
        #expect(reading.hasEnded)
        #expect(Set(reading.ids).count == reading.ids.count)
        #expect(reading.ids.filter { $0 < 1000 } == Array(0..<total))
    }

    @Test(arguments: 1...300)
    func `rows that go meanwhile may take others along, which is told`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let total = Int.random(in: 1...60, using: &generator)
        var model = ListModel(ids: Array(0..<total), pageSize: Int.random(in: 1...9, using: &generator))
        var gone: Set<Int> = []
        model.change = { ids, page in
            guard page > 0, !ids.isEmpty, Int.random(in: 0...3, using: &generator) == 0 else { return }
            gone.insert(ids.remove(at: Int.random(in: 0..<ids.count, using: &generator)))
        }
        let reading = model.read()
        #expect(reading.hasEnded)
        #expect(Set(reading.ids).count == reading.ids.count)
        let missing = Set(0..<total).subtracting(gone).subtracting(reading.ids)
        #expect(missing.isEmpty || reading.notes.contains { $0.message.contains("shrank") })
    }

    @Test(arguments: 1...300)
    func `whatever a service answers, the reading ends and gives no row twice`(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var course = ListCourse(.registryImages)
        var ids: [Int64] = []
        var pages = 0
        while course.nextOffset != nil, pages < 5000 {
            let rows = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                ListModel.row(Int.random(in: 0...200, using: &generator))
            }
            let total = Int.random(in: -5...300, using: &generator)
            ids += course.take(ListPage(total: total, rows: rows)).rows.compactMap { $0["id"]?.integerValue }
            pages += 1
        }
        #expect(course.nextOffset == nil)
        #expect(Set(ids).count == ids.count)
    }

    @Test(arguments: [1, 5, 50])
    func `a service that ignores the offset is not asked again and again`(_ pageSize: Int) {
        var model = ListModel(ids: Array(0..<5000), pageSize: pageSize)
        model.offset = { _ in 0 }
        let reading = model.read()
        #expect(reading.ids == Array(0..<pageSize))
        #expect(reading.pages == 3)
        #expect(
            reading.notes == [
                .repeated(rows: pageSize), .repeated(rows: pageSize), .endedEarly(at: pageSize, of: 5000),
            ]
        )
    }

    @Test func `a count that is too high is told`() {
        for pageSize in [4, 5] {
            var model = ListModel(ids: Array(0..<20), pageSize: pageSize)
            model.total = { $0 + 3 }
            let reading = model.read()
            #expect(reading.ids == Array(0..<20))
            #expect(reading.notes == [.endedEarly(at: 20, of: 23)])
        }
    }

    @Test func `a list that is emptied meanwhile has shrunk`() {
        var model = ListModel(ids: Array(0..<20), pageSize: 5)
        model.change = { ids, page in if page == 2 { ids = [] } }
        let reading = model.read()
        #expect(reading.ids == Array(0..<10))
        #expect(reading.notes == [.shrank(from: 20, to: 0)])
    }

    @Test func `rows that come twice in one page are told`() {
        var course = ListCourse(.registryImages)
        let part = course.take(ListPage(total: 4, rows: [1, 2, 1, 1].map(ListModel.row)))
        #expect(part.rows == [1, 2].map(ListModel.row))
        #expect(part.notes == [.repeated(rows: 2)])
        #expect(course.nextOffset == nil)
    }

    @Test(arguments: [[:], ["id": nil], ["name": "x"]] as [JSONObject])
    func `rows that nothing tells apart are all given`(_ row: JSONObject) {
        var course = ListCourse(.registryImages)
        let part = course.take(ListPage(total: 3, rows: [row, row, row]))
        #expect(part.rows.count == 3)
        #expect(part.notes == [])
    }

    @Test func `rows of local images are told apart by all of their identity`() {
        var course = ListCourse(.localImages)
        let rows: [JSONObject] = [
            ["image_id": "a", "image_name": "n", "image_version": "1"],
            ["image_id": "a", "image_name": "n", "image_version": "2"],
            ["image_id": "a", "image_name": "n"],
            ["image_id": "n", "image_name": "a", "image_version": "1"],
            ["image_id": "a", "image_name": "n", "image_version": "1", "host_num": 7],
        ]
        #expect(course.take(ListPage(total: 5, rows: rows)).rows == Array(rows.dropLast()))
    }

    @Test func `no row is asked for beyond the last offset`() {
        var course = ListCourse(.registryImages)
        let nameless = Array(repeating: JSONObject(), count: ListSchema.largestOffset)
        #expect(course.take(ListPage(total: 3_000_000, rows: nameless)).notes == [])
        #expect(course.nextOffset == 2_000_000)
        #expect(course.take(ListPage(total: 3_000_000, rows: [[:]])).notes == [.beyondReach(of: 3_000_000)])
        #expect(course.nextOffset == nil)
    }

    @Test func `100,000 rows`() {
        var model = ListModel(ids: Array(0..<100_000), pageSize: 200)
        let reading = model.read()
        #expect(reading.ids == Array(0..<100_000))
        #expect(reading.pages == 500)
    }

    @Test(
        arguments: [
            (.repeated(rows: 1), "the list changed while it was read: a row came twice and was left out"),
            (.repeated(rows: 2), "the list changed while it was read: 2 rows came twice and were left out"),
            (
                .shrank(from: 9, to: 8),
                "the list shrank from 9 to 8 rows while it was read; rows may be missing: read it again to be sure"
            ),
            (.endedEarly(at: 5, of: 9), "the list ended after 5 rows, though HSS counts 9"),
            (
                .beyondReach(of: 2_500_000),
                "HSS lists no row beyond 2000000 of 2500000; narrow the filters for the others"
            ),
        ] as [(ListNote, String)]
    )
    func `notes say what it means`(_ note: ListNote, _ message: String) {
        #expect(note.message == message)
    }
}
