import HSSSchema
import LuaHost

/// What an Image has beside the row of the service (contract section 2).
enum ImageRow {
    /// The text that belongs in `image_id_list`.
    static let exportID = "export_id"
    /// The `image_type` that an export of the image needs.
    static let exportImageType = "export_image_type"
    static let addedFields = [exportID, exportImageType]
    /// What a script calls an object inside a row, such as one of `association_images`.
    static let partClass = "part of a row"

    /// The member that `image_id_list` takes (hss-api.md section 1.2, R5).
    static func idField(_ family: ImageFamily) -> String {
        family == .registry ? "id" : "image_id"
    }
}

extension ListSchema {
    static let all: [ListSchema] = [.registryImages, .localImages, .cicdImages, .buildCommandRisks]

    /// The family of its rows, if they are images.
    var family: ImageFamily? {
        if case .images(let family) = list { family } else { nil }
    }

    /// What a script calls one row.
    var rowClass: String {
        switch list {
        case .images(.registry): "registry image"
        case .images(.local): "local image"
        case .images(.cicd): "CI/CD image"
        case .buildCommandRisks: "build command risk"
        }
    }

    /// The family of the Images of a class.
    static func family(ofClass name: String) -> ImageFamily? {
        all.first { $0.rowClass == name }?.family
    }
}

extension LuaValue {
    /// A row as scripts see it: what the service left out, or gave as null, is nil.
    init(row: JSONObject, of schema: ListSchema) {
        var fields = LuaTable()
        for (name, value) in row where value != .null {
            fields.append(name, LuaValue(partOfRow: value))
        }
        if let family = schema.family {
            let id = row[ImageRow.idField(family)]
            if let text = id?.stringValue ?? id?.integerValue.map({ "\($0)" }), !text.isEmpty {
                fields.append(ImageRow.exportID, .text(text))
            }
            if let type = family.imageType { fields.append(ImageRow.exportImageType, .text(type.rawValue)) }
        }
        self = .record(LuaRecord(className: schema.rowClass, fields: fields))
    }

    /// As read-only as the row itself, and with the same rule for what is absent.
    private init(partOfRow json: JSONValue) {
        switch json {
        case .array(let elements):
            let list = LuaTable(sequence: elements.map(Self.init(partOfRow:)), isArray: true)
            self = .record(LuaRecord(className: "list", fields: list))
        case .object(let members):
            var fields = LuaTable()
            for (name, value) in members where value != .null { fields.append(name, LuaValue(partOfRow: value)) }
            self = .record(LuaRecord(className: ImageRow.partClass, fields: fields))
        default: self = LuaValue(json: json)
        }
    }
}
