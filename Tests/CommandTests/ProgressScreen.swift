/// What a terminal of one width shows: as much of one as the live line and the plain output need.
struct ProgressScreen {
    private var rows: [[Character]] = [[]]
    private var row = 0
    private var column = 0
    private var width: Int

    init(width: Int, _ bytes: some Sequence<UInt8> = []) {
        self.width = width
        write(bytes)
    }

    /// The rows without what is empty at their ends.
    var text: [String] {
        var lines = rows.map { row in
            String(String(row).reversed().drop { $0 == " " }.reversed())
        }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    mutating func write(_ bytes: some Sequence<UInt8>) {
        var rest = Array(bytes)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\r"): column = 0
            case UInt8(ascii: "\n"): (row, column) = (row + 1, 0)
            case 0x1B:
                let sequence = rest.prefix(2)
                rest = rest.dropFirst(2)
                cut()
                if sequence.elementsEqual("[J".utf8) { rows.removeSubrange((row + 1)...) }
            default: put(Character(UnicodeScalar(byte)))
            }
            while rows.count <= row { rows.append([]) }
        }
    }

    /// Makes it narrower, as terminals do that wrap long rows anew: the cursor stays with its character.
    mutating func wrap(to narrower: Int) {
        var wrapped: [[Character]] = []
        var place = (row: 0, column: 0)
        for (index, characters) in rows.enumerated() {
            if index == row { place = (wrapped.count + column / narrower, column % narrower) }
            let starts = stride(from: 0, to: max(1, characters.count), by: narrower)
            wrapped += starts.map { Array(characters[$0..<min($0 + narrower, characters.count)]) }
        }
        (rows, row, column, width) = (wrapped, place.row, place.column, narrower)
        while rows.count <= row { rows.append([]) }
    }

    private mutating func cut() {
        rows[row].removeSubrange(min(column, rows[row].count)...)
    }

    private mutating func put(_ character: Character) {
        if column == width {
            (row, column) = (row + 1, 0)
            if rows.count <= row { rows.append([]) }
        }
        while rows[row].count <= column { rows[row].append(" ") }
        rows[row][column] = character
        column += 1
    }
}
