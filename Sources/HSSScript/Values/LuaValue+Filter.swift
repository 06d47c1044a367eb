import HSSSchema
import LuaHost

extension ExportValidator {
    /// What can be said about a filter by itself: it is a plain table of documented fields, with values that it can keep.
    static func misuse(of table: LuaTable) -> [Violation] {
        let lost = table.entries.filter(\.value.isLostOutsideLua).compactMap(\.key.text)
        return ExportValidator().validate(RequestInput(lua: .table(table))).violations.filter { violation in
            switch violation.code {
            case .unknown: true
            case .type:
                violation.field.isEmpty
                    || lost.contains { violation.field == $0 || violation.field.hasPrefix("\($0)[") }
            default: false
            }
        }
    }
}

extension LuaValue {
    /// Whether it would come back as nil or as something else; as nil it would silently widen an export.
    fileprivate var isLostOutsideLua: Bool {
        switch self {
        case .opaque, .tooDeep, .circular, .tooLarge: true
        case .table(let table):
            table.hasIndex || table.hasPairs || table.sequence.contains(where: \.isLostOutsideLua)
                || table.entries.contains { $0.key.isLostOutsideLua || $0.value.isLostOutsideLua }
        case .nil, .boolean, .integer, .number, .string, .record: false
        }
    }

    /// What was sent for a task: as a filter it cannot be changed, and can be sent again or extended.
    init(filter request: ExportRequest) {
        var fields = LuaTable()
        for (name, value) in request.json { fields.append(name, LuaValue(json: value).sealed) }
        self = .record(LuaRecord(className: "Filter", fields: fields))
    }

    /// Tables as records that no script can change.
    var sealed: LuaValue {
        guard case .table(var table) = self else { return self }
        table.sequence = table.sequence.map(\.sealed)
        table.entries = table.entries.map { .init(key: $0.key, value: $0.value.sealed) }
        return .record(LuaRecord(className: "list", fields: table))
    }
}
