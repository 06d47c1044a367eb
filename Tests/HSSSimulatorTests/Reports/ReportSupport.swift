import CZlib
import HSSSchema

@testable import HSSSimulator

/// The one entry of a zip file, read with nothing of the simulator's own.
struct UnzippedEntry {
    let name: String
    let text: String
    let rows: [[String]]

    /// Nil if it is not a whole zip with one deflated entry.
    init?(_ zip: [UInt8]) {
        let end = zip.count - 22
        guard end > 0, Self.number(zip, end, 4) == 0x0605_4B50, Self.number(zip, end + 10, 2) == 1 else { return nil }
        let directory = Self.number(zip, end + 16, 4)
        guard directory + Self.number(zip, end + 12, 4) == end, Self.number(zip, directory, 4) == 0x0201_4B50,
            Self.number(zip, directory + 42, 4) == 0, Self.number(zip, 0, 4) == 0x0403_4B50,
            zip[4..<30] == zip[(directory + 6)..<(directory + 32)], Self.number(zip, 8, 2) == 8
        else { return nil }
        let nameLength = Self.number(zip, 26, 2)
        let data = Array(zip[(30 + nameLength)..<directory])
        guard data.count == Self.number(zip, 18, 4),
            let bytes = Self.inflated(data, length: Self.number(zip, 22, 4)),
            Int(crc32(0, bytes, uInt(bytes.count))) == Self.number(zip, 14, 4)
        else { return nil }
        self.name = String(decoding: zip[30..<(30 + nameLength)], as: UTF8.self)
        self.text = String(decoding: bytes, as: UTF8.self)
        self.rows = Self.rows(bytes)
    }

    private static func number(_ bytes: [UInt8], _ position: Int, _ count: Int) -> Int {
        bytes[position..<(position + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static func inflated(_ data: [UInt8], length: Int) -> [UInt8]? {
        var (data, text) = (data, [UInt8](repeating: 0, count: length + 1))
        var stream = z_stream()
        let isWhole = withUnsafeMutablePointer(to: &stream) { stream in
            data.withUnsafeMutableBufferPointer { data in
                text.withUnsafeMutableBufferPointer { text in
                    (stream.pointee.next_in, stream.pointee.avail_in) = (data.baseAddress, uInt(data.count))
                    (stream.pointee.next_out, stream.pointee.avail_out) = (text.baseAddress, uInt(text.count))
                    let size = Int32(MemoryLayout<z_stream>.size)
                    guard inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else { return false }
                    defer { inflateEnd(stream) }
                    return inflate(stream, Z_FINISH) == Z_STREAM_END && Int(stream.pointee.total_out) == length
                }
            }
        }
        return isWhole ? Array(text.prefix(length)) : nil
    }

    /// Reads RFC 4180.
    private static func rows(_ bytes: [UInt8]) -> [[String]] {
        var (rows, row, field, isQuoted): ([[String]], [String], [UInt8], Bool) = ([], [], [], false)
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch (byte, isQuoted) {
            case (UInt8(ascii: "\""), true) where rest.first == UInt8(ascii: "\""):
                field.append(byte)
                rest = rest.dropFirst()
            case (UInt8(ascii: "\""), _): isQuoted.toggle()
            case (UInt8(ascii: ","), false), (UInt8(ascii: "\n"), false):
                row.append(String(decoding: field, as: UTF8.self))
                field = []
                guard byte == UInt8(ascii: "\n") else { continue }
                rows.append(row)
                row = []
            case (UInt8(ascii: "\r"), false): break
            default: field.append(byte)
            }
        }
        return rows
    }
}

extension ServiceUnderTest {
    /// Creates a task, waits for it, and fetches its file.
    mutating func file(_ body: JSONObject) -> Answer {
        let id = self.export(String(decoding: JSONValue.object(body).encoded(), as: UTF8.self)).taskID
        var status = self.look(id)
        while status.taskStatus == "running" { status = self.look(id) }
        return self.send("GET", "/download/\(status.json.text("file_id"))")
    }

    /// What the statistic says about an export body.
    mutating func rowCount(_ body: JSONObject) -> Int64 {
        var statistic = body
        (statistic["export_size"], statistic["security_report_type"]) = (nil, nil)
        let query = "security_report_type=\(body.text("security_report_type"))"
        let text = String(decoding: JSONValue.object(statistic).encoded(), as: UTF8.self)
        return self.send("POST", "/image/security-report/statistic?\(query)", body: text).json.number("total_num")
    }
}
